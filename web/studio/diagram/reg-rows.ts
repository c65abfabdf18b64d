/** What our extensions say of an element, and which of them may stand at it: read from the descriptor that the engine reads with. */
import { REG_DESCRIPTOR, type RegProperty, type RegType } from "../../../engine/model/reg-descriptor.ts";
import type { BusinessObject, Drawn } from "./modeler.ts";

export const LABEL_LANGUAGES = ["kk", "ru", "en"] as const;
export type LabelLanguage = (typeof LABEL_LANGUAGES)[number];

const TYPES: ReadonlyMap<string, RegType> = new Map(REG_DESCRIPTOR.types.map((type) => [type.name, type]));

/** `Trace`, `Limit`... in the order in which the panel shows them. */
const ORDER = [
  "Label",
  "Trace",
  "Limit",
  "Service",
  "Performer",
  "Call",
  "Form",
  "Document",
  "Status",
  "Decision",
  "Result",
  "Called",
  "Mapping",
  "Correlation",
  "Payload",
  "Timer",
  "Note",
];

export const typeNamed = (name: string): RegType => TYPES.get(name)!;

/** Types that mean something at the element. */
export function allowedAt(object: BusinessObject): readonly RegType[] {
  const fits = (allowed: string): boolean =>
    allowed.endsWith("!") ? `${object.$type}!` === allowed : object.$instanceOf(allowed);
  const found = [...TYPES.values()].filter(({ allowedIn }) => allowedIn?.some(fits) === true);
  return found.sort((one, other) => ORDER.indexOf(one.name) - ORDER.indexOf(other.name));
}

/** The values that a property may have; undefined for free text. */
export const valuesOf = ({ type }: RegProperty): readonly string[] | undefined =>
  REG_DESCRIPTOR.enumerations.find(({ name }) => name === type)?.literalValues.map(({ name }) => name);

/** The type of what stands inside: `Term` of `terms`; undefined for text, numbers and yes or no. */
export const partOf = ({ type }: RegProperty): RegType | undefined => TYPES.get(type);

export const childrenOf = (object: BusinessObject, name: string): readonly BusinessObject[] =>
  (object.get(name) as readonly BusinessObject[] | undefined) ?? [];

const extensionsOf = (object: BusinessObject): BusinessObject | undefined =>
  object.get("extensionElements") as BusinessObject | undefined;

/** Everything under `extensionElements`, what we do not know included. */
export const allRows = (object: BusinessObject): readonly BusinessObject[] => {
  const holder = extensionsOf(object);
  return holder === undefined ? [] : childrenOf(holder, "values");
};

export const rowsOf = (object: BusinessObject, type: string): readonly BusinessObject[] =>
  allRows(object).filter(({ $type }) => $type === `reg:${type}`);

export const textAt = (row: BusinessObject, name: string): string => {
  const value = row.get(name);
  return value === undefined || value === null ? "" : String(value as string | number | boolean);
};

export function labelIn(object: BusinessObject, language: LabelLanguage): string | undefined {
  const row = rowsOf(object, "Label").find((each) => each.get("lang") === language);
  return row === undefined ? undefined : textAt(row, "text").trim();
}

/** Where the text on the sheet stands. */
export const nameProperty = (object: BusinessObject): "text" | "name" =>
  object.$type === "bpmn:TextAnnotation" ? "text" : "name";

/** The language of the file's own names: that in which most labels say the same. Kazakh where nothing tells. */
export function languageOfNames(drawn: readonly Drawn[]): LabelLanguage {
  const count = (language: LabelLanguage): number =>
    drawn.filter(({ businessObject }) => {
      const label = labelIn(businessObject, language);
      return label !== undefined && label === businessObject.get(nameProperty(businessObject));
    }).length;
  const counted = LABEL_LANGUAGES.map((language) => ({ language, count: count(language) }));
  return counted.sort((one, other) => other.count - one.count)[0]!.language;
}

export interface Target {
  readonly kind: "element" | "process" | "trigger" | "loop";
  readonly object: BusinessObject;
}

/** An element and what belongs to it without being drawn: the process of a pool, the trigger of an event, the loop of an activity. */
export function targetsOf({ businessObject }: Drawn): readonly Target[] {
  const single = (name: string): BusinessObject | undefined =>
    businessObject.$instanceOf("bpmn:BaseElement")
      ? (businessObject.get(name) as BusinessObject | undefined)
      : undefined;
  const process = businessObject.$type === "bpmn:Participant" ? single("processRef") : undefined;
  const triggers = businessObject.$instanceOf("bpmn:Event") ? childrenOf(businessObject, "eventDefinitions") : [];
  const loop = businessObject.$instanceOf("bpmn:Activity") ? single("loopCharacteristics") : undefined;
  return [
    { kind: "element", object: businessObject },
    ...(process === undefined ? [] : [{ kind: "process" as const, object: process }]),
    ...triggers.map((object) => ({ kind: "trigger" as const, object })),
    ...(loop === undefined ? [] : [{ kind: "loop" as const, object: loop }]),
  ];
}
