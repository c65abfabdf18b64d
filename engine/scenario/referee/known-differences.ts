/**
 * Where bpmn-engine 25 and our engine differ, and what the standard says: the one list, which docs/referee.md prints. A difference that
 * nothing here explains fails the tests, and so does an entry that shows in no example any more.
 *
 * `explain(difference, graphs)` answers with the first entry that fits: its construct is in the diagram, and what differs lies at or behind it.
 */
import type { FlowNode, Graph, Scope, Trigger } from "../../model/graph.ts";
import type { Difference, DifferenceKind } from "./compare.ts";

export interface KnownDifference {
  readonly id: string;
  /** What is drawn where it shows. */
  readonly where: string;
  readonly referee: string;
  readonly standard: string;
  /** Of BPMN 2.0.2 (formal/2013-12-09). */
  readonly clause: string;
  /** `open`: the standard allows both. */
  readonly right: "ours" | "bpmn-engine" | "open";
  /** The elements at which the two part. */
  at(graph: Graph): readonly FlowNode[];
  /** How it shows; absent: in any way. */
  readonly kinds?: readonly DifferenceKind[];
  shows?(difference: Difference): boolean;
  /** Absent: what differs may lie behind those elements. `among`: one of them is of what differs. `only`: nothing else is. */
  readonly scope?: "among" | "only";
}

export function explain(difference: Difference, graphs: readonly Graph[]): KnownDifference | undefined {
  return KNOWN_DIFFERENCES.find((known) => {
    if (known.kinds !== undefined && !known.kinds.includes(difference.kind)) return false;
    if (known.shows?.(difference) === false) return false;
    const places = graphs.map((graph) => ({ graph, begin: known.at(graph) }));
    if (places.every(({ begin }) => begin.length === 0)) return false;
    if (difference.elements.length === 0) return true;
    const ids = new Set(places.flatMap(({ begin }) => begin.map(({ id }) => id)));
    if (known.scope === "only") return difference.elements.every((element) => ids.has(element));
    if (known.scope === "among") return difference.elements.some((element) => ids.has(element));
    const behind = new Set(places.flatMap(({ graph, begin }) => [...atOrBehind(graph, begin, graphs)]));
    return difference.elements.some((element) => behind.has(element));
  });
}

// ---------------------------------------------------------------- what is looked for in a diagram

const nodes = (graph: Graph, fits: (node: FlowNode) => boolean): readonly FlowNode[] => graph.nodes.filter(fits);
const has = (node: FlowNode | undefined, type: Trigger["type"]): boolean =>
  node?.triggers.some((trigger) => trigger.type === type) === true;
const isThrowing = ({ kind }: FlowNode): boolean => kind === "intermediateThrowEvent" || kind === "endEvent";
const isConditionalStart = (node: FlowNode): boolean => node.kind === "startEvent" && has(node, "conditional");
const isJoin = (node: FlowNode): boolean => node.incoming.length > 1;

/** What the node waits for is thrown in the same diagram. */
function isThrownIn(graph: Graph, node: FlowNode): boolean {
  const names = new Set(node.triggers.flatMap((each) => ("name" in each ? [`${each.type} ${each.name}`] : [])));
  const throws = (each: Trigger): boolean => "name" in each && names.has(`${each.type} ${each.name}`);
  return graph.nodes.some((other) => isThrowing(other) && other.triggers.some(throws));
}

/** Ids of what can be reached from these nodes: along flows and links, into and out of sub-processes and calls, at their borders. */
function atOrBehind(graph: Graph, begin: readonly FlowNode[], graphs: readonly Graph[]): Set<string> {
  const found = new Set<string>();
  const open = begin.map((node) => ({ graph, node }));
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at.node.id)) continue;
    found.add(at.node.id);
    for (const node of nextTo(at.graph, at.node)) open.push({ graph: at.graph, node });
    const called = at.node.calledProcess?.process;
    for (const other of called === undefined ? [] : graphs) {
      const scope = other.processes.find(({ id }) => id === called)?.scope;
      if (scope !== undefined) open.push(...startsIn(other, scope).map((node) => ({ graph: other, node })));
    }
    const { id } = processOf(at.graph, at.node);
    for (const other of graphs)
      open.push(
        ...nodes(other, ({ calledProcess }) => calledProcess?.process === id).map((node) => ({ graph: other, node })),
      );
  }
  return found;
}

