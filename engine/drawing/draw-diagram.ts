/**
 * `drawDiagram`: a BPMN file with its layout (BPMN DI) -> SVG, with the labels in one language. No browser is needed: text is broken into
 * lines here. Each element is a group with `data-element-id`, so that a page can mark where a case stands.
 */
import {
  allExtensionsOf,
  type BpmnElement,
  childOf,
  childrenOf,
  flagOf,
  idOf,
  isA,
  nameOf,
  numberOf,
  textOf,
} from "../model/bpmn-element.ts";
import type { Language } from "../model/graph.ts";
import { activityMarker, eventSign, gatewaySign, taskSign } from "./signs.ts";
import { fitText, LINE_HEIGHT, type TextLines } from "./text-lines.ts";

export interface DrawOptions {
  /** Of the labels; where an element has none in it, its name is shown. */
  readonly language: Language;
}

/** Undefined when nothing of the file is laid out. `definitions` is the root of a parsed file. */
export function drawDiagram(definitions: BpmnElement, { language }: DrawOptions): string | undefined {
  const drawn = childrenOf(definitions, "diagrams")
    .slice(0, 1)
    .flatMap((diagram) => childrenOf(childOf(diagram, "plane") ?? diagram, "planeElement"))
    .flatMap((place): Drawn | [] => {
      const element = childOf(place, "bpmnElement");
      return element === undefined ? [] : { place, element, label: labelOf(element, language) };
    });
  if (drawn.length === 0) return undefined;
  const sheet = new Sheet();
  const depth = new Map(drawn.map((each) => [each, layerOf(each)]));
  for (const each of drawn.toSorted((a, b) => depth.get(a)! - depth.get(b)!))
    if (isA(each.place, "bpmndi:BPMNEdge")) drawEdge(sheet, each);
    else drawShape(sheet, each);
  const title = drawn.find(({ element }) => isA(element, "bpmn:Participant"))?.label ?? nameOf(definitions);
  return sheet.toSvg(title, language);
}

