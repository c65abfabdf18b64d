/**
 * What the XML schema cannot say of a diagram and bpmn-moddle does not look at: where flows may lead, what events and sub-processes may
 * stand where. Sections are those of BPMN 2.0.2.
 */
import { type BpmnElement, childOf, flagOf, numberOf, textOf } from "./bpmn-element.ts";
import { type Draft, type DraftNode, type DraftScope, isActivity, isEvent } from "./draft.ts";
import { eventDefinitions, hasLink } from "./event-triggers.ts";
import type { Reading } from "./reading.ts";

export function checkStructure(reading: Reading, draft: Draft): void {
  const handlers = new Set(draft.nodes.map(({ compensationHandler }) => compensationHandler));
  for (const scope of draft.scopes) checkScope(reading, draft, scope, handlers);
  for (const node of draft.nodes) {
    checkFlowsOf(reading, draft, node);
    if (node.kind === "boundaryEvent") checkBoundary(reading, draft, node);
    if (node.kind === "eventBasedGateway") checkEventGateway(reading, draft, node);
    if (isActivity(node.kind)) checkActivity(reading, draft, node);
    if (isInstantiating(node) && isOfProcess(draft, node)) checkPlainReceive(reading, node, "it starts the process");
  }
}

export const isEventSubProcess = ({ kind, element }: DraftNode): boolean =>
  kind === "subProcess" && flagOf(element, "triggeredByEvent") === true;

export const isForCompensation = ({ kind, element }: DraftNode): boolean =>
  isActivity(kind) && flagOf(element, "isForCompensation") === true;

/** Gateways and receive tasks that start a process (10.6.6, 10.3.3.5). */
export const isInstantiating = ({ kind, element }: DraftNode): boolean =>
  (kind === "eventBasedGateway" || kind === "receiveTask") && flagOf(element, "instantiate") === true;

/** What begins when the scope does; see `Scope.starts`. */
export function startsOf(draft: Draft, scope: DraftScope): readonly DraftNode[] {
  const nodes = draft.nodesIn(scope);
  const triggered = nodes.filter((node) => node.kind === "startEvent" || isInstantiating(node));
  if (triggered.length > 0) return triggered;
  return nodes.filter(
    (node) => !isEvent(node.kind) && node.incoming.length === 0 && !isForCompensation(node) && !isEventSubProcess(node),
  );
}

// ---------------------------------------------------------------- scopes (10.5.2, 10.5.3, 13.2)

function checkScope(reading: Reading, draft: Draft, scope: DraftScope, handlers: ReadonlySet<number>): void {
  const nodes = draft.nodesIn(scope);
  const isProcess = scope.parent < 0;
  if (nodes.length === 0) {
    if (isProcess) reading.report("PROCESS_EMPTY", scope.element, `the process ${scope.id} has no flow node`);
    else if (flagOf(scope.element, "triggeredByEvent") === true) reportEventSubProcess(reading, scope, 0);
    return;
  }
  const starts = nodes.filter(({ kind }) => kind === "startEvent");
  const begins = new Set(startsOf(draft, scope));
  const none = starts.filter(({ element }) => eventDefinitions(element).length === 0);

  if (scope.element.$type === "bpmn:AdHocSubProcess") {
    for (const node of nodes) {
      const { kind, element } = node;
      if (kind === "startEvent" || kind === "endEvent")
        reading.report("AD_HOC_EVENT", element, `a ${kind} in the ad-hoc sub-process ${scope.id}`);
      // Catching events that no flow leads to may happen while it is active (13.3.5); throwing ones would never be reached.
      else if (kind !== "intermediateCatchEvent" && !begins.has(node)) checkReached(reading, node, handlers);
    }
    return;
  }
  if (flagOf(scope.element, "triggeredByEvent") === true) {
    if (starts.length !== 1 || none.length > 0) reportEventSubProcess(reading, scope, starts.length);
  } else {
    const [, second] = none;
    if (second !== undefined)
      reading.report("START_TWICE", second.element, `${scope.id} has ${none.length} start events without trigger`);
    if (begins.size === 0)
      reading.report("NO_START", scope.element, `nothing in ${scope.id} can begin: every node waits for another`);
  }
  for (const node of nodes) if (!begins.has(node)) checkReached(reading, node, handlers);
}

