/**
 * `compile`: the bytes of a BPMN file -> the frozen graph that cases run on.
 *
 * It answers only with a graph that the engine can run as drawn; anything else is refused with the id and line of each place
 * (`diagram-problems.ts` lists what is looked for). Nothing is read but the bytes, so the same bytes always give the same graph.
 */
import { createHash } from "node:crypto";
import {
  readAdHoc,
  readCalledProcess,
  readDecision,
  decisionCall,
  readLoop,
  readMappings,
  readScript,
} from "./activity-details.ts";
import { type BpmnElement, childOf, childrenOf, flagOf, idOf, isA, nameOf, nearestId, textOf } from "./bpmn-element.ts";
import { CodedError } from "../errors.ts";
import { checkExtensions } from "./check-extensions.ts";
import {
  attachCompensationHandlers,
  checkStructure,
  isEventSubProcess,
  isForCompensation,
  isInstantiating,
  startsOf,
} from "./check-structure.ts";
import { type DiagramProblem, type DiagramProblemCode, MAX_PROBLEMS } from "./diagram-problems.ts";
import { Draft, type DraftNode, type DraftScope, isActivity } from "./draft.ts";
import { isInterrupting, readTaskMessage, readTriggers } from "./event-triggers.ts";
import { isFeelLanguage } from "./expression-syntax.ts";
import { foreignForm, foreignLimit, foreignRole, foreignWork } from "./foreign-attributes.ts";
import type { FlowNode, Graph, MessageFlow, NodeKind, Pool, ProcessGraph, Scope, SequenceFlow } from "./graph.ts";
import { assignLanes } from "./lanes.ts";
import { type ParsedDiagram, parseDiagram, refusal } from "./parse-diagram.ts";
import { optional, readExpression, type Reading } from "./reading.ts";
import {
  readCall,
  readDocuments,
  readLabels,
  readLimit,
  readNotes,
  readPerformer,
  readRegForm,
  readService,
  readStatus,
  readTraces,
} from "./reg-rows.ts";

export interface CompileOptions {
  /** SHA-256 (hex) of the deployment's manifest (`manifest.ts`); absent: that of the bytes alone. */
  readonly digest?: string;
}

/**
 * Throws CodedError: DIAGRAM_TOO_LARGE, DIAGRAM_NOT_XML and DIAGRAM_HAS_DOCTYPE of the file; DIAGRAM_BROKEN with a `Problem` (code,
 * element, line, detail) for each place that is wrong; DIAGRAM_UNSUPPORTED when all that is wrong is elements that are not run.
 */
export async function compile(bytes: Uint8Array, options: CompileOptions = {}): Promise<Graph> {
  const digest = options.digest ?? createHash("sha256").update(bytes).digest("hex");
  const parsed = await parseDiagram(bytes);
  const problems: DiagramProblem[] = [];
  const graph = buildGraph(parsed, digest, problems);
  if (problems.length > 0) throw refusal(problems);
  return deepFreeze(graph);
}

/**
 * The graph of a tree as far as it can be built, whatever is wrong with it: for lint, which speaks of unfinished diagrams too. No case may
 * run on it. Throws CodedError DIAGRAM_TOO_LARGE.
 */
export function sketchGraph(parsed: ParsedDiagram): Graph {
  return buildGraph(parsed, "", []);
}

/** A hundred elements fill a large sheet. Some checks compare nodes with each other, so a hostile file could make them long. */
const MAX_NODES = 5_000;

function tooManyNodes(count: number): CodedError {
  const detail = `the file has ${count} flow nodes; at most ${MAX_NODES} are run`;
  return new CodedError("DIAGRAM_TOO_LARGE", detail, [{ code: "TOO_MANY_NODES", detail }]);
}