interface Drawn {
  readonly place: BpmnElement;
  readonly element: BpmnElement;
  readonly label: string;
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Point {
  readonly x: number;
  readonly y: number;
}

function labelOf(element: BpmnElement, language: Language): string {
  if (isA(element, "bpmn:TextAnnotation") && !hasLabels(element)) return textOf(element, "text") ?? "";
  const label = allExtensionsOf(element).find(
    (each) => each.$type === "reg:Label" && textOf(each, "lang") === language,
  );
  const text = label === undefined ? undefined : textOf(label, "text")?.trim();
  return text ?? nameOf(element);
}

const hasLabels = (element: BpmnElement): boolean =>
  allExtensionsOf(element).some(({ $type }) => $type === "reg:Label");

/** Pools lie under lanes, these under what holds other elements, then lines, then what they connect. */
function layerOf({ place, element }: Drawn): number {
  if (isA(element, "bpmn:Participant")) return 0;
  if (isA(element, "bpmn:Lane")) return 1;
  if (isA(element, "bpmn:SubProcess") && flagOf(place, "isExpanded") === true) return 2;
  if (isA(element, "bpmn:Group")) return 2;
  if (isA(place, "bpmndi:BPMNEdge")) return 3;
  return isA(element, "bpmn:BoundaryEvent") ? 5 : 4;
}

// ---------------------------------------------------------------- shapes

function drawShape(sheet: Sheet, drawn: Drawn): void {
  const { place, element, label } = drawn;
  const bounds = boundsOf(place);
  if (bounds === undefined) return;
  sheet.open(element);
  sheet.include([
    { x: bounds.x, y: bounds.y },
    { x: bounds.x + bounds.width, y: bounds.y + bounds.height },
  ]);
  if (isA(element, "bpmn:Participant") || isA(element, "bpmn:Lane")) drawSwimlane(sheet, drawn, bounds);
  else if (isA(element, "bpmn:Event")) drawEvent(sheet, element, bounds);
  else if (isA(element, "bpmn:Gateway")) drawGateway(sheet, drawn, bounds);
  else if (isA(element, "bpmn:Activity")) drawActivity(sheet, drawn, bounds);
  else if (isA(element, "bpmn:TextAnnotation")) {
    sheet.path(`M${bounds.x + 12} ${bounds.y}H${bounds.x}V${bounds.y + bounds.height}H${bounds.x + 12}`);
    sheet.text(
      fitText(label, bounds.width - 10, bounds.height),
      { ...bounds, x: bounds.x + 8, width: bounds.width - 10 },
      "start",
    );
  } else if (isA(element, "bpmn:Group")) sheet.box(bounds, 'rx="10" fill="none" stroke-dasharray="8 3 1 3"');
  else if (isA(element, "bpmn:DataStoreReference")) drawDataStore(sheet, bounds);
  else if (
    isA(element, "bpmn:DataObjectReference") ||
    isA(element, "bpmn:DataInput") ||
    isA(element, "bpmn:DataOutput")
  )
    drawDocument(sheet, bounds);
  else sheet.box(bounds, "");
  const isInside = ["bpmn:Participant", "bpmn:Lane", "bpmn:Activity", "bpmn:TextAnnotation"].some((type) =>
    isA(element, type),
  );
  if (!isInside) drawLabel(sheet, place, label, bounds);
  sheet.close();
}

/** The name stands upright in the strip at the left of a level pool or lane. */
function drawSwimlane(sheet: Sheet, { place, element, label }: Drawn, bounds: Rectangle): void {
  sheet.box(bounds, "");
  const isBlackBox = isA(element, "bpmn:Participant") && childOf(element, "processRef") === undefined;
  if (isBlackBox) {
    sheet.text(fitText(label, bounds.width - 10, bounds.height - 4), bounds);
    return;
  }
  const strip = 30;
  if (flagOf(place, "isHorizontal") === false) {
    sheet.path(`M${bounds.x} ${bounds.y + strip}h${bounds.width}`);
    sheet.text(fitText(label, bounds.width - 8, strip - 4), { ...bounds, height: strip });
    return;
  }
  sheet.path(`M${bounds.x + strip} ${bounds.y}v${bounds.height}`);
  sheet.uprightText(fitText(label, bounds.height - 8, strip - 4), { ...bounds, width: strip });
}

function drawActivity(sheet: Sheet, { place, element, label }: Drawn, bounds: Rectangle): void {
  const kind = kindOf(element);
  const isCall = isA(element, "bpmn:CallActivity");
  const isEventSubProcess = flagOf(element, "triggeredByEvent") === true;
  sheet.box(bounds, `rx="10"${isCall ? ' stroke-width="4"' : ""}${isEventSubProcess ? ' stroke-dasharray="2 3"' : ""}`);
  if (isA(element, "bpmn:Transaction"))
    sheet.box(
      { x: bounds.x + 3, y: bounds.y + 3, width: bounds.width - 6, height: bounds.height - 6 },
      'rx="8" fill="none"',
    );
  const sign = taskSign(kind);
  if (sign !== "") sheet.at(bounds.x + 13, bounds.y + 13, sign);
  const markers = markersOf(element, place);
  for (const [index, marker] of markers.entries())
    sheet.at(
      bounds.x + bounds.width / 2 + (index - (markers.length - 1) / 2) * 18,
      bounds.y + bounds.height - 10,
      activityMarker(marker),
    );
  const isOpen = isA(element, "bpmn:SubProcess") && flagOf(place, "isExpanded") === true;
  const room = {
    x: bounds.x + 5,
    y: bounds.y + (sign === "" ? 4 : 20),
    width: bounds.width - 10,
    height: bounds.height - (sign === "" ? 8 : 23) - (markers.length > 0 ? 16 : 0),
  };
  sheet.text(fitText(label, room.width, isOpen ? 16 : room.height), isOpen ? { ...room, height: 16 } : room);
}

function markersOf(element: BpmnElement, place: BpmnElement): Parameters<typeof activityMarker>[0][] {
  const loop = childOf(element, "loopCharacteristics");
  return [
    ...(loop === undefined
      ? []
      : isA(loop, "bpmn:StandardLoopCharacteristics")
        ? (["loop"] as const)
        : flagOf(loop, "isSequential") === true
          ? (["sequential"] as const)
          : (["parallel"] as const)),
    ...(flagOf(element, "isForCompensation") === true ? (["compensation"] as const) : []),
    ...(isA(element, "bpmn:AdHocSubProcess") ? (["adHoc"] as const) : []),
    ...(isA(element, "bpmn:SubProcess") && flagOf(place, "isExpanded") !== true ? (["collapsed"] as const) : []),
  ];
}

function drawEvent(sheet: Sheet, element: BpmnElement, bounds: Rectangle): void {
  const centre = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
  const radius = bounds.width / 2;
  const kind = kindOf(element);
  const isDashed =
    (kind === "boundaryEvent" && flagOf(element, "cancelActivity") === false) ||
    (kind === "startEvent" && flagOf(element, "isInterrupting") === false);
  const dashes = isDashed ? ' stroke-dasharray="4 3"' : "";
  sheet.add(
    `<circle cx="${round(centre.x)}" cy="${round(centre.y)}" r="${round(radius)}" fill="white" stroke="currentColor"${kind === "endEvent" ? ' stroke-width="4"' : ""}${dashes}/>`,
  );
  if (kind === "boundaryEvent" || kind.startsWith("intermediate"))
    sheet.add(
      `<circle cx="${round(centre.x)}" cy="${round(centre.y)}" r="${round(radius - 3)}" fill="none" stroke="currentColor"${dashes}/>`,
    );
  const triggers = childrenOf(element, "eventDefinitions").map(({ $type }) =>
    $type.replace(/^bpmn:(.)(.*)EventDefinition$/, (_, first: string, rest: string) => first.toLowerCase() + rest),
  );
  const [only] = triggers;
  const trigger =
    triggers.length > 1
      ? flagOf(element, "parallelMultiple") === true
        ? "parallelMultiple"
        : "multiple"
      : (only ?? "");
  sheet.at(centre.x, centre.y, eventSign(trigger, kind === "endEvent" || kind === "intermediateThrowEvent"));
}

function drawGateway(sheet: Sheet, { place, element }: Drawn, bounds: Rectangle): void {
  const centre = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
  const [w, h] = [bounds.width / 2, bounds.height / 2];
  sheet.path(`M${centre.x} ${bounds.y}l${w} ${h} ${-w} ${h} ${-w} ${-h}z`, 'fill="white"');
  // An exclusive gateway may be drawn without its sign (BPMN 2.0.2, 12.3.2.2).
  if (flagOf(place, "isMarkerVisible") !== false) sheet.at(centre.x, centre.y, gatewaySign(kindOf(element)));
}

function drawDocument(sheet: Sheet, { x, y, width, height }: Rectangle): void {
  const corner = Math.min(12, width / 3);
  sheet.path(`M${x} ${y}h${width - corner}l${corner} ${corner}v${height - corner}h${-width}z`, 'fill="white"');
  sheet.path(`M${x + width - corner} ${y}v${corner}h${corner}`);
}

function drawDataStore(sheet: Sheet, { x, y, width, height }: Rectangle): void {
  const dip = Math.min(10, height / 5);
  const curve = `c0 ${dip} ${width} ${dip} ${width} 0`;
  sheet.path(`M${x} ${y + dip / 2}${curve}v${height - dip}c0 ${dip} ${-width} ${dip} ${-width} 0z`, 'fill="white"');
  sheet.path(`M${x} ${y + dip / 2}${curve}c0 ${-dip} ${-width} ${-dip} ${-width} 0`, 'fill="white"');
}

// ---------------------------------------------------------------- lines

function drawEdge(sheet: Sheet, { place, element, label }: Drawn): void {
  const points = childrenOf(place, "waypoint").map((point) => ({
    x: numberOf(point, "x") ?? 0,
    y: numberOf(point, "y") ?? 0,
  }));
  const [first, second] = points;
  if (first === undefined || second === undefined) return;
  sheet.open(element);
  const line = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  sheet.include(points);
  if (isA(element, "bpmn:SequenceFlow")) {
    sheet.path(line, 'fill="none" stroke-linejoin="round" marker-end="url(#arrow)"');
    drawOrigin(sheet, element, first, second);
  } else if (isA(element, "bpmn:MessageFlow"))
    sheet.path(line, 'fill="none" stroke-dasharray="6 4" marker-start="url(#origin)" marker-end="url(#open-arrow)"');
  else {
    const isDirected = isA(element, "bpmn:DataAssociation") || textOf(element, "associationDirection") === "One";
    sheet.path(
      line,
      `fill="none" stroke-dasharray="1 4" stroke-linecap="round"${isDirected ? ' marker-end="url(#angle)"' : ""}`,
    );
  }
  drawLabel(sheet, place, label, middleOf(points));
  sheet.close();
}

/** The stroke across a default flow, the diamond of a conditional flow that leaves an activity. */
function drawOrigin(sheet: Sheet, flow: BpmnElement, first: Point, second: Point): void {
  const source = childOf(flow, "sourceRef");
  if (source === undefined) return;
  const angle = round((Math.atan2(second.y - first.y, second.x - first.x) * 180) / Math.PI);
  const turned = (sign: string): void =>
    sheet.add(`<g transform="translate(${round(first.x)} ${round(first.y)}) rotate(${angle})">${sign}</g>`);
  if (childOf(source, "default") === flow) turned('<path d="M6-5 12 5" stroke="currentColor" fill="none"/>');
  else if (childOf(flow, "conditionExpression") !== undefined && isA(source, "bpmn:Activity"))
    turned('<path d="M0 0 8-5 16 0 8 5Z" fill="white" stroke="currentColor"/>');
}

/** The middle of the longest stretch, for a label without a place of its own. */
function middleOf(points: readonly Point[]): Rectangle {
  const stretches = points.slice(1).map((to, index) => ({ from: points[index]!, to }));
  const length = ({ from, to }: { from: Point; to: Point }): number => Math.hypot(to.x - from.x, to.y - from.y);
  const [longest] = stretches.toSorted((a, b) => length(b) - length(a));
  const { from, to } = longest!;
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, width: 0, height: 0 };
}

