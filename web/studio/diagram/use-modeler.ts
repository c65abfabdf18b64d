/** The editor in a page: made once, filled from the file, and read back after each step of the person. */
import { useEffect, useRef, useState, type RefObject } from "react";
import { makeModeler, xmlOf, type Modeler } from "./modeler.ts";

export interface ModelerOptions {
  readonly xml: string;
  readonly onChanged: (xml: string) => void;
  /** What the drawing is, for those who do not see it. */
  readonly description: string;
}

export interface HeldModeler {
  /** Absent until the file is drawn. */
  readonly modeler: Modeler | undefined;
  /** The file cannot be drawn; nothing of it is lost. */
  readonly failed: boolean;
}

export function useModeler(
  container: RefObject<HTMLDivElement | null>,
  { xml, onChanged, description }: ModelerOptions,
): HeldModeler {
  const [modeler, setModeler] = useState<Modeler>();
  const [failed, setFailed] = useState(false);
  const [, setStep] = useState(0);
  /** The text that the editor stands for: what comes back from the copy is not drawn anew. */
  const drawn = useRef<string>(undefined);
  const report = useRef(onChanged);
  report.current = onChanged;

  const [made, setMade] = useState<Modeler>();
  useEffect(() => {
    const one = makeModeler(container.current!, []);
    const changed = (): void => {
      setStep((step) => step + 1);
      void xmlOf(one).then((text) => {
        if (text === drawn.current) return;
        drawn.current = text;
        report.current(text);
      });
    };
    one.get("eventBus").on("commandStack.changed", changed);
    setMade(one);
    return () => {
      setMade(undefined);
      setModeler(undefined);
      drawn.current = undefined;
      one.destroy();
    };
  }, [container]);

  useEffect(() => {
    if (made === undefined || xml === drawn.current) return;
    const first = drawn.current === undefined;
    drawn.current = xml;
    made.importXML(xml).then(
      () => {
        if (drawn.current !== xml) return;
        setFailed(false);
        if (first) made.get("canvas").zoom("fit-viewport", "auto");
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

  return { modeler, failed };
}
