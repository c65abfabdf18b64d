/** Applying the mappings of an element. */
import type { FlowNode, Mapping } from "../model/graph.ts";
import type { Json, Variables } from "./events.ts";
import { evaluate } from "./feel.ts";

/** A mapping that is only drawn says nothing when there is no such variable. */
export const isThere = (mapping: Mapping, seen: Variables): boolean =>
  mapping.drawn !== true || Object.hasOwn(seen, mapping.feel);

export function mappedOnly(node: FlowNode, seen: Variables, now: string): Variables | undefined {
  if (node.inputMappings.length === 0) return undefined;
  const payload: Record<string, Json> = {};
  for (const mapping of node.inputMappings)
    if (isThere(mapping, seen)) payload[mapping.target] = evaluate(mapping.feel, seen, now);
  return payload;
}

export function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