// ---------------------------------------------------------------- labels

/** In the place that the layout gives it, else below the shape. */
function drawLabel(sheet: Sheet, place: BpmnElement, label: string, bounds: Rectangle): void {
  if (label === "") return;
  const given = boundsOf(childOf(place, "label"));
  if (given !== undefined) {
    sheet.text(fitText(label, given.width, given.height, { largest: 11, smallest: 9 }), given, "middle", "top");
    return;
  }
  const width = Math.max(90, bounds.width);
  const text = fitText(label, width, Infinity, { largest: 11 });
  const room = { x: bounds.x + bounds.width / 2 - width / 2, y: bounds.y + bounds.height + 4, width, height: 0 };
  sheet.text(text, room, "middle", "top");
}

function boundsOf(place: BpmnElement | undefined): Rectangle | undefined {
  const bounds = place === undefined ? undefined : childOf(place, "bounds");
  if (bounds === undefined) return undefined;
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => numberOf(bounds, name) ?? 0);
  return { x: x!, y: y!, width: width!, height: height! };
}

const kindOf = ({ $type }: BpmnElement): string =>
  $type.replace(/^bpmn:(.)/, (_, first: string) => first.toLowerCase());

// ---------------------------------------------------------------- the sheet

const FONT = "Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
const MARGIN = 12;
const round = (value: number): number => Math.round(value * 100) / 100;
const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