function nextTo(graph: Graph, node: FlowNode): FlowNode[] {
  const around = graph.scopes[node.scope] as Scope;
  const indexes = [
    ...node.outgoing.map((flow) => graph.flows[flow]?.target ?? -1),
    ...node.boundaries,
    node.attachedTo,
    node.compensationHandler,
    around.node,
    ...node.triggers.flatMap((trigger) => (trigger.type === "link" ? [trigger.target] : [])),
    ...(node.body < 0 ? [] : startsIn(graph, node.body).map(({ index }) => index)),
    ...(node.triggeredByEvent ? around.nodes : []),
  ];
  return indexes.flatMap((index) => graph.nodes[index] ?? []);
}

function startsIn(graph: Graph, scope: number): FlowNode[] {
  const { starts, eventSubProcesses } = graph.scopes[scope] as Scope;
  return [...starts, ...eventSubProcesses].map((index) => graph.nodes[index] as FlowNode);
}

/** The node and all that stands inside it. */
function bodyOf(graph: Graph, node: FlowNode): FlowNode[] {
  const inside = (graph.scopes[node.body]?.nodes ?? []).map((index) => graph.nodes[index] as FlowNode);
  return [node, ...inside.flatMap((each) => bodyOf(graph, each))];
}

function processOf(graph: Graph, node: FlowNode): Scope {
  let scope = graph.scopes[node.scope] as Scope;
  while (scope.parent >= 0) scope = graph.scopes[scope.parent] as Scope;
  return scope;
}

/** Of several ways on, not all are taken: so bpmn-engine sends discarded flows along the others. */
function leavesSomethingOut(graph: Graph, node: FlowNode): boolean {
  return (
    node.boundaries.length > 0 ||
    node.kind === "boundaryEvent" ||
    node.kind === "eventBasedGateway" ||
    (node.outgoing.length > 1 &&
      (node.kind === "exclusiveGateway" ||
        node.outgoing.some((flow) => graph.flows[flow]?.condition !== undefined || node.defaultFlow === flow)))
  );
}

/** How often the element is named that is named most often. */
function mostOften(words: string): number {
  const all = words.split(", ");
  return Math.max(0, ...all.map((one) => all.filter((other) => other === one).length));
}

/** Of what differs: what our engine did not name at all. */
const onlyInReferee = ({ elements, ours, referee }: Difference): readonly string[] =>
  elements.filter((element) => referee.split(", ").includes(element) && !ours.split(", ").includes(element));

