/**
 * Everything that the compiler finds wrong with a diagram, by its stable code. `Problem.code` is one of these; the English sentence
 * here says the rule, `Problem.detail` says what was found and where.
 */
import type { Problem } from "../errors.ts";

export const DIAGRAM_PROBLEMS = {
  // the file (at most MAX_PROBLEMS places are named)
  XML_TOO_LARGE: "A diagram has a size limit.",
  XML_ENCODING: "The bytes must be text in the encoding that they declare.",
  XML_DOCTYPE: "Document type and entity declarations are not accepted.",
  XML_NOT_WELL_FORMED: "The file must be well-formed XML 1.0 with namespaces.",
  XML_TOO_DEEP: "Elements can be nested only so deep.",
  TOO_MANY_NODES: "A diagram has a limit of flow nodes.",
  NOT_BPMN: "The root must be `definitions` of BPMN 2.0.",
  UNKNOWN_CONTENT: "Elements, attributes and text of the BPMN and reg namespaces must be known and in their place.",
  DUPLICATE_ID: "An id may be used once in a file.",
  DANGLING_REFERENCE: "A reference must lead to an element of the file.",
  WRONG_REFERENCE: "A reference must lead to an element of the right type.",
  ATTRIBUTE_TYPE: "An attribute must have a value of its type.",
  REPEATED_CHILD: "A child element that can stand once may not be repeated.",
  ELEMENT_WITHOUT_ID: "What the engine records must have an id.",
  UNSUPPORTED_ELEMENT: "The engine does not run this element.",
  // processes
  NO_EXECUTABLE_PROCESS: "At least one process must be executable.",
  PROCESS_EMPTY: "An executable process must have a flow node.",
  NO_START: "A scope must have a start event, or an activity or gateway without incoming flow.",
  START_TWICE: "A process or sub-process may have one start event without trigger.",
  NODE_IN_TWO_LANES: "A flow node may stand in one lane.",
  // sequence flow (BPMN 2.0.2, 7.6.1 and 8.4.13)
  FLOW_WITHOUT_SOURCE: "A sequence flow must have a source.",
  FLOW_WITHOUT_TARGET: "A sequence flow must have a target.",
  FLOW_ACROSS_SCOPES: "A sequence flow may not cross the border of a pool or a sub-process.",
  NO_INCOMING_FLOW: "A node that no flow, trigger or link reaches would never run.",
  START_WITH_INCOMING: "A start event may not have an incoming flow.",
  END_WITH_OUTGOING: "An end event may not have an outgoing flow.",
  CONDITION_ON_DEFAULT: "A default flow may not have a condition.",
  CONDITION_NOT_ALLOWED:
    "Only flows out of activities and exclusive, inclusive and complex gateways may have a condition.",
  DEFAULT_NOT_OUTGOING: "The default flow must be one of the node's own outgoing flows.",
  // message flow
  MESSAGE_FLOW_END: "A message flow must connect pools or nodes in them.",
  MESSAGE_FLOW_IN_POOL: "A message flow must lead from one pool to another.",
  // events
  BOUNDARY_NOT_ATTACHED: "A boundary event must be attached to an activity of its own scope.",
  BOUNDARY_WITH_INCOMING: "A boundary event may not have an incoming flow.",
  TRIGGER_MISSING: "A catching intermediate event and a boundary event must have a trigger.",
  TRIGGER_NOT_ALLOWED: "This trigger may not stand at this kind of event (BPMN 2.0.2, table 10.93).",
  TRIGGERS_TOGETHER: "Several triggers of one event must be such as can be thrown, or waited for, together.",
  CANCEL_OUTSIDE_TRANSACTION: "Cancel events belong to a transaction.",
  TIMER_EXPRESSION: "A timer must have exactly one of timeDate, timeDuration and timeCycle, in ISO 8601 or FEEL.",
  TIMER_UNIT: "reg:timer counts a timeDuration.",
  MESSAGE_MISSING: "A message event or receive task must name its message.",
  SIGNAL_MISSING: "A signal event must name its signal.",
  ERROR_MISSING: "An error end event must name its error.",
  ESCALATION_MISSING: "A throwing escalation event must name its escalation.",
  CONDITION_MISSING: "A conditional event must have a condition.",
  LINK_WITHOUT_PAIR: "A link must have a name and, in the same scope, its other end.",
  LINK_TARGET_TWICE: "A link may have one target in a scope.",
  EVENT_GATEWAY_TARGET:
    "An event-based gateway must be followed by message, timer, conditional or signal catch events or receive tasks.",
  EVENT_GATEWAY_EMPTY: "An event-based gateway must be followed by something.",
  EVENT_GATEWAY_PARALLEL: "A parallel event-based gateway can only start a process (BPMN 2.0.2, 10.6.6).",
  RECEIVE_TASK_PLAIN:
    "A receive task that starts a process or follows an event-based gateway may not loop or have boundary events (BPMN 2.0.2, 10.6.6).",
  INSTANTIATE_WITH_INCOMING: "What starts a process may not have an incoming flow.",
  // activities
  CALLED_ELEMENT_MISSING: "A call activity must name the process it calls.",
  CALLED_VERSION: "Binding `version` needs a version, and only it.",
  MULTI_WITHOUT_COUNT: "A multi-instance activity must have a cardinality or a collection.",
  MULTI_BEHAVIOR: "A multi-instance behavior other than All needs its event.",
  LOOP_WITHOUT_END: "A loop must have a condition or a maximum.",
  QUANTITY_UNSUPPORTED: "startQuantity and completionQuantity other than 1 are not run.",
  EVENT_SUBPROCESS_START: "An event sub-process must have exactly one start event, with a trigger.",
  EVENT_SUBPROCESS_FLOW: "An event sub-process may not have sequence flow or boundary events.",
  AD_HOC_EVENT: "An ad-hoc sub-process may not contain start or end events.",
  COMPENSATION_HANDLER: "A compensation boundary event must be associated with one compensation activity of its scope.",
  COMPENSATION_WITH_FLOW: "A compensation activity and a compensation boundary event may not have sequence flow.",
  DECISION_MISSING: "A decision must have an id and a variable for its result.",
  // expressions
  SCRIPT_LANGUAGE: "A script must be FEEL.",
  SCRIPT_MISSING: "A script task must have a script.",
  EXPRESSION_LANGUAGE: "An expression must be FEEL.",
  EXPRESSION_SYNTAX: "A FEEL expression must parse.",
  VARIABLE_NAME: "A variable's name is letters, digits and underscores, beginning with a letter.",
  // reg
  EXTENSION_MISPLACED: "A reg element must stand where it means something.",
  EXTENSION_REPEATED: "This reg element may stand once.",
  EXTENSION_INCOMPLETE: "A reg element must have its required attributes.",
  TRACE_STEP: "A step is exactly `process N`, `condition N` or `action N`.",
  DURATION_SYNTAX: "A duration is ISO 8601.",
  DURATION_UNIT:
    "A duration needs a unit and must be counted in it: days in days, hours and minutes in hours or minutes.",
  TERM_EXCLUDES: "`excludes` is `intake`, `issue` or both.",
  TERM_COUNT:
    "`countFrom` is `next-day` or `same-day` (not with `excludes` of the intake), `owedEarlierDays` a number; both, like `excludes`, are for terms in days.",
  TERM_ELEMENT: "`from` and `until` of a term must name flow nodes of the file.",
  ACTION_TWICE: "A row of the annex table may be given once.",
  TABLE_PART: "A part of the annex table begins with one of its rows.",
  // what other engines' attributes say
  IMPORT_UNSUPPORTED: "An attribute of another engine asks for what this engine cannot do.",
} as const satisfies Record<string, string>;

/** Who has so many mends a few and tries again; a hostile file shall not fill an answer. */
export const MAX_PROBLEMS = 200;

export type DiagramProblemCode = keyof typeof DIAGRAM_PROBLEMS;

export interface DiagramProblem extends Problem {
  readonly code: DiagramProblemCode;
}