class Sheet {
  readonly #parts: string[] = [];
  #left = Infinity;
  #top = Infinity;
  #right = -Infinity;
  #bottom = -Infinity;

  open(element: BpmnElement): void {
    this.#parts.push(`<g data-element-id="${escape(idOf(element) ?? "")}">`);
  }

  close(): void {
    this.#parts.push("</g>");
  }

  add(part: string): void {
    this.#parts.push(part);
  }

  at(x: number, y: number, sign: string): void {
    if (sign !== "") this.add(`<g transform="translate(${round(x)} ${round(y)})">${sign}</g>`);
  }

  path(d: string, attributes = 'fill="none"'): void {
    this.add(`<path d="${d}" stroke="currentColor" ${attributes}/>`);
  }

  box(bounds: Rectangle, attributes: string): void {
    const { x, y, width, height } = bounds;
    const fill = attributes.includes("fill=") ? "" : ' fill="white"';
    this.add(
      `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${fill} stroke="currentColor" ${attributes}/>`,
    );
  }

  /** Lines in the middle of a room, or from its top. */
  text(
    { lines, fontSize }: TextLines,
    room: Rectangle,
    anchor: "start" | "middle" = "middle",
    from: "top" | "middle" = "middle",
  ): void {
    if (lines.every((line) => line === "")) return;
    const height = lines.length * fontSize * LINE_HEIGHT;
    const top = from === "top" ? room.y : room.y + (room.height - height) / 2;
    const x = anchor === "start" ? room.x : room.x + room.width / 2;
    this.include([
      { x: room.x, y: top },
      { x: room.x + room.width, y: top + height },
    ]);
    this.add(textElement(lines, fontSize, x, top, anchor, ""));
  }

