/** Event definitions -> triggers (BPMN 2.0.2, 10.5.5), and where which trigger may stand (table 10.93). */
import {
  type BpmnElement,
  childOf,
  childrenOf,
  extensionOf,
  flagOf,
  idOf,
  isA,
  nameOf,
  textOf,
} from "./bpmn-element.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { durationProblem, isFeelLanguage, timerExpression } from "./expression-syntax.ts";
import { foreignCorrelation } from "./foreign-attributes.ts";
import type { LimitUnit, TimerKind, Trigger } from "./graph.ts";
import { optional, readExpression, type Reading } from "./reading.ts";
import { readRegText } from "./reg-rows.ts";

type TriggerType = Trigger["type"];

/** The triggers of an event, in document order; those that are wrong are reported and left out. */
export function readTriggers(reading: Reading, draft: Draft, node: DraftNode): readonly Trigger[] {
  const place = placeOf(draft, node);
  const throwing = node.kind === "intermediateThrowEvent" || node.kind === "endEvent";
  const definitions = eventDefinitions(node.element);
  if (definitions.length === 0 && (node.kind === "intermediateCatchEvent" || node.kind === "boundaryEvent"))
    reading.report("TRIGGER_MISSING", node.element, "the event waits for nothing: it has no event definition");
  const triggers = definitions.flatMap((definition) => {
    const trigger = readTrigger(reading, draft, node, definition, throwing);
    if (trigger === undefined) return [];
    if (trigger.type === "cancel") checkCancel(reading, draft, node);
    // An event sub-process whose only fault is its start event is told so by check-structure.ts.
    if (!ALLOWED[place].includes(trigger.type))
      reading.report("TRIGGER_NOT_ALLOWED", node.element, `a ${trigger.type} trigger at ${PLACES[place]}`);
    else if (trigger.type === "compensate" && place === "eventSubProcessStart" && isOfProcess(draft, node))
      reading.report("TRIGGER_NOT_ALLOWED", node.element, "nobody compensates a process, so it would never start");
    return [trigger];
  });
  const together = whyNotTogether(node, triggers, throwing);
  if (together !== undefined) reading.report("TRIGGERS_TOGETHER", node.element, together);
  return triggers;
}

/** The event sub-process of a start event stands in a process, not in a sub-process. */
const isOfProcess = (draft: Draft, node: DraftNode): boolean => draft.scope(draft.scope(node.scope).parent).parent < 0;

/**
 * Several triggers of one event (BPMN 2.0.2, table 10.93, Multiple and Parallel Multiple). What is thrown beside a trigger that ends or
 * turns the token has no order that the standard would give, so only messages and signals go with it.
 */
function whyNotTogether(node: DraftNode, triggers: readonly Trigger[], throwing: boolean): string | undefined {
  if (triggers.length < 2) return undefined;
  const types = triggers.map(({ type }) => type);
  const all = types.join(" and ");
  if (throwing) {
    const others = types.filter((type) => type !== "message" && type !== "signal");
    const escalationsOnly = others.every((type) => type === "escalation");
    return (others.length > 1 && !escalationsOnly) || types.includes("link")
      ? `${all} are not thrown by one event`
      : undefined;
  }
  if (types.some((type) => type === "compensate" || type === "cancel" || type === "link"))
    return `${all} are not caught by one event`;
  const looked = types.find((type) => type === "error" || type === "escalation");
  return looked !== undefined && flagOf(node.element, "parallelMultiple") === true
    ? `an event that needs all of its triggers cannot wait for an ${looked}`
    : undefined;
}

/** The message of a receive or send task, as a trigger. */
export function readTaskMessage(reading: Reading, node: DraftNode): readonly Trigger[] {
  const throwing = node.kind === "sendTask";
  const message = messageOf(reading, node.element, undefined, throwing);
  if (message === undefined && throwing) return [];
  const trigger = messageTrigger(reading, node.element, undefined, throwing);
  return trigger === undefined ? [] : [trigger];
}

export const eventDefinitions = (event: BpmnElement): readonly BpmnElement[] => [
  ...childrenOf(event, "eventDefinitions"),
  ...childrenOf(event, "eventDefinitionRef"),
];