function buildGraph(parsed: ParsedDiagram, digest: string, problems: DiagramProblem[]): Graph {
  const { definitions } = parsed;
  const roots = childrenOf(definitions, "rootElements");
  const processes = roots.filter(({ $type }) => $type === "bpmn:Process");
  const collaborations = roots.filter(({ $type }) => $type === "bpmn:Collaboration");
  const executable = executableOf(processes);
  const reading: Reading = {
    definitions,
    elementsById: parsed.elementsById,
    messageFlows: collaborations.flatMap((each) => childrenOf(each, "messageFlows")),
    report: reporter(parsed, executable, problems),
  };

  checkRoots(reading, definitions, roots, executable.size > 0);
  const draft = new Draft();
  const scopesOf = new Map(processes.map((process) => [process, addScopes(reading, draft, process)]));
  if (draft.nodes.length > MAX_NODES) throw tooManyNodes(draft.nodes.length);
  addFlows(reading, draft);
  attachBoundaries(draft);
  attachCompensationHandlers(
    reading,
    draft,
    associationsOf([...draft.scopes.map(({ element }) => element), ...collaborations]),
  );
  checkStructure(reading, draft);
  checkAllExtensions(reading, [...roots, ...Object.values(parsed.elementsById)]);

  const participants = collaborations.flatMap((each) => childrenOf(each, "participants"));
  const processGraphs = processes.map((process) => {
    const scopes = scopesOf.get(process) ?? [];
    return processGraph(reading, draft, process, scopes, participants, executable.has(process));
  });
  const nodes = draft.nodes.map((node) => flowNode(reading, draft, node));
  const flows = draft.flows.map((flow): SequenceFlow => {
    const condition = readExpression(reading, childOf(flow.element, "conditionExpression"));
    const { index, id, source, target, scope } = flow;
    return { index, id, name: nameOf(flow.element), source, target, scope, ...optional("condition", condition) };
  });
  const [first] = processGraphs.filter(({ isExecutable }) => isExecutable);
  return {
    digest,
    id: idOf(definitions) ?? first?.id ?? "",
    processes: processGraphs,
    scopes: draft.scopes.map((scope) => scopeGraph(draft, scope)),
    nodes,
    flows,
    pools: participants.map((participant) => poolOf(reading, participant)),
    messageFlows: reading.messageFlows.map((flow) => messageFlow(reading, draft, flow, participants)),
    nodeIndex: indexOf(nodes),
    flowIndex: indexOf(flows),
  };
}

// ---------------------------------------------------------------- what is wrong

/** Without ids or ends the graph cannot be built; so these count in processes that are only drawn, too. */
const ALWAYS: ReadonlySet<DiagramProblemCode> = new Set<DiagramProblemCode>([
  "UNSUPPORTED_ELEMENT",
  "ELEMENT_WITHOUT_ID",
  "FLOW_WITHOUT_SOURCE",
  "FLOW_WITHOUT_TARGET",
  "FLOW_ACROSS_SCOPES",
  "EXTENSION_MISPLACED",
  "EXTENSION_REPEATED",
  "EXTENSION_INCOMPLETE",
]);

function reporter(
  { lines }: ParsedDiagram,
  executable: ReadonlySet<BpmnElement>,
  problems: DiagramProblem[],
): Reading["report"] {
  return (code, element, detail) => {
    let process: BpmnElement | undefined = element;
    while (process !== undefined && process.$type !== "bpmn:Process") process = process.$parent;
    if (problems.length >= MAX_PROBLEMS) return;
    if (process !== undefined && !executable.has(process) && !ALWAYS.has(code)) return;
    const id = nearestId(element);
    const line = id === undefined ? undefined : lines.get(id);
    if (problems.some((each) => each.code === code && each.element === id && each.detail === detail)) return;
    problems.push({ code, ...optional("element", id), ...optional("line", line), detail });
  };
}

/** Marked processes run; where none is marked with true, those without a mark do. */
function executableOf(processes: readonly BpmnElement[]): ReadonlySet<BpmnElement> {
  const marked = processes.filter((process) => flagOf(process, "isExecutable") === true);
  return new Set(
    marked.length > 0 ? marked : processes.filter((process) => flagOf(process, "isExecutable") === undefined),
  );
}

/** Root elements that are run, or that only name and describe what others refer to. */
const ROOTS = new Set(
  [
    "Process Collaboration Message Signal Error Escalation ItemDefinition DataStore Category Interface EndPoint Resource",
    "CorrelationProperty PartnerEntity PartnerRole MessageEventDefinition SignalEventDefinition ErrorEventDefinition",
    "EscalationEventDefinition TimerEventDefinition ConditionalEventDefinition CompensateEventDefinition LinkEventDefinition",
    "CancelEventDefinition TerminateEventDefinition",
  ]
    .join(" ")
    .split(" ")
    .map((name) => `bpmn:${name}`),
);

