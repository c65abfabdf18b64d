/**
 * What an element of a diagram says, fact by fact: what a lawyer would call its meaning, and nothing of how it is drawn. `reg:` extensions are taken
 * apart, so that one changed limit is one changed fact.
 */

/** As bpmn-moddle gives it. */
export interface ModdleElement {
  readonly $type: string;
  readonly id?: string;
  readonly $instanceOf?: (type: string) => boolean;
  readonly $descriptor?: { readonly properties: readonly ModdleProperty[] };
  readonly $attrs?: Readonly<Record<string, string>>;
  readonly $children?: readonly ModdleElement[];
  readonly $body?: string;
  readonly [property: string]: unknown;
}
interface ModdleProperty {
  readonly name: string;
  readonly ns: { readonly localName: string };
  readonly isReference?: boolean;
}

/** What a fact is about; `label` and what follows it are of our own extension. */
export const ASPECTS = [
  "type",
  "name",
  "from",
  "to",
  "lane",
  "default",
  "condition",
  "event",
  "attached",
  "interrupting",
  "loop",
  "called",
  "documentation",
  "label",
  "trace",
  "limit",
  "service",
  "term",
  "action",
  "table",
  "form",
  "status",
  "document",
  "call",
  "input",
  "output",
  "performer",
  "note",
  "mapping",
  "other",
] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface Fact {
  readonly aspect: Aspect;
  /** Which one, where there are several: a language, the number of an action, the name of an input or of an attribute. */
  readonly of?: string;
  readonly value: string;
  /** The value is the id of another element. */
  readonly isElement?: true;
}

/** Drawn, read elsewhere, or following from the flows. */
const SKIPPED = new Set([
  "id",
  "di",
  "incoming",
  "outgoing",
  "flowElements",
  "laneSets",
  "lanes",
  "childLaneSet",
  "flowNodeRef",
  "artifacts",
  "participants",
  "messageFlows",
  "extensionElements",
  "processRef",
  "dataInputAssociations",
  "dataOutputAssociations",
]);

const NAMED: Readonly<Record<string, Aspect>> = {
  name: "name",
  sourceRef: "from",
  targetRef: "to",
  default: "default",
  conditionExpression: "condition",
  eventDefinitions: "event",
  attachedToRef: "attached",
  cancelActivity: "interrupting",
  loopCharacteristics: "loop",
  calledElement: "called",
  documentation: "documentation",
};

/** `lane`: the id of the lane it stands in. */
export function factsOf(element: ModdleElement, lane?: string): readonly Fact[] {
  return [
    { aspect: "type", value: element.$type },
    ...(lane === undefined ? [] : [{ aspect: "lane", value: lane, isElement: true } as const]),
    ...ownFacts(element),
    ...Object.entries(element.$attrs ?? {}).map(([of, value]): Fact => ({ aspect: "other", of, value })),
    ...extensionsOf(element).flatMap(extensionFacts),
  ];
}

function ownFacts(element: ModdleElement): Fact[] {
  return (element.$descriptor?.properties ?? []).flatMap(({ name, ns, isReference }): Fact[] => {
    const property = ns.localName;
    if (SKIPPED.has(property)) return [];
    // What the standard sets unless said stands in the prototype: it is the same on both sides.
    const value = element[name] ?? element[property];
    if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return [];
    const aspect = NAMED[property] ?? "other";
    const more = aspect === "other" ? { of: property } : {};
    if (isReference === true && !Array.isArray(value))
      return [{ aspect, ...more, value: (value as ModdleElement).id ?? "", isElement: true }];
    return [{ aspect, ...more, value: textOf(value, isReference === true) }];
  });
}

const extensionsOf = (element: ModdleElement): readonly ModdleElement[] =>
  (element.extensionElements as { values?: readonly ModdleElement[] } | undefined)?.values ?? [];

const SIMPLE: Readonly<Record<string, Aspect>> = {
  "reg:Trace": "trace",
  "reg:Limit": "limit",
  "reg:Form": "form",
  "reg:Status": "status",
  "reg:Document": "document",
  "reg:Performer": "performer",
  "reg:Note": "note",
};

function extensionFacts(extension: ModdleElement): Fact[] {
  const text = (name: string): string => textOf(extension[name] ?? "", false);
  switch (extension.$type) {
    case "reg:Label":
      return [{ aspect: "label", of: text("lang"), value: text("text") }];
    case "reg:Call":
      return [
        { aspect: "call", value: text("handler") },
        ...partsOf(extension, "inputs").map(({ name, text: value }): Fact => {
          return { aspect: "input", of: textOf(name, false), value: textOf(value ?? "", false) };
        }),
        ...partsOf(extension, "outputs").map(({ variable, text: value }): Fact => {
          return { aspect: "output", of: textOf(variable, false), value: textOf(value ?? "", false) };
        }),
      ];
    case "reg:Mapping":
      return [{ aspect: "mapping", of: `${text("direction")} ${text("target")}`, value: text("text") }];
    case "reg:Service":
      return [
        { aspect: "service", value: contentsOf(extension, ["terms", "actions", "table"]) },
        ...partsOf(extension, "terms").map((term): Fact => ({ aspect: "term", value: contentsOf(term) })),
        ...partsOf(extension, "actions").map((action): Fact => {
          return { aspect: "action", of: textOf(action.number, false), value: contentsOf(action, ["number"]) };
        }),
        ...(extension.table === undefined
          ? []
          : [{ aspect: "table", value: contentsOf(extension.table as ModdleElement) } as const]),
      ];
    default: {
      const aspect = SIMPLE[extension.$type];
      return [
        aspect === undefined
          ? { aspect: "other", of: extension.$type, value: contentsOf(extension) }
          : { aspect, value: contentsOf(extension) },
      ];
    }
  }
}

const partsOf = (element: ModdleElement, name: string): readonly ModdleElement[] =>
  (element[name] as readonly ModdleElement[] | undefined) ?? [];

/** The values alone where one is all there is; else each with its name. */
function contentsOf(element: ModdleElement, without: readonly string[] = []): string {
  const own = (element.$descriptor?.properties ?? []).flatMap(({ name, ns, isReference }): [string, string][] => {
    const value = element[name] ?? element[ns.localName];
    if (value === undefined || ["id", ...without].includes(ns.localName)) return [];
    if (Array.isArray(value) && value.length === 0) return [];
    return [[ns.localName, textOf(value, isReference === true)]];
  });
  const foreign = Object.entries(element.$attrs ?? {}).filter(([name]) => !name.startsWith("xmlns"));
  const body = element.$body === undefined ? [] : [["text", element.$body] as [string, string]];
  const inner = (element.$children ?? []).map((child): [string, string] => [child.$type, contentsOf(child)]);
  const all = [...own, ...foreign, ...body, ...inner];
  if (all.length === 1) return all[0]![1];
  return all.map(([name, value]) => `${name}: ${value}`).join(", ");
}

function textOf(value: unknown, isReference: boolean): string {
  if (Array.isArray(value)) return value.map((each) => textOf(each, isReference)).join("; ");
  if (typeof value === "object" && value !== null) {
    const element = value as ModdleElement;
    if (isReference) return element.id ?? "";
    const contents = contentsOf(element, ["language"]);
    return element.$type.endsWith("Expression") || element.$type === "bpmn:Documentation"
      ? contents
      : `${element.$type.replace(/^bpmn:/, "")}${contents === "" ? "" : ` (${contents})`}`;
  }
  return String(value as string | number | boolean);
}
