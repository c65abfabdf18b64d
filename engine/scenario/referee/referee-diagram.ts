/**
 * The same file, made ready for bpmn-engine: `refereeDiagram(files, process, startEvent)` answers with the tree that its parser takes.
 *
 * What is changed, and why (docs/referee.md lists it for readers):
 * - one instance of one process is run, so the other processes and the start events that did not happen are taken out (BPMN 2.0.2,
 *   10.5.2: each start event that occurs makes an instance of its own; bpmn-engine starts everything that has no incoming flow);
 * - pools and message flows are taken out: what goes between instances is carried by the scenario, for both engines alike
 *   (bpmn-engine throws on a message flow that touches a pool without `processRef`);
 * - expressions are marked, so that both engines evaluate the same FEEL with the same evaluator (`engine/core/feel.ts`);
 * - a `reg:call` on a gateway or a throwing event becomes a service task before it;
 * - data objects are left out: variables are kept for bpmn-engine as our engine keeps them (`referee-variables.ts`).
 */
import { type BpmnElement, childOf, childrenOf, isA } from "../../model/bpmn-element.ts";
import { decodeXml } from "../../model/decode-xml.ts";
import type { FlowNode, Graph, Loop, Scope } from "../../model/graph.ts";
import { createModdle } from "../../model/parse-diagram.ts";
import type { DiagramFile } from "../case-files.ts";

/** What stands before an expression, so that names and ISO 8601 times, which are literal, are not taken for FEEL. */
export const FEEL_MARK = "feel:";
/** What stands behind the id of a service task that does the `reg:call` of a gateway or a throwing event. */
const CALL_SUFFIX = "__call";

/** bpmn-engine knows one file only, in which an id stands once: what stands behind the ids of the second file, the third, and so on. */
const FILE_SUFFIX = "__file";
const REFEREE_ID = /^(.*?)(__call)?(?:__file(\d+))?$/;

/** The flow node that an id of the referee's diagram stands for. */
export function nodeOf(files: readonly DiagramFile[], id: string): FlowNode | undefined {
  const [, plain = id, , file = "0"] = REFEREE_ID.exec(id) ?? [];
  const graph = files[Number(file)]?.graph;
  return graph?.nodes[graph.nodeIndex[plain] ?? -1];
}

/** Whether it is the id of a service task that does the `reg:call` of another element. */
export const isCallId = (id: string): boolean => REFEREE_ID.exec(id)?.[2] !== undefined;

/** bpmn-engine cannot even be asked: the diagram has something that there is no way to hand over. */
export class NotForReferee extends Error {}

type ParseResult = Awaited<ReturnType<ReturnType<typeof createModdle>["fromXML"]>>;
/** `moddleContext` of bpmn-engine's options. */
export type RefereeDiagram = ParseResult;

/** Without `startEvent`, the process begins at its plain starts. */
export async function refereeDiagram(
  files: readonly DiagramFile[],
  process: string,
  startEvent: string | undefined,
): Promise<RefereeDiagram> {
  const main = await parse(files[0] as DiagramFile);
  const definitions = main.rootElement as Changeable;
  const called = calledFrom(files, process);
  const roots: Changeable[] = [];
  for (const [index, file] of files.entries()) {
    const result = index === 0 ? main : await parse(file);
    for (const root of childrenOf(result.rootElement as BpmnElement, "rootElements") as Changeable[]) {
      if (root.$type === "bpmn:Collaboration") continue;
      if (root.$type !== "bpmn:Process") {
        roots.push(root);
        continue;
      }
      const id = root.get("id") as string;
      const isStarted = index === 0 && id === process;
      if (!isStarted && called.get(id) !== file.graph) continue;
      root.isExecutable = isStarted;
      roots.push(root);
      new Adaptation(file.graph, result).process(root, isStarted ? startEvent : undefined);
    }
    if (index > 0) adopt(main, result, FILE_SUFFIX + String(index));
  }
  definitions.rootElements = roots;
  return main;
}

const parse = ({ bytes }: DiagramFile): Promise<ParseResult> => moddle.fromXML(decodeXml(bytes));
const moddle = createModdle();

type Changeable = BpmnElement & Record<string, unknown>;

/** The references and elements of a called file, under other ids than those of the first. Processes keep theirs: by it they are called. */
function adopt(main: ParseResult, other: ParseResult, suffix: string): void {
  const renamed = new Set<string>();
  for (const [id, element] of Object.entries(other.elementsById as Record<string, Changeable>)) {
    if (element.$type === "bpmn:Process" || element.$type === "bpmn:Definitions") continue;
    renamed.add(id);
    element.id = id + suffix;
    (main.elementsById as Record<string, object>)[id + suffix] = element;
  }
  for (const reference of other.references as unknown as { id: string }[])
    if (renamed.has(reference.id)) reference.id += suffix;
  (main.references as object[]).push(...other.references);
}

