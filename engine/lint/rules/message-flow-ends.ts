/** A message flow leads from one pool, or something in it that sends, to another that receives (BPMN 2.0.2, 7.6.2 and 9.4). */
import { type BpmnElement, childOf, childrenOf, idOf, isA } from "../../model/bpmn-element.ts";
import type { LintRule } from "../lint-rule.ts";

export const messageFlowEnds: LintRule = {
  name: "message-flow-ends",
  categories: { engine: "error", regulation: "error" },
  check({ definitions }, report) {
    const collaborations = childrenOf(definitions, "rootElements").filter(
      ({ $type }) => $type === "bpmn:Collaboration",
    );
    const pools = collaborations.flatMap((each) => childrenOf(each, "participants"));
    for (const flow of collaborations.flatMap((each) => childrenOf(each, "messageFlows"))) {
      const source = childOf(flow, "sourceRef");
      const target = childOf(flow, "targetRef");
      const wrong = [
        wrongEnd(source, pools, "begins", CANNOT_SEND),
        wrongEnd(target, pools, "ends", CANNOT_RECEIVE),
      ].filter((each) => each !== undefined);
      for (const message of wrong) report(idOf(flow), message);
      if (wrong.length > 0 || source === undefined || target === undefined) continue;
      const pool = poolAround(source, pools);
      if (pool !== undefined && pool === poolAround(target, pools))
        report(
          idOf(flow),
          `both its ends are in the pool ${idOf(pool) ?? "that has no id"}; messages go between pools`,
        );
    }
  },
};

const CANNOT_SEND = ["bpmn:StartEvent", "bpmn:IntermediateCatchEvent", "bpmn:BoundaryEvent", "bpmn:Gateway"];
const CANNOT_RECEIVE = ["bpmn:EndEvent", "bpmn:IntermediateThrowEvent", "bpmn:Gateway"];

function wrongEnd(
  end: BpmnElement | undefined,
  pools: readonly BpmnElement[],
  verb: "begins" | "ends",
  cannot: readonly string[],
): string | undefined {
  if (end === undefined) return `the message flow ${verb} nowhere`;
  const name = idOf(end) ?? "an element without id";
  if (pools.includes(end)) return undefined;
  if (!isA(end, "bpmn:FlowNode"))
    return `the message flow ${verb} at ${name}, which is neither a pool nor a node in one`;
  if (poolAround(end, pools) === undefined) return `the message flow ${verb} at ${name}, which stands in no pool`;
  if (cannot.some((type) => isA(end, type)))
    return `the message flow ${verb} at ${name} (${end.$type.slice(5)}), which cannot ${verb === "begins" ? "send" : "receive"} a message`;
  return undefined;
}

function poolAround(end: BpmnElement, pools: readonly BpmnElement[]): BpmnElement | undefined {
  if (pools.includes(end)) return end;
  let process: BpmnElement | undefined = end;
  while (process !== undefined && process.$type !== "bpmn:Process") process = process.$parent;
  return process && pools.find((pool) => childOf(pool, "processRef") === process);
}
