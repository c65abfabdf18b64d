/** Every FEEL expression of a diagram, with the element that carries it and what its names stand for. */
import type { Feel, FlowNode, Graph, ProcessGraph } from "../model/graph.ts";
import { processOf } from "./lint-rule.ts";

export interface Expression {
  readonly element: string;
  readonly process: ProcessGraph;
  readonly feel: Feel;
  /** In words: `the condition`. */
  readonly place: string;
  /** `variables` of the case, or the `facts` that a handler answers. */
  readonly over: "variables" | "facts";
  /** Names that the engine itself gives there. */
  readonly also: readonly string[];
}

const COUNTS = [
  "loopCounter",
  "numberOfInstances",
  "numberOfActiveInstances",
  "numberOfCompletedInstances",
  "numberOfTerminatedInstances",
];

/** Those of executable processes. */
export function expressionsOf(graph: Graph): readonly Expression[] {
  const found: Expression[] = [];
  const add = (element: string, node: FlowNode | undefined, feel: Feel | undefined, place: string, also: string[]) => {
    const process = node === undefined ? undefined : processOf(graph, node);
    if (feel === undefined || feel === "" || process?.isExecutable !== true) return;
    found.push({ element, process, feel, place, over: place === "the output" ? "facts" : "variables", also });
  };
  for (const flow of graph.flows) add(flow.id, graph.nodes[flow.source], flow.condition, "the condition", []);
  for (const node of graph.nodes) {
    const own = (feel: Feel | undefined, place: string, also: string[] = []): void =>
      add(node.id, node, feel, place, also);
    for (const { name, feel } of node.call?.inputs ?? []) own(feel, `the input ${name}`);
    for (const { feel } of node.call?.outputs ?? []) own(feel, "the output");
    own(node.script?.feel, "the script");
    for (const { target, feel } of node.inputMappings) own(feel, `the mapping to ${target}`);
    for (const { target, feel } of node.calledProcess?.inputs ?? []) own(feel, `the mapping to ${target}`);
    own(node.activationCondition, "the activation condition", ["activationCount"]);
    own(node.adHoc?.completion, "the completion condition");
    for (const trigger of node.triggers) {
      if (trigger.type === "conditional") own(trigger.condition, "the condition");
      if (trigger.type === "timer" && trigger.expression.startsWith("=")) own(trigger.expression.slice(1), "the timer");
      if (trigger.type === "message") own(trigger.correlation, "the correlation");
      if (trigger.type === "message" || trigger.type === "signal") own(trigger.payload, "the payload");
    }
    if (node.loop?.type === "standard") own(node.loop.condition, "the loop condition", COUNTS);
    if (node.loop?.type === "multi") {
      own(node.loop.cardinality, "the cardinality");
      own(node.loop.collection, "the collection");
      own(node.loop.completion, "the completion condition", COUNTS);
      own(node.loop.outputItem, "the output item", COUNTS);
    }
  }
  return found;
}