/** Process id to the graph that holds it, for all that is called from `process`, directly or not. */
function calledFrom(files: readonly DiagramFile[], process: string): Map<string, Graph> {
  const found = new Map<string, Graph>();
  const look = (graph: Graph, id: string): void => {
    const top = graph.processes.find((each) => each.id === id)?.scope;
    for (const node of graph.nodes) {
      const name = node.calledProcess?.process;
      if (name === undefined || found.has(name) || rootOf(graph, node.scope) !== top) continue;
      const holder = [graph, ...files.map((file) => file.graph)].find((each) =>
        each.processes.some((one) => one.id === name),
      );
      if (holder === undefined) continue;
      found.set(name, holder);
      look(holder, name);
    }
  };
  look((files[0] as DiagramFile).graph, process);
  return found;
}

function rootOf(graph: Graph, scope: number): number {
  let at = graph.scopes[scope] as Scope;
  while (at.parent >= 0) at = graph.scopes[at.parent] as Scope;
  return at.index;
}

class Adaptation {
  private readonly graph: Graph;
  private readonly result: ParseResult;

  constructor(graph: Graph, result: ParseResult) {
    this.graph = graph;
    this.result = result;
  }

  process(element: Changeable, startEvent: string | undefined): void {
    const process = this.graph.processes.find((each) => each.id === element.get("id"));
    const kept = this.reachable(this.graph.scopes[process?.scope ?? 0] as Scope, startEvent);
    this.scope(element, kept);
  }

  private scope(element: Changeable, kept: ReadonlySet<string> | undefined): void {
    element.laneSets = undefined;
    element.properties = undefined;
    const inside: Changeable[] = [];
    for (const each of childrenOf(element, "flowElements") as Changeable[]) {
      if (kept !== undefined && !isKept(each, kept)) continue;
      if (isA(each, "bpmn:ItemAwareElement")) continue;
      if (isA(each, "bpmn:SequenceFlow")) this.flow(each);
      else if (isA(each, "bpmn:FlowNode")) this.node(each, inside);
      inside.push(each);
    }
    element.flowElements = inside;
    const artifacts = childrenOf(element, "artifacts").filter((each) => each.$type === "bpmn:Association");
    element.artifacts = artifacts.filter(
      (each) =>
        isA(childOf(each, "sourceRef") ?? each, "bpmn:FlowNode") &&
        isA(childOf(each, "targetRef") ?? each, "bpmn:FlowNode"),
    );
  }

  private flow(element: Changeable): void {
    const condition = this.graph.flows[this.graph.flowIndex[element.get("id") as string] ?? -1]?.condition;
    if (condition === undefined) element.conditionExpression = undefined;
    else mark(element.conditionExpression as Changeable, condition);
  }

  private node(element: Changeable, inside: Changeable[]): void {
    const node = this.graph.nodes[this.graph.nodeIndex[element.get("id") as string] ?? -1];
    if (node === undefined) return;
    element.ioSpecification = undefined;
    element.dataInputAssociations = undefined;
    element.dataOutputAssociations = undefined;
    element.properties = undefined;
    element.implementation = undefined;
    element.resources = undefined;
    if (node.loop !== undefined) markLoop(element.loopCharacteristics as Changeable, node.loop);
    if (node.calledProcess !== undefined) element.calledElement = node.calledProcess.process;
    for (const trigger of node.triggers) {
      if (trigger.type !== "conditional") continue;
      for (const definition of childrenOf(element, "eventDefinitions") as Changeable[])
        if (definition.$type === "bpmn:ConditionalEventDefinition")
          mark(definition.condition as Changeable, trigger.condition);
    }
    if (node.body >= 0) this.scope(element, undefined);
    if (node.call !== undefined) this.call(element, node, inside);
  }

  private call(element: Changeable, node: FlowNode, inside: Changeable[]): void {
    switch (node.kind) {
      case "serviceTask":
      case "sendTask":
      case "businessRuleTask":
        return;
      case "task":
        Object.defineProperty(element, "$type", { value: "bpmn:ServiceTask" });
        return;
      case "exclusiveGateway":
      case "inclusiveGateway":
      case "intermediateThrowEvent":
      case "endEvent":
        inside.push(...this.callBefore(node.id));
        return;
      default:
        throw new NotForReferee(`${node.id}: a reg:call on a ${node.kind}`);
    }
  }

