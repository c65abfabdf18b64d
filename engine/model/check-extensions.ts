/** `reg` elements that stand where they mean nothing, stand twice where once is meant, or miss a required attribute. */
import { allExtensionsOf, type BpmnElement, childOf, childrenOf, isA } from "./bpmn-element.ts";
import type { Reading } from "./reading.ts";
import { REG_DESCRIPTOR, type RegType } from "./reg-descriptor.ts";

const TYPES: ReadonlyMap<string, RegType> = new Map(REG_DESCRIPTOR.types.map((type) => [`reg:${type.name}`, type]));

/** Looks at the extensions of one element. */
export function checkExtensions(reading: Reading, element: BpmnElement): void {
  const seen = new Set<string>();
  for (const row of allExtensionsOf(element)) {
    const type = TYPES.get(row.$type);
    if (type === undefined) continue;
    const name = tagOf(row);
    if (!type.allowedIn?.some((allowed) => standsIn(element, allowed)))
      reading.report("EXTENSION_MISPLACED", element, `${name} means nothing on a ${element.$type}`);
    else if (seen.has(row.$type) && type.repeatable !== true)
      reading.report("EXTENSION_REPEATED", element, `a second ${name}`);
    seen.add(row.$type);
    checkAttributes(reading, row, type);
  }
}

/** `bpmn:Task!` is the plain task only, not the user tasks and service tasks that are tasks too. */
function standsIn(element: BpmnElement, allowed: string): boolean {
  return allowed.endsWith("!") ? `${element.$type}!` === allowed : isA(element, allowed);
}

function checkAttributes(reading: Reading, row: BpmnElement, type: RegType): void {
  for (const property of type.properties) {
    const value = row.get(property.name);
    if (property.required === true && (value === undefined || value === ""))
      reading.report("EXTENSION_INCOMPLETE", row, `${tagOf(row)} has no ${property.name}`);
    const only = property.isMany === true ? undefined : childOf(row, property.name);
    for (const child of only === undefined ? childrenOf(row, property.name) : [only]) {
      const childType = TYPES.get(child.$type);
      if (childType !== undefined) checkAttributes(reading, child, childType);
    }
  }
}

const tagOf = (row: BpmnElement): string =>
  row.$type.replace(/:(.)/, (_, letter: string) => `:${letter.toLowerCase()}`);