function checkRoots(
  reading: Reading,
  definitions: BpmnElement,
  roots: readonly BpmnElement[],
  anyExecutable: boolean,
): void {
  for (const root of roots)
    if (!ROOTS.has(root.$type)) reading.report("UNSUPPORTED_ELEMENT", root, `${root.$type} is not run`);
  for (const root of roots.filter(({ $type }) => $type === "bpmn:Collaboration"))
    for (const node of childrenOf(root, "conversations"))
      reading.report("UNSUPPORTED_ELEMENT", node, `${node.$type} is not run`);
  for (const extension of childrenOf(definitions, "extensions"))
    if (flagOf(extension, "mustUnderstand") === true)
      reading.report("UNSUPPORTED_ELEMENT", definitions, "the file has an extension that must be understood to run it");
  if (!anyExecutable) reading.report("NO_EXECUTABLE_PROCESS", definitions, "no process of the file is executable");
  // XPath is the default of the XML schema, which many editors write out; expressions of their own say what they are.
  const language = Object.hasOwn(definitions, "expressionLanguage")
    ? textOf(definitions, "expressionLanguage")
    : undefined;
  if (!isFeelLanguage(language) && language !== "http://www.w3.org/1999/XPath")
    reading.report(
      "EXPRESSION_LANGUAGE",
      definitions,
      `the expressions of the file are in ${language}; only FEEL is evaluated`,
    );
}

/** Elements without an id (loops, event definitions) are reached through those around them. */
function checkAllExtensions(reading: Reading, elements: readonly BpmnElement[]): void {
  for (const element of elements) {
    checkExtensions(reading, element);
    const loop = childOf(element, "loopCharacteristics");
    const parts = [...childrenOf(element, "eventDefinitions"), ...(loop === undefined ? [] : [loop])];
    for (const part of parts) if (idOf(part) === undefined) checkExtensions(reading, part);
  }
}

function requireId(reading: Reading, element: BpmnElement): string {
  const id = idOf(element);
  if (id === undefined) reading.report("ELEMENT_WITHOUT_ID", element, `a ${element.$type} has no id`);
  return id ?? "";
}

// ---------------------------------------------------------------- scopes, nodes, flows

const KINDS: ReadonlySet<string> = new Set<NodeKind>([
  "startEvent",
  "intermediateCatchEvent",
  "intermediateThrowEvent",
  "boundaryEvent",
  "endEvent",
  "task",
  "userTask",
  "manualTask",
  "serviceTask",
  "sendTask",
  "receiveTask",
  "scriptTask",
  "businessRuleTask",
  "callActivity",
  "subProcess",
  "transaction",
  "adHocSubProcess",
  "exclusiveGateway",
  "parallelGateway",
  "inclusiveGateway",
  "complexGateway",
  "eventBasedGateway",
]);

function kindOf(element: BpmnElement): NodeKind | undefined {
  const local = element.$type.slice("bpmn:".length);
  const kind = local.charAt(0).toLowerCase() + local.slice(1);
  return KINDS.has(kind) ? (kind as NodeKind) : undefined;
}

/** The process's scope and those of its sub-processes, outer before inner; nodes in document order. */
function addScopes(reading: Reading, draft: Draft, process: BpmnElement): readonly DraftScope[] {
  const first = draft.scopes.length;
  addScope(reading, draft, process, -1, -1);
  return draft.scopes.slice(first);
}

function addScope(reading: Reading, draft: Draft, container: BpmnElement, parent: number, node: number): number {
  const index = draft.scopes.length;
  draft.scopes.push({ index, id: requireId(reading, container), parent, node, element: container, nodes: [] });
  for (const element of childrenOf(container, "flowElements")) {
    if (!isA(element, "bpmn:FlowNode")) continue;
    const kind = kindOf(element);
    if (kind === undefined) {
      reading.report("UNSUPPORTED_ELEMENT", element, `${element.$type} is not run`);
      continue;
    }
    const added: DraftNode = {
      index: draft.nodes.length,
      id: requireId(reading, element),
      kind,
      element,
      scope: index,
      incoming: [],
      outgoing: [],
      boundaries: [],
      attachedTo: -1,
      body: -1,
      compensationHandler: -1,
    };
    draft.addNode(added);
    if (isA(element, "bpmn:SubProcess")) added.body = addScope(reading, draft, element, index, added.index);
  }
  return index;
}