/** One event definition; `node` is the event, or the multi-instance activity whose behavior throws it. */
export function readTrigger(
  reading: Reading,
  draft: Draft,
  node: DraftNode,
  definition: BpmnElement,
  throwing: boolean,
): Trigger | undefined {
  const event = node.element;
  const missing = (
    code: "SIGNAL_MISSING" | "ERROR_MISSING" | "ESCALATION_MISSING" | "CONDITION_MISSING",
  ): Trigger | undefined => {
    const what = code.slice(0, code.indexOf("_")).toLowerCase();
    reading.report(code, event, `the event names no ${what}`);
    return undefined;
  };
  switch (definition.$type) {
    case "bpmn:MessageEventDefinition":
      return messageTrigger(reading, event, definition, throwing);
    case "bpmn:SignalEventDefinition": {
      const name = literalName(reading, event, childOf(definition, "signalRef"));
      if (name === undefined) return missing("SIGNAL_MISSING");
      const payload = throwing ? readRegText(reading, "reg:Payload", definition, event) : undefined;
      return { type: "signal", name, ...optional("payload", payload) };
    }
    case "bpmn:ErrorEventDefinition": {
      const code = codeOf(childOf(definition, "errorRef"), "errorCode");
      if (code === undefined && throwing) return missing("ERROR_MISSING");
      return { type: "error", ...optional("code", code) };
    }
    case "bpmn:EscalationEventDefinition": {
      const code = codeOf(childOf(definition, "escalationRef"), "escalationCode");
      if (code === undefined && throwing) return missing("ESCALATION_MISSING");
      return { type: "escalation", ...optional("code", code) };
    }
    case "bpmn:TimerEventDefinition":
      return timerTrigger(reading, event, definition);
    case "bpmn:ConditionalEventDefinition": {
      const expression = childOf(definition, "condition");
      if (expression === undefined) return missing("CONDITION_MISSING");
      const condition = readExpression(reading, expression);
      return condition === undefined ? undefined : { type: "conditional", condition };
    }
    case "bpmn:CompensateEventDefinition":
      return {
        type: "compensate",
        ...optional("activity", draft.nodeOf(childOf(definition, "activityRef"))?.index),
        waitForCompletion: flagOf(definition, "waitForCompletion") ?? true,
      };
    case "bpmn:LinkEventDefinition":
      return linkTrigger(reading, draft, node, definition);
    case "bpmn:CancelEventDefinition":
      return { type: "cancel" };
    case "bpmn:TerminateEventDefinition":
      return { type: "terminate" };
    default:
      reading.report("UNSUPPORTED_ELEMENT", event, `${definition.$type} is not run`);
      return undefined;
  }
}

// ---------------------------------------------------------------- messages

function messageTrigger(
  reading: Reading,
  host: BpmnElement,
  definition: BpmnElement | undefined,
  throwing: boolean,
): Trigger | undefined {
  const message = messageOf(reading, host, definition, throwing);
  const name = literalName(reading, host, message);
  if (name === undefined) {
    reading.report("MESSAGE_MISSING", host, "neither a messageRef nor a message flow with one names the message");
    return undefined;
  }
  const correlation =
    readRegText(reading, "reg:Correlation", definition, host, message) ?? foreignCorrelation(reading, message);
  const payload = throwing ? readRegText(reading, "reg:Payload", definition, host) : undefined;
  return { type: "message", name, ...optional("correlation", correlation), ...optional("payload", payload) };
}

/** Its own messageRef, its operation's message, or that of the message flow that touches it, or of the node at its other end. */
function messageOf(
  reading: Reading,
  host: BpmnElement,
  definition: BpmnElement | undefined,
  throwing: boolean,
): BpmnElement | undefined {
  const holder = definition ?? host;
  const own = childOf(holder, "messageRef");
  if (own !== undefined) return own;
  const operation = childOf(holder, "operationRef");
  const ofOperation = operation === undefined ? undefined : childOf(operation, "inMessageRef");
  if (ofOperation !== undefined) return ofOperation;
  const [here, there] = throwing ? ["sourceRef", "targetRef"] : ["targetRef", "sourceRef"];
  const flows = reading.messageFlows.filter((each) => childOf(each, here) === host);
  for (const flow of flows) {
    const named = childOf(flow, "messageRef");
    if (named !== undefined) return named;
  }
  for (const flow of flows) {
    const other = childOf(flow, there);
    if (other === undefined || !isA(other, "bpmn:FlowNode")) continue;
    for (const holder of [other, ...eventDefinitions(other)]) {
      const named = childOf(holder, "messageRef");
      if (named !== undefined) return named;
    }
    // Two nodes and a flow between them: then the flow itself is the message.
    return flow;
  }
  return undefined;
}

