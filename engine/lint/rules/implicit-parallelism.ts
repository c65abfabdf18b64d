/**
 * Paths that part without a gateway run side by side; whoever means that should draw it. Where paths meet without a gateway, the step that
 * follows runs once for each token that comes: that is said only where more than one can come, because something parted them before. Ways
 * of one and the same token, such as the two of an exclusive gateway or a loop back into a task that is done once more, are none of these.
 */
import type { FlowNode, Graph } from "../../model/graph.ts";
import { isGateway, type LintRule, listed } from "../lint-rule.ts";

export const implicitParallelism: LintRule = {
  name: "implicit-parallelism",
  categories: { engine: "error", regulation: "error" },
  refines: ["no-implicit-split"],
  check({ graph }, report) {
    const doubled = meetingsOfTwoTokens(graph);
    for (const node of graph.nodes) {
      if (isGateway(node)) continue;
      const always = unconditional(graph, node);
      if (always.length > 1)
        report(
          node.id,
          `${listed(always.flatMap((flow) => graph.flows[flow]?.id ?? []))} are all taken, side by side, because no gateway parts them`,
        );
      // At an end nothing runs twice.
      if (node.kind === "endEvent" || !doubled.has(node.index)) continue;
      const ways = node.incoming.flatMap((index) => graph.flows[index]?.id ?? []);
      report(node.id, `${listed(ways)} meet here without a gateway: each token that comes runs it again`, "warn");
    }
  },
};

const JOINING = ["parallelGateway", "inclusiveGateway", "complexGateway"];

/** The nodes, other than gateways, to which two tokens of one parting can come by different flows. */
function meetingsOfTwoTokens(graph: Graph): ReadonlySet<number> {
  const found = new Set<number>();
  const meetings = graph.nodes.filter((node) => !isGateway(node) && node.incoming.length > 1);
  if (meetings.length === 0) return found;
  for (const { ways, joins } of partings(graph)) {
    const reached = ways.map((way) => flowsReached(graph, way, joins));
    for (const { index, incoming } of meetings) {
      const byWay = reached.map((flows) => incoming.filter((flow) => flows.has(flow)));
      const two = byWay.some((some, at) =>
        byWay.some((others, later) => later > at && some.some((flow) => others.some((other) => other !== flow))),
      );
      if (two) found.add(index);
    }
  }
  return found;
}

/** Where one token becomes several: the flows of each of its ways, and the gateways at which all of them become one again. */
interface Parting {
  readonly ways: readonly (readonly number[])[];
  readonly joins: ReadonlySet<number>;
}

function partings(graph: Graph): Parting[] {
  return [
    ...graph.nodes.map((node) => waysFrom(graph, node)),
    ...graph.scopes.map(({ starts }) => begunTogether(graph, starts)),
  ]
    .filter((ways) => ways.length > 1)
    .map((ways) => ({ ways, joins: joinsOfAll(graph, ways) }));
}

function waysFrom(graph: Graph, node: FlowNode): readonly (readonly number[])[] {
  const besides = node.boundaries.flatMap((index) => {
    const boundary = graph.nodes[index];
    return boundary === undefined || boundary.interrupting ? [] : [boundary.outgoing];
  });
  if (isGateway(node)) return JOINING.includes(node.kind) ? node.outgoing.map((flow) => [flow]) : [];
  // Flows with conditions may all be taken too; the default one only when none of them is.
  const own = node.outgoing.filter((flow) => flow !== node.defaultFlow).map((flow) => [flow]);
  return [...(own.length === 0 ? [node.outgoing] : own), ...besides];
}

/** Activities without a flow that leads to them all begin with their scope; start events begin one at a time. */
function begunTogether(graph: Graph, starts: readonly number[]): readonly (readonly number[])[] {
  const activities = starts.flatMap((index) => graph.nodes[index] ?? []).filter(({ kind }) => kind !== "startEvent");
  return activities.map(({ outgoing }) => outgoing);
}

const unconditional = (graph: Graph, node: FlowNode): readonly number[] =>
  node.outgoing.filter((flow) => graph.flows[flow]?.condition === undefined && flow !== node.defaultFlow);

/** Joining gateways that every token of each way comes to: before them, none of them can end. */
function joinsOfAll(graph: Graph, ways: readonly (readonly number[])[]): ReadonlySet<number> {
  const joining = graph.nodes.filter(({ kind, incoming }) => JOINING.includes(kind) && incoming.length > 1);
  const ofAll = joining.filter(({ index }) =>
    ways.every((way) => {
      const targets = [...flowsReached(graph, way, new Set([index]))].flatMap(
        (flow) => graph.nodes[graph.flows[flow]?.target ?? -1] ?? [],
      );
      return targets.some((node) => node.index === index) && !targets.some(isLast);
    }),
  );
  return new Set(ofAll.map(({ index }) => index));
}

const isLast = ({ outgoing, triggers }: FlowNode): boolean =>
  outgoing.length === 0 && !triggers.some(({ type }) => type === "link");

/** All flows that a token on these can come to, as far as the joins. */
function flowsReached(graph: Graph, from: readonly number[], joins: ReadonlySet<number>): ReadonlySet<number> {
  const reached = new Set<number>();
  const waiting = [...from];
  for (let flow = waiting.pop(); flow !== undefined; flow = waiting.pop()) {
    if (reached.has(flow)) continue;
    reached.add(flow);
    const node = graph.nodes[graph.flows[flow]?.target ?? -1];
    if (node === undefined || joins.has(node.index)) continue;
    waiting.push(...node.outgoing);
    for (const index of node.boundaries) waiting.push(...(graph.nodes[index]?.outgoing ?? []));
    for (const trigger of node.triggers)
      if (trigger.type === "link" && trigger.target >= 0 && trigger.target !== node.index)
        waiting.push(...(graph.nodes[trigger.target]?.outgoing ?? []));
  }
  return reached;
}