  /** Turned to be read from below. */
  uprightText({ lines, fontSize }: TextLines, room: Rectangle): void {
    if (lines.every((line) => line === "")) return;
    const height = lines.length * fontSize * LINE_HEIGHT;
    const turn = `translate(${round(room.x + room.width / 2)} ${round(room.y + room.height / 2)}) rotate(-90)`;
    this.add(textElement(lines, fontSize, 0, -height / 2, "middle", ` transform="${turn}"`));
  }

  include(points: readonly Point[]): void {
    for (const { x, y } of points) {
      this.#left = Math.min(this.#left, x);
      this.#top = Math.min(this.#top, y);
      this.#right = Math.max(this.#right, x);
      this.#bottom = Math.max(this.#bottom, y);
    }
  }

  toSvg(title: string, language: Language): string {
    const [x, y] = [Math.floor(this.#left - MARGIN), Math.floor(this.#top - MARGIN)];
    const [width, height] = [Math.ceil(this.#right + MARGIN) - x, Math.ceil(this.#bottom + MARGIN) - y];
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}" color="black" font-family="${FONT}" role="img" xml:lang="${language}">`,
      `<title>${escape(title)}</title>`,
      `<defs>${MARKERS}</defs>`,
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="white"/>`,
      ...this.#parts,
      "</svg>\n",
    ].join("\n");
  }
}

function textElement(
  lines: readonly string[],
  fontSize: number,
  x: number,
  top: number,
  anchor: string,
  more: string,
): string {
  const spans = lines.map(
    (line, index) =>
      `<tspan x="${round(x)}" y="${round(top + (index * LINE_HEIGHT + 0.95) * fontSize)}">${escape(line)}</tspan>`,
  );
  return `<text font-size="${fontSize}" text-anchor="${anchor}" fill="currentColor"${more}>${spans.join("")}</text>`;
}

const MARKERS = [
  '<marker id="arrow" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1 10 5 0 9Z" fill="black"/></marker>',
  '<marker id="open-arrow" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path d="M.5 1 9.5 5 .5 9Z" fill="white" stroke="black"/></marker>',
  '<marker id="origin" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse"><circle cx="5" cy="5" r="4" fill="white" stroke="black"/></marker>',
  '<marker id="angle" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M1 1 9 5 1 9" fill="none" stroke="black"/></marker>',
].join("");