function reportEventSubProcess(reading: Reading, scope: DraftScope, starts: number): void {
  const found = starts === 1 ? "one without trigger" : `${starts} start events`;
  reading.report(
    "EVENT_SUBPROCESS_START",
    scope.element,
    `an event sub-process needs one start event with a trigger; it has ${found}`,
  );
}

/** Where there is a start event, everything else must be reached (10.5.2); events must be reached in any case (10.5.3, 10.5.4). */
function checkReached(reading: Reading, node: DraftNode, handlers: ReadonlySet<number>): void {
  if (node.incoming.length > 0) return;
  if (node.kind === "startEvent" || node.kind === "boundaryEvent" || isEventSubProcess(node)) return;
  if (node.kind === "intermediateCatchEvent" && hasLink(node)) return;
  if (!isForCompensation(node)) reading.report("NO_INCOMING_FLOW", node.element, "no sequence flow leads to it");
  else if (!handlers.has(node.index))
    reading.report("NO_INCOMING_FLOW", node.element, "no compensation event is associated with it");
}

// ---------------------------------------------------------------- flows of a node (7.6.1, 8.4.13, 10.5.2-10.5.4)

const CONDITIONAL_GATEWAYS = new Set(["exclusiveGateway", "inclusiveGateway", "complexGateway"]);

function checkFlowsOf(reading: Reading, draft: Draft, node: DraftNode): void {
  const { kind, element } = node;
  const flowIds = (flows: readonly number[]): string => flows.map((index) => draft.flow(index).id).join(", ");
  if (node.incoming.length > 0) {
    const flows = flowIds(node.incoming);
    if (kind === "startEvent") reading.report("START_WITH_INCOMING", element, `incoming: ${flows}`);
    if (kind === "boundaryEvent") reading.report("BOUNDARY_WITH_INCOMING", element, `incoming: ${flows}`);
    if (isInstantiating(node)) reading.report("INSTANTIATE_WITH_INCOMING", element, `incoming: ${flows}`);
  }
  if (kind === "endEvent" && node.outgoing.length > 0)
    reading.report("END_WITH_OUTGOING", element, `outgoing: ${flowIds(node.outgoing)}`);
  if (isEventSubProcess(node) && node.incoming.length + node.outgoing.length > 0)
    reading.report("EVENT_SUBPROCESS_FLOW", element, `flows: ${flowIds([...node.incoming, ...node.outgoing])}`);
  if (isForCompensation(node) && node.incoming.length + node.outgoing.length > 0)
    reading.report("COMPENSATION_WITH_FLOW", element, `flows: ${flowIds([...node.incoming, ...node.outgoing])}`);

  const byDefault = childOf(element, "default");
  const isOutgoing = node.outgoing.some((index) => draft.flow(index).element === byDefault);
  if (byDefault !== undefined && !isOutgoing)
    reading.report("DEFAULT_NOT_OUTGOING", element, `default="${textOf(byDefault, "id")}" is no outgoing flow of it`);
  const mayHaveConditions = isActivity(kind) || CONDITIONAL_GATEWAYS.has(kind);
  for (const index of node.outgoing) {
    const flow = draft.flow(index).element;
    if (childOf(flow, "conditionExpression") === undefined) continue;
    if (flow === byDefault) reading.report("CONDITION_ON_DEFAULT", flow, `it is the default flow of ${node.id}`);
    else if (!mayHaveConditions)
      reading.report("CONDITION_NOT_ALLOWED", flow, `it leads out of ${node.id}, a ${kind}, which decides nothing`);
  }
}

// ---------------------------------------------------------------- boundary events (10.5.4) and compensation (10.6, 13.5.5)

function checkBoundary(reading: Reading, draft: Draft, node: DraftNode): void {
  const { element } = node;
  const host = node.attachedTo < 0 ? undefined : draft.node(node.attachedTo);
  if (host === undefined) {
    const named = childOf(element, "attachedToRef");
    const why = named === undefined ? "attachedToRef is missing" : `${textOf(named, "id")} is not a flow node`;
    reading.report("BOUNDARY_NOT_ATTACHED", element, why);
    return;
  }
  if (host.scope !== node.scope)
    reading.report("BOUNDARY_NOT_ATTACHED", element, `${host.id} is not in the scope of the event`);
  if (isEventSubProcess(host))
    reading.report(
      "EVENT_SUBPROCESS_FLOW",
      element,
      `${host.id} is an event sub-process, which has no boundary events`,
    );
  if (!isCompensationBoundary(node)) return;
  if (node.outgoing.length > 0)
    reading.report("COMPENSATION_WITH_FLOW", element, "a compensation event leads to its handler by an association");
}