// ---------------------------------------------------------------- the list

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    id: "complex-gateway",
    where: "a complex gateway",
    referee: "It does not know the element and refuses the diagram.",
    standard:
      "The gateway waits until its activation condition is true, goes on, and resets when the late tokens are in.",
    clause: "13.4.5, table 13.5",
    right: "ours",
    kinds: ["refused"],
    at: (graph) => nodes(graph, ({ kind }) => kind === "complexGateway"),
  },
  {
    id: "inclusive-join",
    where: "an inclusive gateway with several incoming flows",
    referee: "Each token goes through by itself: the join never synchronises.",
    standard: "The gateway waits for every token that can still reach one of its empty incoming flows.",
    clause: "13.4.3, table 13.3",
    right: "ours",
    scope: "among",
    at: (graph) => nodes(graph, (node) => node.kind === "inclusiveGateway" && isJoin(node)),
  },
  {
    id: "parallel-join-discarded",
    where: "a parallel join behind a choice, a boundary event or an event-based gateway of the same scope",
    referee:
      "A path that was not taken is passed on as a discarded flow, and the join counts that as arrived: it goes on too early, and what comes later can keep the process open for ever.",
    standard: "The gateway needs a token on each of its incoming flows. There are no discarded tokens.",
    clause: "13.4.1, table 13.1",
    right: "ours",
    scope: "among",
    at: (graph) =>
      nodes(graph, (node) => {
        const { nodes: beside } = graph.scopes[node.scope] as Scope;
        return (
          node.kind === "parallelGateway" &&
          isJoin(node) &&
          beside.some((index) => leavesSomethingOut(graph, graph.nodes[index] as FlowNode))
        );
      }),
  },
  {
    id: "token-left-before-a-join",
    where: "a parallel join that one of its flows reaches more often than the others",
    referee: "The process is said to be completed while a token still stands before the join.",
    standard: "A process instance is completed when no token is left in it.",
    clause: "13.2",
    right: "ours",
    kinds: ["state"],
    at: (graph) => nodes(graph, (node) => node.kind === "parallelGateway" && isJoin(node)),
    shows: ({ ours, referee }) => ours === "active" && referee.startsWith("completed"),
  },
  {
    id: "one-token-at-a-time",
    where: "an element that a second token reaches while the first is still in it",
    referee: "The second token waits until the first is through.",
    standard: "Each token that arrives makes an instance of the activity of its own.",
    clause: "10.3 (Sequence Flow Connections)",
    right: "ours",
    kinds: ["open"],
    at: (graph) => graph.nodes,
    shows: ({ ours, referee }) => mostOften(ours) > 1 && mostOften(referee) < mostOften(ours),
  },
  {
    id: "several-starts",
    where: "a scope that begins at several elements",
    referee: "When one of the paths reaches an end event that another leads to as well, that other one is discarded.",
    standard: "Each element without an incoming flow begins a path of its own, and the scope ends when all have ended.",
    clause: "13.2, 13.5.6",
    right: "ours",
    at: (graph) =>
      graph.scopes
        .filter(({ node }) => graph.nodes[node]?.kind !== "adHocSubProcess")
        .map(({ starts }) =>
          starts.map((at) => graph.nodes[at] as FlowNode).filter(({ triggers }) => triggers.length === 0),
        )
        .filter((starts) => starts.length > 1)
        .flat(),
  },
  {
    id: "conditional-start-twice",
    where: "a process with several conditional start events",
    referee: "Each start event whose condition is true begins, all in one instance.",
    standard: "Each start event that occurs makes an instance of its own.",
    clause: "10.5.2, 13.5.1",
    right: "ours",
    at: (graph) =>
      graph.processes.flatMap(({ scope }) => {
        const starts = nodes(graph, (node) => node.scope === scope && isConditionalStart(node));
        return starts.length < 2 ? [] : starts;
      }),
  },
  {
    id: "default-beside-unconditional",
    where: "an activity with a default flow, flows with conditions, and one flow that has none",
    referee: "The flow without a condition counts as one that is valid, so the default flow is not taken.",
    standard:
      "The default flow is taken when none of the condition expressions on the other flows is true (table 10.3); only when the other flows are not valid (8.4.13). The two say different things of a flow that has no condition.",
    clause: "8.4.13, table 10.3",
    right: "open",
    at: (graph) =>
      nodes(
        graph,
        (node) =>
          node.defaultFlow >= 0 &&
          node.outgoing.some((flow) => flow !== node.defaultFlow && graph.flows[flow]?.condition === undefined),
      ),
  },
  {
    id: "event-sub-process",
    where: "an event sub-process",
    referee:
      "It waits for nothing: only a message, signal, error or escalation thrown inside its own process runs it, once at a time, and it never interrupts its scope.",
    standard:
      "While its scope is active it is started by each occurrence of its trigger; one that interrupts ends everything else in the scope.",
    clause: "10.3.5, 10.5.6, 13.5.4",
    right: "ours",
    at: (graph) => nodes(graph, ({ triggeredByEvent }) => triggeredByEvent).flatMap((node) => bodyOf(graph, node)),
  },
  {
    id: "error-kept",
    where: "an error boundary event in a sub-process, on an activity that a loop leads back to",
    referee: "An error that was caught is kept as well, and caught again when the activity is entered the next time.",
    standard: "It is caught once, by the activity that is active when it is thrown.",
    clause: "10.5.1",
    right: "ours",
    at: (graph) =>
      nodes(
        graph,
        (node) => node.kind === "boundaryEvent" && has(node, "error") && graph.scopes[node.scope]?.node !== -1,
      ),
    scope: "among",
    kinds: ["completed"],
    shows: (difference) => onlyInReferee(difference).length > 0,
  },
  {
    id: "escalation-without-code",
    where: "a boundary event that catches any escalation",
    referee: "It hears only an escalation event that names no escalation either.",
    standard: "Without a code it catches every escalation that comes to it.",
    clause: "10.5.1, 10.5.5 (Escalation Event)",
    right: "ours",
    at: (graph) =>
      nodes(
        graph,
        (node) =>
          node.kind === "boundaryEvent" &&
          node.triggers.some(({ type, ...rest }) => type === "escalation" && !("code" in rest)),
      ),
  },
  {
    id: "multi-instance-behavior",
    where: "a multi-instance activity with behavior None, One or Complex",
    referee: "It throws nothing when an instance completes.",
    standard:
      "At each completion, at the first, or when a condition is true, the activity throws an event to its border.",
    clause: "10.3.8, 13.3.7",
    right: "ours",
    at: (graph) => nodes(graph, ({ loop }) => loop?.type === "multi" && loop.behavior !== "All"),
  },
  {
    id: "conditions-true-at-once",
    where: "an activity with several conditional boundary events",
    referee: "When several conditions are true, each of the events happens, although one of them interrupts.",
    standard:
      "It does not say which of several events comes first; after one that interrupts there is no activity left.",
    clause: "13.5.3",
    right: "open",
    at: (graph) =>
      nodes(graph, (node) => node.boundaries.filter((at) => has(graph.nodes[at], "conditional")).length > 1),
    shows: (difference) => onlyInReferee(difference).length === difference.elements.length,
  },
  {
    id: "non-interrupting-once",
    where: "a boundary event that does not interrupt",
    referee: "It happens once while the activity is active (only a timer cycle repeats it).",
    standard: "Whenever the event occurs, its path is started, beside the activity.",
    clause: "10.5.6, 13.5.3",
    right: "ours",
    scope: "among",
    at: (graph) => nodes(graph, (node) => node.kind === "boundaryEvent" && !node.interrupting),
  },
  {
    id: "parallel-multiple",
    where: "an event that needs all of its triggers (parallelMultiple)",
    referee: "The first trigger is enough.",
    standard: "All of the triggers are needed.",
    clause: "10.5.2, 10.5.4",
    right: "ours",
    scope: "among",
    at: (graph) => nodes(graph, (node) => node.parallelMultiple && node.kind !== "eventBasedGateway"),
  },
  {
    id: "parallel-event-gateway",
    where: "an event-based gateway of type Parallel that begins a process",
    referee: "It is taken for an exclusive one: the first event ends the waiting for the others.",
    standard: "Each of its events is needed before the instance is done.",
    clause: "10.6.6, 13.4.4",
    right: "ours",
    at: (graph) => nodes(graph, (node) => node.parallelMultiple && node.kind === "eventBasedGateway"),
  },
  {
    id: "link-target",
    where: "a link",
    referee:
      "Its target waits from the beginning of the scope and goes on once; a source that is not taken takes the target with it.",
    standard: "A link stands for a sequence flow from each of its sources to its target.",
    clause: "10.5.5 (Link Event)",
    right: "ours",
    at: (graph) => nodes(graph, (node) => has(node, "link")),
  },
  {
    id: "error-caught-twice",
    where: "an activity with a boundary event for one error and one for any",
    referee: "Both events catch the error.",
    standard: "The error goes to one catching event; the activity is interrupted once.",
    clause: "10.5.1, 10.5.6",
    right: "ours",
    at: (graph) => nodes(graph, (node) => node.boundaries.filter((at) => has(graph.nodes[at], "error")).length > 1),
  },
  {
    id: "error-out-of-a-call",
    where: "a call activity whose process throws an error",
    referee: "An error end event ends the called process like any other, and an error of its work has lost its code.",
    standard: "The error goes outwards, to the call activity and what is attached to it.",
    clause: "10.5.1, 10.5.6",
    right: "ours",
    at: (graph) =>
      graph.nodes.some((node) => has(node, "error")) ? nodes(graph, ({ kind }) => kind === "callActivity") : [],
    shows: ({ kind }) => kind === "completed",
  },
  {
    id: "error-end-not-caught",
    where: "an error end event whose error nothing catches",
    referee: "It is an end like any other.",
    standard:
      "It leaves open what becomes of an error that is not caught. Our engine stops at the end event with an incident.",
    clause: "10.5.1",
    right: "open",
    scope: "only",
    at: (graph) => nodes(graph, (node) => node.kind === "endEvent" && has(node, "error")),
    shows: ({ kind, ours }) => kind === "completed" || ours === "incident",
  },
  {
    id: "error-in-each-instance",
    where: "a multi-instance sub-process, run in parallel, that throws errors inside",
    referee: "An error thrown in one of the instances is caught in all of them.",
    standard: "It goes outwards from where it was thrown, and leaves the other instances alone.",
    clause: "10.5.1",
    right: "ours",
    at: (graph) =>
      nodes(graph, (node) => node.loop?.type === "multi" && !node.loop.sequential && node.body >= 0)
        .flatMap((node) => bodyOf(graph, node))
        .filter((node) => has(node, "error")),
  },
  {
    id: "loop-condition",
    where: "a standard loop with a condition",
    referee: "The condition ends the loop when it is true.",
    standard: "The activity is repeated as long as the condition is true.",
    clause: "10.3.8, 13.3.6",
    right: "ours",
    at: (graph) => nodes(graph, ({ loop }) => loop?.type === "standard" && loop.condition !== undefined),
  },
  {
    id: "interrupted-turn",
    where: "a sub-process with a loop marker that a boundary event interrupts",
    referee: "The turn that is interrupted is said to be completed.",
    standard: "An activity that is interrupted is terminated; it does not complete.",
    clause: "13.3.2",
    right: "ours",
    scope: "only",
    at: (graph) =>
      nodes(graph, ({ loop, body, boundaries }) => loop !== undefined && body >= 0 && boundaries.length > 0),
  },
  {
    id: "ad-hoc",
    where: "an ad-hoc sub-process",
    referee:
      "It runs as an ordinary sub-process: each activity once, without order or condition, and it ends when nothing is left in it.",
    standard:
      "Its activities are enabled again and again, one at a time where it is sequential, until the completion condition is true.",
    clause: "10.3.5, 13.3.5",
    right: "ours",
    at: (graph) => nodes(graph, ({ kind }) => kind === "adHocSubProcess").flatMap((node) => bodyOf(graph, node)),
  },
  {
    id: "compensation-not-needed",
    where: "an activity that could be compensated when its process is done",
    referee: "What waits for a compensation keeps the process open.",
    standard: "That something could be compensated does not keep a process from being completed.",
    clause: "10.7, 13.2",
    right: "ours",
    kinds: ["state"],
    at: (graph) => nodes(graph, ({ compensationHandler }) => compensationHandler >= 0),
    shows: ({ ours, referee }) => ours !== "active" && referee.startsWith("active"),
  },
  {
    id: "compensation",
    where: "a throwing compensation event",
    referee:
      "It goes on at once, beside its handlers, which begin all together and know nothing of single instances or of the data as they were.",
    standard:
      "It waits for its handlers (waitForCompletion is true unless said), which run in the reverse order of what they undo, each with the data as they were.",
    clause: "10.5.5 (Compensation Event), 10.7, 13.5.5",
    right: "ours",
    at: (graph) =>
      nodes(graph, (node) => isThrowing(node) && has(node, "compensate")).flatMap((node) => [
        node,
        ...nodes(graph, ({ isForCompensation }) => isForCompensation),
      ]),
  },
  {
    id: "cancel-from-inside",
    where: "a cancel end event in a sub-process or in one of several instances of a transaction",
    referee: "It ends only the scope around it; the transaction goes on, or ends without its cancel event.",
    standard:
      "The transaction around it is cancelled: what it did is compensated, and it leaves through its cancel event.",
    clause: "10.3.5 (Transaction), 13.5.6",
    right: "ours",
    at: (graph) => nodes(graph, (node) => node.kind === "endEvent" && has(node, "cancel")),
  },
  {
    id: "send-task-sends-nothing",
    where: "a send task with a message",
    referee: "It is a service task: no message is sent.",
    standard: "Its message is sent.",
    clause: "13.3.3",
    right: "ours",
    kinds: ["instances", "completed", "open", "state"],
    at: (graph) => nodes(graph, ({ kind }) => kind === "sendTask"),
  },
  {
    id: "message-kept",
    where: "a message that a process throws before its own catcher of it is reached",
    referee: "Every catcher in the process keeps it, and takes it when it is reached.",
    standard:
      "It says what a message is correlated with, not how long it is kept. In our engine it goes to who waits when it is thrown, or starts a process; else nobody gets it.",
    clause: "10.5.1, 13.3.3",
    right: "open",
    scope: "among",
    kinds: ["completed"],
    at: (graph) => nodes(graph, (node) => !isThrowing(node) && has(node, "message") && isThrownIn(graph, node)),
    shows: (difference) => onlyInReferee(difference).length > 0,
  },
  {
    id: "thrown-side-by-side",
    where: "a signal or message thrown on one path while another path is on its way to the catcher",
    referee: "It follows one path to its end before it looks at the other, so the catcher may not be reached yet.",
    standard: "Paths side by side have no order. Our engine moves all tokens as far as they go before it delivers.",
    clause: "7.1.1, 10.5.1",
    right: "open",
    scope: "among",
    kinds: ["completed"],
    at: (graph) => nodes(graph, (node) => !isThrowing(node) && isThrownIn(graph, node)),
    shows: ({ elements, ours, referee }) =>
      elements.some((element) => ours.split(", ").includes(element) && !referee.split(", ").includes(element)),
  },
  {
    id: "call-of-nothing",
    where: "a call activity whose process is not there, or begins only with a message",
    referee: "The call waits for ever.",
    standard: "It says nothing of a process that cannot be called. Our engine stops at the call with an incident.",
    clause: "10.3.6",
    right: "open",
    kinds: ["state"],
    at: (graph) => nodes(graph, ({ kind }) => kind === "callActivity"),
    shows: ({ ours, referee }) => ours === "incident" && referee.startsWith("active"),
  },
  {
    id: "endless-loop",
    where: "a loop in which nothing waits",
    referee: "It turns until the call stack is full.",
    standard: "It sets no bound. Our engine stops the case with an incident after 10,000 steps.",
    clause: "13.3.1",
    right: "open",
    at: (graph) => graph.nodes,
    shows: ({ ours, referee }) => referee.includes("call stack") && ours.length > 10_000,
  },
];
