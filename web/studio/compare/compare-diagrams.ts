/**
 * Two diagrams as bpmn-moddle read them -> what changed in meaning, element by element, and apart from it what was only drawn elsewhere. What counts as
 * meaning is said by `element-facts.ts`.
 */
import { diff } from "bpmn-js-differ";
import { factsOf, type Aspect, type Fact, type ModdleElement } from "./element-facts.ts";

export interface ChangedFact {
  readonly aspect: Aspect;
  readonly of?: string;
  /** Absent: it was not said. */
  readonly before?: string;
  readonly after?: string;
  /** The values are ids of elements. */
  readonly areElements: boolean;
}

export interface ElementChange {
  readonly id: string;
  /** `bpmn:UserTask` */
  readonly type: string;
  readonly kind: "added" | "removed" | "changed";
  /** What is said now; of one that is gone, nothing. */
  readonly facts: readonly ChangedFact[];
}

export interface DiagramComparison {
  /** Steps first, then flows, then the rest; each in the order of the files. */
  readonly changes: readonly ElementChange[];
  /** Elements that stand elsewhere or are drawn otherwise, and mean the same. */
  readonly redrawn: readonly { readonly id: string; readonly type: string }[];
}

export function compareDiagrams(before: ModdleElement, after: ModdleElement): DiagramComparison {
  const old = saidIn(before);
  const now = saidIn(after);
  const changes: ElementChange[] = [];
  for (const [id, { type, facts }] of now) {
    const was = old.get(id);
    if (was === undefined) changes.push({ id, type, kind: "added", facts: differences([], facts) });
    else {
      const changed = differences(was.facts, facts);
      if (changed.length > 0) changes.push({ id, type, kind: "changed", facts: changed });
    }
  }
  for (const [id, { type }] of old) if (!now.has(id)) changes.push({ id, type, kind: "removed", facts: [] });
  const named = new Set(changes.map(({ id }) => id));
  const redrawn = Object.keys(diff(before, after)._layoutChanged)
    .filter((id) => !named.has(id))
    .flatMap((id) => {
      const type = now.get(id)?.type;
      return type === undefined ? [] : [{ id, type }];
    });
  return { changes: changes.toSorted((one, other) => rankOf(one.type) - rankOf(other.type)), redrawn };
}

const rankOf = (type: string): number => (/SequenceFlow|MessageFlow/.test(type) ? 1 : STEP.test(type) ? 0 : 2);
const STEP = /Task|Activity|SubProcess|Event|Gateway/;

interface Said {
  readonly type: string;
  readonly facts: readonly Fact[];
}

function saidIn(definitions: ModdleElement): ReadonlyMap<string, Said> {
  const elements: ModdleElement[] = [];
  collect(definitions, elements, new Set());
  const lanes = new Map<string, string>();
  for (const lane of elements.filter(({ $type }) => $type === "bpmn:Lane"))
    for (const node of (lane.flowNodeRef as readonly ModdleElement[] | undefined) ?? [])
      if (node.id !== undefined && lane.id !== undefined) lanes.set(node.id, lane.id);
  return new Map(
    elements.map((element) => [
      element.id!,
      { type: element.$type, facts: factsOf(element, lanes.get(element.id!)) } as const,
    ]),
  );
}

/** Elements that have a life of their own; the parts of an element are facts of it. */
const COMPARED = [
  "bpmn:FlowElement",
  "bpmn:Participant",
  "bpmn:MessageFlow",
  "bpmn:Lane",
  "bpmn:Process",
  "bpmn:Message",
  "bpmn:Signal",
  "bpmn:Error",
  "bpmn:Escalation",
  "bpmn:TextAnnotation",
  "bpmn:Association",
];
/** What holds them. */
const HOLDERS = [
  "rootElements",
  "flowElements",
  "laneSets",
  "lanes",
  "childLaneSet",
  "participants",
  "messageFlows",
  "artifacts",
];

function collect(element: ModdleElement, found: ModdleElement[], seen: Set<ModdleElement>): void {
  if (seen.has(element)) return;
  seen.add(element);
  if (element.id !== undefined && COMPARED.some((type) => element.$instanceOf?.(type) === true)) found.push(element);
  for (const holder of HOLDERS) {
    const held = element[holder] as ModdleElement | readonly ModdleElement[] | undefined;
    if (Array.isArray(held)) for (const each of held as readonly ModdleElement[]) collect(each, found, seen);
    else if (held !== undefined) collect(held as ModdleElement, found, seen);
  }
}

/** Facts of the same kind and name are one fact with several values. */
function differences(before: readonly Fact[], after: readonly Fact[]): ChangedFact[] {
  const old = byKey(before);
  const now = byKey(after);
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((key): ChangedFact[] => {
    const was = old.get(key);
    const is = now.get(key);
    if (was?.value === is?.value) return [];
    const { aspect, of, isElement } = (is ?? was)!;
    return [
      {
        aspect,
        ...(of === undefined ? {} : { of }),
        ...(was === undefined ? {} : { before: was.value }),
        ...(is === undefined ? {} : { after: is.value }),
        areElements: isElement === true,
      },
    ];
  });
}

function byKey(facts: readonly Fact[]): ReadonlyMap<string, Fact> {
  const keyed = new Map<string, Fact>();
  for (const fact of facts) {
    const key = `${fact.aspect} ${fact.of ?? ""}`;
    const other = keyed.get(key);
    keyed.set(key, other === undefined ? fact : { ...fact, value: `${other.value}; ${fact.value}` });
  }
  return keyed;
}