/** The flows belong to the scope of their ends, wherever in the file they stand. */
function addFlows(reading: Reading, draft: Draft): void {
  for (const { element: container } of draft.scopes) {
    for (const element of childrenOf(container, "flowElements")) {
      if (element.$type !== "bpmn:SequenceFlow") continue;
      const id = requireId(reading, element);
      const source = draft.nodeOf(childOf(element, "sourceRef"));
      const target = draft.nodeOf(childOf(element, "targetRef"));
      if (source === undefined) reading.report("FLOW_WITHOUT_SOURCE", element, "the sequence flow begins nowhere");
      if (target === undefined) reading.report("FLOW_WITHOUT_TARGET", element, "the sequence flow leads nowhere");
      if (source === undefined || target === undefined) continue;
      if (source.scope !== target.scope) {
        const [from, to] = [draft.scope(source.scope).id, draft.scope(target.scope).id];
        reading.report("FLOW_ACROSS_SCOPES", element, `it leads from ${source.id} in ${from} to ${target.id} in ${to}`);
        continue;
      }
      const index = draft.flows.length;
      draft.flows.push({ index, id, element, source: source.index, target: target.index, scope: source.scope });
      source.outgoing.push(index);
      target.incoming.push(index);
    }
  }
}

function attachBoundaries(draft: Draft): void {
  for (const node of draft.nodes) {
    if (node.kind !== "boundaryEvent") continue;
    const host = draft.nodeOf(childOf(node.element, "attachedToRef"));
    if (host === undefined || !isActivity(host.kind)) continue;
    node.attachedTo = host.index;
    host.boundaries.push(node.index);
  }
}

const associationsOf = (containers: readonly BpmnElement[]): readonly BpmnElement[] =>
  containers.flatMap((each) => childrenOf(each, "artifacts").filter(({ $type }) => $type === "bpmn:Association"));

// ---------------------------------------------------------------- the parts of the graph

function scopeGraph(draft: Draft, scope: DraftScope): Scope {
  const nodes = draft.nodesIn(scope);
  return {
    index: scope.index,
    id: scope.id,
    parent: scope.parent,
    node: scope.node,
    nodes: [...scope.nodes],
    starts: startsOf(draft, scope).map(({ index }) => index),
    eventSubProcesses: nodes.filter(isEventSubProcess).map(({ index }) => index),
  };
}

function processGraph(
  reading: Reading,
  draft: Draft,
  process: BpmnElement,
  scopes: readonly DraftScope[],
  participants: readonly BpmnElement[],
  isExecutable: boolean,
): ProcessGraph {
  const pool = participants.find((participant) => childOf(participant, "processRef") === process);
  const poolRole = readPerformer(process) ?? (pool === undefined ? undefined : readPerformer(pool));
  const lanes = assignLanes(reading, draft, scopes, poolRole);
  return {
    id: scopes[0]?.id ?? "",
    name: nameOf(process),
    labels: readLabels(reading, process),
    isExecutable,
    scope: scopes[0]?.index ?? -1,
    ...optional("service", readService(reading, process)),
    lanes,
  };
}

/** What other engines hand to outside workers. */
const isWork = (kind: FlowNode["kind"]): boolean =>
  kind === "serviceTask" || kind === "sendTask" || kind === "businessRuleTask";

