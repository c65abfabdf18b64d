/** The diagram of one version as it was deployed, with marks on it. bpmn-js is loaded with this file only. */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./diagram-view.css";
import { ActionIcon, Box, Group, Text } from "@mantine/core";
import { IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer.js";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { inLanguage } from "./labels-of-diagram.ts";
import type { MovableView, ViewGroup } from "./move-together.ts";

/** What is marked: ids of elements or flows by the class they get, and small texts at elements. */
export interface DiagramMarks {
  readonly classes: Readonly<Record<string, readonly string[]>>;
  readonly badges?: readonly {
    readonly element: string;
    readonly text: string;
    readonly kind: "token" | "count" | "time";
  }[];
  /** Brought into view. */
  readonly focus?: string;
}

export interface DiagramViewProps {
  readonly xml: string;
  /** Labels in the reader's language, by the element's id. */
  readonly labels: readonly { readonly id: string; readonly name: string }[];
  readonly marks: DiagramMarks;
  /** What it shows, for those who do not see it. */
  readonly description: string;
  readonly height?: number | string;
  /** Keeps what is in focus in view, large enough to be read; else the whole diagram is shown first. */
  readonly follow?: boolean;
  /** Diagrams of one group show the same place. */
  readonly together?: ViewGroup;
}

/** From this scale on the labels of a diagram can be read. */
const READABLE = 0.75;

interface LoadedViewer {
  importXML(xml: string): Promise<unknown>;
  get(service: "canvas"): Canvas;
  get(service: "overlays"): Overlays;
  get(service: "elementRegistry"): Registry;
  on(event: "canvas.viewbox.changed", listener: () => void): void;
  off(event: "canvas.viewbox.changed", listener: () => void): void;
  destroy(): void;
}
// The package's own types are read as those of a CommonJS module, which it is not.
const Viewer = NavigatedViewer as unknown as new (options: { readonly container: HTMLElement }) => LoadedViewer;

interface Canvas {
  zoom(level?: "fit-viewport" | number, center?: "auto"): number;
  addMarker(element: string, name: string): void;
  removeMarker(element: string, name: string): void;
  viewbox(): Box & { readonly outer: { readonly width: number; readonly height: number }; readonly scale: number };
  viewbox(box: Box): void;
}
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Overlays {
  add(element: string, overlay: { readonly position: object; readonly html: HTMLElement }): string;
  remove(id: string): void;
}
interface Registry {
  get(id: string): Partial<Box> | undefined;
}

export function DiagramView({
  xml,
  labels,
  marks,
  description,
  height = 440,
  follow = false,
  together,
}: DiagramViewProps) {
  const { t } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<LoadedViewer>();
  /** The one that is not destroyed: when the language and the marks change together, `viewer` is still the one before. */
  const live = useRef<LoadedViewer>(undefined);
  const [failed, setFailed] = useState(false);
  /** Somebody has asked for the whole diagram: it stays so until they come closer. */
  const whole = useRef(false);

  useEffect(() => {
    const made = new Viewer({ container: container.current! });
    let gone = false;
    setFailed(false);
    made.importXML(inLanguage(xml, labels)).then(
      () => {
        if (gone) return;
        made.get("canvas").zoom("fit-viewport", "auto");
        live.current = made;
        setViewer(made);
      },
      () => {
        if (!gone) setFailed(true);
      },
    );
    return () => {
      gone = true;
      live.current = undefined;
      setViewer(undefined);
      made.destroy();
    };
  }, [xml, labels]);

  useEffect(() => {
    if (viewer === undefined || together === undefined) return undefined;
    return together.join(movable(viewer));
  }, [viewer, together]);

  useEffect(() => {
    // The drawing takes the focus itself, to be moved by arrow keys.
    const drawing = viewer === undefined ? null : container.current?.querySelector("svg");
    drawing?.setAttribute("role", "img");
    drawing?.setAttribute("aria-label", description);
  }, [viewer, description]);

  useEffect(() => {
    if (viewer === undefined || viewer !== live.current) return undefined;
    const canvas = viewer.get("canvas");
    const overlays = viewer.get("overlays");
    const registry = viewer.get("elementRegistry");
    const undo: (() => void)[] = [];
    for (const [name, ids] of Object.entries(marks.classes))
      for (const id of ids)
        if (registry.get(id) !== undefined) {
          canvas.addMarker(id, name);
          undo.push(() => canvas.removeMarker(id, name));
        }
    for (const { element, text, kind } of marks.badges ?? [])
      if (registry.get(element) !== undefined) {
        const html = document.createElement("span");
        html.className = `diagram-badge diagram-badge-${kind}`;
        html.textContent = text;
        const position = kind === "token" ? { top: -12, left: -10 } : { top: -12, right: 12 };
        const id = overlays.add(element, { position, html });
        undo.push(() => overlays.remove(id));
      }
    const focused = marks.focus === undefined ? undefined : registry.get(marks.focus);
    if (follow && focused !== undefined && !whole.current) bringIntoView(canvas, focused);
    return () => {
      if (viewer === live.current) undo.forEach((each) => each());
    };
  }, [viewer, marks, follow]);

  const zoom = (factor: number | "fit"): void => {
    if (viewer === undefined) return;
    const canvas = viewer.get("canvas");
    whole.current = factor === "fit";
    if (factor === "fit") canvas.zoom("fit-viewport", "auto");
    else canvas.zoom(canvas.zoom() * factor, "auto");
  };
  if (failed) return <Text role="status">{t("diagram.noDrawing")}</Text>;
  return (
    <Box pos="relative">
      <Box ref={container} h={height} className="diagram-view" />
      <Group gap={4} pos="absolute" top={8} right={8}>
        <ActionIcon variant="default" aria-label={t("diagram.closer")} onClick={() => zoom(1.25)}>
          <IconPlus size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={t("diagram.farther")} onClick={() => zoom(0.8)}>
          <IconMinus size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={t("diagram.whole")} onClick={() => zoom("fit")}>
          <IconMaximize size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Box>
  );
}

function movable(viewer: LoadedViewer): MovableView {
  const canvas = viewer.get("canvas");
  return {
    show({ x, y, scale }) {
      const { outer } = canvas.viewbox();
      canvas.viewbox({ x, y, width: outer.width / scale, height: outer.height / scale });
    },
    onMoved(moved) {
      const listen = (): void => moved(canvas.viewbox());
      viewer.on("canvas.viewbox.changed", listen);
      return () => viewer.off("canvas.viewbox.changed", listen);
    },
  };
}

function bringIntoView(canvas: Canvas, { x, y, width = 0, height = 0 }: Partial<Box>): void {
  // A sequence flow has no place of its own.
  if (x === undefined || y === undefined) return;
  const view = canvas.viewbox();
  const inView = x >= view.x && y >= view.y && x + width <= view.x + view.width && y + height <= view.y + view.height;
  if (inView && view.scale >= READABLE) return;
  const scale = Math.max(view.scale, READABLE);
  const [wide, high] = [view.outer.width / scale, view.outer.height / scale];
  canvas.viewbox({ x: x + width / 2 - wide / 2, y: y + height / 2 - high / 2, width: wide, height: high });
}