function literalName(reading: Reading, host: BpmnElement, named: BpmnElement | undefined): string | undefined {
  if (named === undefined) return undefined;
  const name = nameOf(named) || idOf(named);
  if (name !== undefined && /^\s*([$#]\{|=)/.test(name))
    reading.report(
      "IMPORT_UNSUPPORTED",
      host,
      `the name "${name}" is computed; messages and signals are named literally`,
    );
  return name;
}

/** Errors and escalations meet by their code; one without a code meets itself by its name or id. */
function codeOf(named: BpmnElement | undefined, attribute: string): string | undefined {
  return named === undefined ? undefined : (textOf(named, attribute) ?? textOf(named, "name") ?? idOf(named));
}

// ---------------------------------------------------------------- timers

function timerTrigger(reading: Reading, event: BpmnElement, definition: BpmnElement): Trigger | undefined {
  const given: (readonly [TimerKind, BpmnElement])[] = [];
  for (const [kind, name] of TIMES) {
    const expression = childOf(definition, name);
    if (expression !== undefined) given.push([kind, expression]);
  }
  const [only] = given;
  if (only === undefined || given.length > 1) {
    const names = given.length === 0 ? "no time" : given.map(([kind]) => kind).join(" and ");
    reading.report("TIMER_EXPRESSION", event, `the timer has ${names}; it needs exactly one`);
    return undefined;
  }
  const [timer, element] = only;
  const body = textOf(element, "body") ?? "";
  if (/^\s*[$#]\{/.test(body) || !isFeelLanguage(textOf(element, "language"))) {
    readExpression(reading, element); // reports that it is not FEEL
    return undefined;
  }
  const read = timerExpression(timer, body);
  if ("problem" in read) {
    reading.report("TIMER_EXPRESSION", event, read.problem);
    return undefined;
  }
  const row = extensionOf(definition, "reg:Timer");
  const unit = row === undefined ? undefined : (textOf(row, "unit") as LimitUnit | undefined);
  if (unit !== undefined) {
    const problem = read.expression.startsWith("=") ? undefined : durationProblem(read.expression, unit);
    if (timer !== "duration") reading.report("TIMER_UNIT", event, `reg:timer says in what a ${timer} would be counted`);
    else if (problem !== undefined) reading.report("DURATION_UNIT", event, problem);
  }
  return { type: "timer", timer, expression: read.expression, ...optional("unit", unit) };
}

const TIMES: readonly (readonly [TimerKind, string])[] = [
  ["date", "timeDate"],
  ["duration", "timeDuration"],
  ["cycle", "timeCycle"],
];

// ---------------------------------------------------------------- links

interface LinkEnds {
  readonly sources: DraftNode[];
  readonly targets: DraftNode[];
}

/** The ends of the links of each scope, by name; made once for a draft whose nodes are all there. */
const linkEnds = new WeakMap<Draft, ReadonlyMap<string, LinkEnds>>();

function linkEndsOf(draft: Draft): ReadonlyMap<string, LinkEnds> {
  const known = linkEnds.get(draft);
  if (known !== undefined) return known;
  const ends = new Map<string, LinkEnds>();
  for (const node of draft.nodes) {
    for (const link of linksOf(node)) {
      const key = `${node.scope} ${linkName(node, link) ?? ""}`;
      const pair = ends.get(key) ?? { sources: [], targets: [] };
      (node.kind === "intermediateCatchEvent" ? pair.targets : pair.sources).push(node);
      ends.set(key, pair);
    }
  }
  linkEnds.set(draft, ends);
  return ends;
}

/** A pair in one scope, found by name: any number of sources, one target (BPMN 2.0.2, 10.5.5.5). */
function linkTrigger(reading: Reading, draft: Draft, node: DraftNode, definition: BpmnElement): Trigger | undefined {
  const name = linkName(node, definition);
  if (name === undefined) {
    reading.report("LINK_WITHOUT_PAIR", node.element, "the link has no name");
    return undefined;
  }
  const { sources, targets } = linkEndsOf(draft).get(`${node.scope} ${name}`) ?? { sources: [], targets: [] };
  const [target] = targets;
  if (target === undefined || sources.length === 0) {
    const lacking = target === undefined ? "target" : "source";
    reading.report("LINK_WITHOUT_PAIR", node.element, `the link "${name}" has no ${lacking} in this scope`);
    return undefined;
  }
  if (targets.length > 1 && node === targets[1])
    reading.report("LINK_TARGET_TWICE", node.element, `the link "${name}" has ${targets.length} targets in this scope`);
  return { type: "link", name, target: target.index };
}

const linksOf = (node: DraftNode): readonly BpmnElement[] =>
  node.kind === "intermediateCatchEvent" || node.kind === "intermediateThrowEvent"
    ? eventDefinitions(node.element).filter(({ $type }) => $type === "bpmn:LinkEventDefinition")
    : [];

const linkName = (node: DraftNode, definition: BpmnElement): string | undefined =>
  textOf(definition, "name") ?? textOf(node.element, "name");

export const hasLink = (node: DraftNode): boolean => linksOf(node).length > 0;

// ---------------------------------------------------------------- who may stand where

type Place =
  | "start"
  | "bodyStart"
  | "eventSubProcessStart"
  | "nonInterruptingStart"
  | "catch"
  | "throw"
  | "boundary"
  | "nonInterruptingBoundary"
  | "end";

const PLACES: Readonly<Record<Place, string>> = {
  start: "the start event of a process",
  bodyStart: "the start event of an embedded sub-process",
  eventSubProcessStart: "the start event of an event sub-process",
  nonInterruptingStart: "the non-interrupting start event of an event sub-process",
  catch: "an intermediate catch event",
  throw: "an intermediate throw event",
  boundary: "a boundary event",
  nonInterruptingBoundary: "a non-interrupting boundary event",
  end: "an end event",
};

const ALLOWED: Readonly<Record<Place, readonly TriggerType[]>> = {
  start: ["message", "timer", "conditional", "signal"],
  bodyStart: [],
  eventSubProcessStart: ["message", "timer", "escalation", "error", "compensate", "conditional", "signal"],
  nonInterruptingStart: ["message", "timer", "escalation", "conditional", "signal"],
  catch: ["message", "timer", "conditional", "signal", "link"],
  throw: ["message", "escalation", "compensate", "link", "signal"],
  boundary: ["message", "timer", "escalation", "error", "cancel", "compensate", "conditional", "signal"],
  // `cancelActivity` means nothing on a compensation event, so editors write either value.
  nonInterruptingBoundary: ["message", "timer", "escalation", "conditional", "signal", "compensate"],
  end: ["message", "escalation", "error", "cancel", "compensate", "signal", "terminate"],
};

function placeOf(draft: Draft, node: DraftNode): Place {
  switch (node.kind) {
    case "startEvent": {
      const { element } = draft.scope(node.scope);
      if (element.$type === "bpmn:Process") return "start";
      if (flagOf(element, "triggeredByEvent") !== true) return "bodyStart";
      return isInterrupting(node) ? "eventSubProcessStart" : "nonInterruptingStart";
    }
    case "boundaryEvent":
      return isInterrupting(node) ? "boundary" : "nonInterruptingBoundary";
    case "intermediateCatchEvent":
      return "catch";
    case "intermediateThrowEvent":
      return "throw";
    default:
      return "end";
  }
}

/** Of boundary events and start events; an event of another kind interrupts nothing. */
export function isInterrupting({ kind, element }: DraftNode): boolean {
  if (kind === "boundaryEvent") return flagOf(element, "cancelActivity") ?? true;
  return kind === "startEvent" ? (flagOf(element, "isInterrupting") ?? true) : false;
}

function checkCancel(reading: Reading, draft: Draft, node: DraftNode): void {
  if (node.kind === "boundaryEvent") {
    const host = node.attachedTo < 0 ? undefined : draft.node(node.attachedTo);
    if (host !== undefined && host.kind !== "transaction")
      reading.report("CANCEL_OUTSIDE_TRANSACTION", node.element, `${host.id} is not a transaction`);
    return;
  }
  for (let scope = draft.scope(node.scope); ; scope = draft.scope(scope.parent)) {
    if (scope.element.$type === "bpmn:Transaction") return;
    if (scope.parent < 0) break;
  }
  reading.report("CANCEL_OUTSIDE_TRANSACTION", node.element, "no transaction is around it");
}
