/** Reading bpmn-moddle's elements: typed access to what is, for TypeScript, a bag of properties. */

export interface BpmnElement {
  readonly $type: string;
  readonly $parent?: BpmnElement;
  /** Attributes that no descriptor knows, under their prefixed names. */
  readonly $attrs: Readonly<Record<string, string>>;
  readonly $children?: readonly BpmnElement[];
  readonly $body?: string;
  get(name: string): unknown;
  $instanceOf?(type: string): boolean;
}

/** Empty text counts as absent. */
export function textOf(element: BpmnElement, name: string): string | undefined {
  const value = read(element, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** As written: an attribute that is there and empty is not absent. */
export function attributeOf(element: BpmnElement, name: string): string | undefined {
  const value = read(element, name);
  return typeof value === "string" ? value : undefined;
}

export function flagOf(element: BpmnElement, name: string): boolean | undefined {
  const value = read(element, name);
  return typeof value === "boolean" ? value : undefined;
}

export function numberOf(element: BpmnElement, name: string): number | undefined {
  const value = read(element, name);
  return typeof value === "number" ? value : undefined;
}

export function childOf(element: BpmnElement, name: string): BpmnElement | undefined {
  const value = read(element, name);
  return typeof value === "object" && value !== null && "$type" in value ? (value as BpmnElement) : undefined;
}

export function childrenOf(element: BpmnElement, name: string): readonly BpmnElement[] {
  const value = read(element, name);
  return Array.isArray(value) ? (value as readonly BpmnElement[]) : [];
}

export const idOf = (element: BpmnElement): string | undefined => textOf(element, "id");
export const nameOf = (element: BpmnElement): string => textOf(element, "name") ?? "";

export const isA = (element: BpmnElement, type: string): boolean => element.$instanceOf?.(type) ?? false;

/**
 * The id of the nearest element, itself included, that somebody who looks at the diagram would know: those of event definitions,
 * expressions and the like say nothing to him.
 */
export function nearestId(element: BpmnElement | undefined): string | undefined {
  for (let each = element; each !== undefined; each = each.$parent) {
    const id = idOf(each);
    if (id !== undefined && isKnownToReaders(each)) return id;
  }
  return undefined;
}

/** What is drawn, with all its kinds; root elements are known, too. */
export const DRAWN_TYPES: readonly string[] = [
  "bpmn:FlowElement",
  "bpmn:Participant",
  "bpmn:Lane",
  "bpmn:MessageFlow",
  "bpmn:Artifact",
  "bpmn:ConversationNode",
  "bpmn:Definitions",
];

function isKnownToReaders(element: BpmnElement): boolean {
  return element.$parent?.$type === "bpmn:Definitions" || DRAWN_TYPES.some((type) => isA(element, type));
}

/** The elements of that type in `extensionElements`. */
export function extensionsOf(element: BpmnElement, type: string): readonly BpmnElement[] {
  return allExtensionsOf(element).filter((each) => each.$type === type);
}

export function extensionOf(element: BpmnElement, type: string): BpmnElement | undefined {
  return allExtensionsOf(element).find((each) => each.$type === type);
}

export function allExtensionsOf(element: BpmnElement): readonly BpmnElement[] {
  const extensions = childOf(element, "extensionElements");
  return extensions === undefined ? [] : childrenOf(extensions, "values");
}

function read(element: BpmnElement, name: string): unknown {
  // Elements of foreign namespaces have no `get`: their attributes are plain properties.
  return typeof element.get === "function" ? element.get(name) : (element as unknown as Record<string, unknown>)[name];
}