  private callBefore(id: string): Changeable[] {
    const references = this.result.references as { element: BpmnElement; property: string; id: string }[];
    const elements = this.result.elementsById as Record<string, object>;
    const task = moddle.create("bpmn:ServiceTask", { id: id + CALL_SUFFIX }) as Changeable;
    const flow = moddle.create("bpmn:SequenceFlow", { id: `${id}${CALL_SUFFIX}_flow` }) as Changeable;
    for (const reference of references)
      if (reference.property === "bpmn:targetRef" && reference.id === id && isA(reference.element, "bpmn:SequenceFlow"))
        reference.id = task.get("id") as string;
    references.push(
      { element: flow, property: "bpmn:sourceRef", id: task.get("id") as string },
      { element: flow, property: "bpmn:targetRef", id },
    );
    // A called file gets other ids, and so must these.
    for (const each of [task, flow]) elements[each.get("id") as string] = each;
    return [task, flow];
  }

  /** Ids of what can be reached in the process itself from where it begins; undefined when that is everything. */
  private reachable(scope: Scope, startEvent: string | undefined): ReadonlySet<string> | undefined {
    const { nodes, flows } = this.graph;
    const begins = startEvent === undefined ? this.plainStarts(scope) : [this.beginOf(startEvent)];
    const kept = new Set<string>();
    const open = [
      ...begins,
      ...scope.nodes.filter((index) => {
        const node = nodes[index] as FlowNode;
        return node.triggeredByEvent || node.isForCompensation;
      }),
    ];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const node = nodes[at] as FlowNode;
      if (kept.has(node.id)) continue;
      kept.add(node.id);
      open.push(...node.boundaries);
      for (const index of node.outgoing) open.push(flows[index]?.target ?? at);
      for (const trigger of node.triggers) if (trigger.type === "link") open.push(trigger.target);
    }
    return scope.nodes.every((index) => kept.has(nodes[index]?.id ?? "")) ? undefined : kept;
  }

  private plainStarts(scope: Scope): readonly number[] {
    const all = scope.starts.map((index) => this.graph.nodes[index] as FlowNode);
    const plain = all.filter((node) => (node.kind === "startEvent" ? node.triggers.length === 0 : !node.instantiate));
    // Without a plain start, one whose condition is true begins the process.
    return (plain.length > 0 ? plain : all).map(({ index }) => index);
  }

  /** The node without incoming flow: of an event behind an instantiating gateway, that gateway. */
  private beginOf(startEvent: string): number {
    const node = this.graph.nodes[this.graph.nodeIndex[startEvent] ?? -1] as FlowNode;
    const source = this.graph.flows[node.incoming[0] ?? -1]?.source;
    return source !== undefined && this.graph.nodes[source]?.instantiate === true ? source : node.index;
  }
}

function isKept(element: BpmnElement, kept: ReadonlySet<string>): boolean {
  if (isA(element, "bpmn:SequenceFlow")) {
    const source = childOf(element, "sourceRef");
    return source !== undefined && kept.has(source.get("id") as string);
  }
  return !isA(element, "bpmn:FlowNode") || kept.has(element.get("id") as string);
}

function mark(expression: Changeable, feel: string): void {
  expression.body = FEEL_MARK + feel;
  expression.language = undefined;
}

function markLoop(element: Changeable, loop: Loop): void {
  const expression = (feel: string | undefined): object | undefined =>
    feel === undefined ? undefined : moddle.create("bpmn:FormalExpression", { body: FEEL_MARK + feel });
  if (loop.type === "standard") {
    element.loopCondition = expression(loop.condition);
    return;
  }
  element.loopCardinality = expression(loop.collection === undefined ? loop.cardinality : undefined);
  element.completionCondition = expression(loop.completion);
  // The parser takes every own property whose name ends in Ref for a reference, so these must go, not be undefined.
  for (const name of DATA_OF_LOOP) Reflect.deleteProperty(element, name);
  // Not of the standard: the attributes by which bpmn-elements' loops take their collection.
  element.collection = loop.collection === undefined ? undefined : FEEL_MARK + loop.collection;
  element.elementVariable = loop.item ?? "item";
}

const DATA_OF_LOOP = [
  "loopDataInputRef",
  "loopDataOutputRef",
  "inputDataItem",
  "outputDataItem",
  "noneBehaviorEventRef",
  "oneBehaviorEventRef",
];