function flowNode(reading: Reading, draft: Draft, node: DraftNode): FlowNode {
  const { element, kind } = node;
  const triggers = kind.endsWith("Event")
    ? readTriggers(reading, draft, node)
    : kind === "receiveTask" || kind === "sendTask"
      ? readTaskMessage(reading, node)
      : [];
  const called = kind === "callActivity" ? readCalledProcess(reading, node) : undefined;
  const inputMappings = kind === "callActivity" ? [] : readMappings(reading, node, "input");
  const outputMappings = kind === "callActivity" ? [] : readMappings(reading, node, "output");
  const decision = kind === "businessRuleTask" ? readDecision(reading, element) : undefined;
  const call =
    readCall(reading, element) ??
    (decision && decisionCall(decision, inputMappings)) ??
    (isWork(kind) ? foreignWork(reading, element, inputMappings) : undefined);
  const startsEventSubProcess =
    kind === "startEvent" && flagOf(draft.scope(node.scope).element, "triggeredByEvent") === true;
  const byDefault = childOf(element, "default");
  return {
    index: node.index,
    id: node.id,
    kind,
    name: nameOf(element),
    labels: readLabels(reading, element),
    scope: node.scope,
    incoming: [...node.incoming],
    outgoing: [...node.outgoing],
    defaultFlow: node.outgoing.find((index) => draft.flow(index).element === byDefault) ?? -1,
    triggers,
    parallelMultiple:
      flagOf(element, "parallelMultiple") === true || textOf(element, "eventGatewayType") === "Parallel",
    attachedTo: node.attachedTo,
    interrupting: (kind === "boundaryEvent" || startsEventSubProcess) && isInterrupting(node),
    boundaries: [...node.boundaries],
    body: node.body,
    triggeredByEvent: isEventSubProcess(node),
    isForCompensation: isForCompensation(node),
    compensationHandler: node.compensationHandler,
    instantiate: isInstantiating(node),
    ...optional("loop", isActivity(kind) ? readLoop(reading, draft, node) : undefined),
    ...optional("call", call),
    ...optional("script", kind === "scriptTask" ? readScript(reading, element) : undefined),
    ...optional("decision", decision),
    ...optional("calledProcess", called),
    inputMappings,
    outputMappings,
    ...optional(
      "activationCondition",
      kind === "complexGateway" ? readExpression(reading, childOf(element, "activationCondition")) : undefined,
    ),
    ...optional("adHoc", kind === "adHocSubProcess" ? readAdHoc(reading, element) : undefined),
    ...optional("role", roleOf(reading, node)),
    ...optional("laneId", node.laneId),
    ...optional("form", readRegForm(element) ?? foreignForm(reading, element)),
    ...optional("status", readStatus(element)),
    documents: readDocuments(element),
    traces: readTraces(reading, element),
    ...optional("limit", readLimit(reading, element) ?? foreignLimit(element)),
    notes: readNotes(element),
  };
}

function roleOf(reading: Reading, node: DraftNode): string | undefined {
  const own = isActivity(node.kind) ? (readPerformer(node.element) ?? foreignRole(reading, node.element)) : undefined;
  return own ?? node.role;
}

function poolOf(reading: Reading, participant: BpmnElement): Pool {
  const process = childOf(participant, "processRef");
  return {
    id: requireId(reading, participant),
    name: nameOf(participant),
    ...optional("process", process === undefined ? undefined : idOf(process)),
  };
}

function messageFlow(
  reading: Reading,
  draft: Draft,
  flow: BpmnElement,
  participants: readonly BpmnElement[],
): MessageFlow {
  const ends = ["sourceRef", "targetRef"].map((name) => {
    const end = childOf(flow, name);
    const known = end !== undefined && (participants.includes(end) || draft.nodeOf(end) !== undefined);
    if (!known) reading.report("MESSAGE_FLOW_END", flow, `${name} names neither a pool nor a node in one`);
    return { id: end === undefined ? "" : (idOf(end) ?? ""), pool: end && poolAround(end, participants), known };
  }) as [MessageFlowEnd, MessageFlowEnd];
  const [source, target] = ends;
  if (source.known && target.known && source.pool === target.pool)
    reading.report("MESSAGE_FLOW_IN_POOL", flow, `${source.id} and ${target.id} are in one pool`);
  const message = childOf(flow, "messageRef");
  return {
    id: requireId(reading, flow),
    name: nameOf(flow),
    source: source.id,
    target: target.id,
    ...optional("message", message === undefined ? undefined : nameOf(message) || idOf(message)),
  };
}

interface MessageFlowEnd {
  readonly id: string;
  readonly pool: BpmnElement | undefined;
  readonly known: boolean;
}

/** The pool, or the process where no pool is drawn around it. */
function poolAround(end: BpmnElement, participants: readonly BpmnElement[]): BpmnElement | undefined {
  if (participants.includes(end)) return end;
  let process: BpmnElement | undefined = end;
  while (process !== undefined && process.$type !== "bpmn:Process") process = process.$parent;
  return participants.find((participant) => childOf(participant, "processRef") === process) ?? process;
}

function indexOf(list: readonly { readonly id: string; readonly index: number }[]): Readonly<Record<string, number>> {
  const index = Object.create(null) as Record<string, number>;
  for (const each of list) index[each.id] = each.index;
  return index;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) deepFreeze(each);
  return Object.freeze(value);
}
