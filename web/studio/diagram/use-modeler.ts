/** The editor in a page: made once, filled from the file, and read back after each step of the person. */
import { useEffect, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { TOGETHER } from "./edit-diagram.ts";
import { labelLanguageModule, type ShownLanguage } from "./label-language.ts";
import { makeModeler, xmlOf, type Drawn, type Modeler } from "./modeler.ts";
import { drawingWords } from "./drawing-words.ts";
import { SIMULATION } from "./simulation.ts";

export interface ModelerOptions {
  readonly xml: string;
  readonly onChanged: (xml: string) => void;
  /** What the drawing is, for those who do not see it. */
  readonly description: string;
  /** Read each time something is drawn; the same object all the time. */
  readonly language: ShownLanguage;
}

export interface HeldModeler {
  /** Absent until the file is drawn. */
  readonly modeler: Modeler | undefined;
  /** The file cannot be drawn; nothing of it is lost. */
  readonly failed: boolean;
  /** The one selected element. */
  readonly selected: Drawn | undefined;
}

export function useModeler(
  container: RefObject<HTMLDivElement | null>,
  { xml, onChanged, description, language }: ModelerOptions,
): HeldModeler {
  const [made, setMade] = useState<Modeler>();
  const [modeler, setModeler] = useState<Modeler>();
  const [failed, setFailed] = useState(false);
  const [selected, setSelected] = useState<Drawn>();
  const [, setStep] = useState(0);
  /** The text that the editor stands for: what comes back from the copy is not drawn anew. */
  const drawn = useRef<string>(undefined);
  const { t } = useTranslation("drawing");
  const tools = useRef<Readonly<Record<string, string>>>({});
  tools.current = t("tools", { returnObjects: true });
  const report = useRef(onChanged);
  report.current = onChanged;

  useEffect(() => {
    const one: Modeler = makeModeler(container.current!, [
      TOGETHER,
      labelLanguageModule(language, () => one),
      SIMULATION,
      drawingWords(() => tools.current),
    ]);
    const changed = (): void => {
      setStep((step) => step + 1);
      void xmlOf(one).then((text) => {
        if (text === drawn.current) return;
        drawn.current = text;
        report.current(text);
      });
    };
    const choose = (): void => {
      const all = one.get("selection").get();
      setSelected(all.length === 1 ? all[0] : undefined);
    };
    one.get("eventBus").on("commandStack.changed", changed);
    one.get("eventBus").on("selection.changed", choose);
    setMade(one);
    return () => {
      setMade(undefined);
      setModeler(undefined);
      setSelected(undefined);
      drawn.current = undefined;
      one.destroy();
    };
  }, [container, language]);

  useEffect(() => {
    if (made === undefined || xml === drawn.current) return;
    drawn.current = xml;
    made.importXML(xml).then(
      () => {
        if (drawn.current !== xml) return;
        setFailed(false);
        setSelected(undefined);
        setModeler(made);
      },
      () => {
        if (drawn.current === xml) setFailed(true);
      },
    );
  }, [made, xml]);

  useEffect(() => {
    const drawing = modeler === undefined ? null : container.current?.querySelector("svg");
    drawing?.setAttribute("role", "application");
    drawing?.setAttribute("aria-label", description);
  }, [modeler, container, description]);

  return { modeler, failed, selected };
}