const isCompensationBoundary = ({ kind, element }: DraftNode): boolean =>
  kind === "boundaryEvent" && eventDefinitions(element).some(({ $type }) => $type === "bpmn:CompensateEventDefinition");

/** Finds the handlers of compensation boundary events by the associations, and says which events have none or several. */
export function attachCompensationHandlers(reading: Reading, draft: Draft, associations: readonly BpmnElement[]): void {
  for (const event of draft.nodes) {
    if (!isCompensationBoundary(event) || event.attachedTo < 0) continue;
    const host = draft.node(event.attachedTo);
    const targets = associations
      .filter((association) => childOf(association, "sourceRef") === event.element)
      .flatMap((association) => draft.nodeOf(childOf(association, "targetRef")) ?? []);
    const [handler] = targets;
    const fail = (detail: string): void => reading.report("COMPENSATION_HANDLER", event.element, detail);
    if (handler === undefined) fail("no association leads from it to an activity");
    else if (targets.length > 1) fail(`it is associated with ${targets.map(({ id }) => id).join(" and ")}`);
    else if (!isForCompensation(handler)) fail(`${handler.id} is not marked isForCompensation`);
    else if (handler.scope !== event.scope) fail(`${handler.id} is in another scope`);
    else if (host.compensationHandler >= 0) fail(`${host.id} has two compensation events`);
    else host.compensationHandler = handler.index;
  }
}

// ---------------------------------------------------------------- event-based gateways (10.6.6)

function checkEventGateway(reading: Reading, draft: Draft, node: DraftNode): void {
  if (textOf(node.element, "eventGatewayType") === "Parallel" && !(isInstantiating(node) && isOfProcess(draft, node)))
    reading.report(
      "EVENT_GATEWAY_PARALLEL",
      node.element,
      "the gateway waits for all of its events, but starts no process",
    );
  if (node.outgoing.length === 0) reading.report("EVENT_GATEWAY_EMPTY", node.element, "nothing follows it");
  for (const index of node.outgoing) {
    const target = draft.node(draft.flow(index).target);
    const catches =
      target.kind === "receiveTask" ||
      (target.kind === "intermediateCatchEvent" && !hasLink(target) && eventDefinitions(target.element).length > 0);
    if (!catches)
      reading.report(
        "EVENT_GATEWAY_TARGET",
        node.element,
        `${draft.flow(index).id} leads to ${target.id}, a ${target.kind}`,
      );
    checkPlainReceive(reading, target, `it follows the event-based gateway ${node.id}`);
  }
}

const isOfProcess = (draft: Draft, node: DraftNode): boolean => draft.scope(node.scope).parent < 0;

/** It is done the moment its message comes, so nothing can be attached to it and it cannot be done several times. */
function checkPlainReceive(reading: Reading, node: DraftNode, why: string): void {
  if (node.kind !== "receiveTask") return;
  const loops = childOf(node.element, "loopCharacteristics") !== undefined;
  const bound = node.boundaries.length > (node.compensationHandler < 0 ? 0 : 1);
  if (loops || bound)
    reading.report("RECEIVE_TASK_PLAIN", node.element, `it ${loops ? "loops" : "has boundary events"}, but ${why}`);
}

// ---------------------------------------------------------------- activities (10.3)

function checkActivity(reading: Reading, draft: Draft, node: DraftNode): void {
  for (const name of ["startQuantity", "completionQuantity"]) {
    const quantity = numberOf(node.element, name);
    if (quantity !== undefined && quantity !== 1)
      reading.report("QUANTITY_UNSUPPORTED", node.element, `${name}="${quantity}"`);
  }
  if (node.kind !== "subProcess" && flagOf(node.element, "triggeredByEvent") === true) {
    const scope = draft.scope(node.body);
    reading.report("EVENT_SUBPROCESS_START", scope.element, `a ${node.kind} cannot be triggered by an event`);
  }
}
