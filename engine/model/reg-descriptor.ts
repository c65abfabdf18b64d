/**
 * The extension namespace of Reglament, `urn:reglament:bpmn:1`, as moddle reads and writes it. Prefix `reg`.
 *
 * Every element stands inside `extensionElements` of the element it is about; `allowedIn` names where it may stand, `required` what it
 * cannot do without (both are checked by `check-extensions.ts`, moddle itself does not know them). Attributes before the semicolon,
 * children after it, `text` is the body:
 *
 *     reg:service     regulation, channel, clause, calledOnly;               on a process; calledOnly: other diagrams call it,
 *                     term*, table, action*                                  nobody starts it
 *     reg:term        duration, unit, excludes, clause, from, until,         in reg:service; `excludes` is "intake", "issue" or both
 *                     owedEarlierDays, countFrom                             working days earlier at the place of issue; "next-day" or "same-day"
 *     reg:action      number, performer, duration, unit, next, name, result; note*   in reg:service; `next` is "2" or "2 3"
 *                     performerName, limitText, nextText                     the words of these cells as printed, where they say more
 *     reg:table       lang, title; part*; numberHeading, performerHeading,   in reg:service: the words around the annex table as printed; the
 *                     nameHeading, resultHeading, limitHeading, nextHeading  headings where they are not the usual ones of the language
 *     reg:part        first, title, and headings as above                    in reg:table; the part begins with the action `first`
 *     reg:trace       clause, step, action                                   on anything; step is `process N`, `condition N`, `action N`
 *     reg:limit       duration, unit, clause; note*                          on a flow node
 *     reg:label       lang; text                                             on anything
 *     reg:note        text                                                   on anything
 *     reg:form        name                                                   on tasks of people and on start and catch events
 *     reg:status      value                                                  on a flow node
 *     reg:document    template                                               on a flow node
 *     reg:call        handler; input{name; text}*, output{variable; text}*   on tasks, exclusive and inclusive gateways; `external:TOPIC`:
 *                                                                            an outside worker does it
 *     reg:performer   role                                                   on a lane, a pool, a process or an activity
 *     reg:correlation text (FEEL)                                            on messages and what sends or waits for them
 *     reg:payload     text (FEEL)                                            on events and send tasks that send a message or signal
 *     reg:timer       unit                                                   on a timer definition with a duration
 *     reg:result      variable                                               on a script task
 *     reg:decision    id, variable                                           on a business rule task
 *     reg:mapping     direction ("input" or "output"), target; text (FEEL)   on activities and events
 *     reg:called      binding, version, propagateAll                         on a call activity
 *
 * A multi-instance activity is told its collection by attributes on `multiInstanceLoopCharacteristics`, because BPMN's own way needs
 * an ioSpecification: `reg:collection` (FEEL for the list), `reg:item` (the variable that takes the item), `reg:outputCollection`
 * (the variable that takes the list of results) and `reg:outputItem` (FEEL for one result).
 */

export const REG_NAMESPACE = "urn:reglament:bpmn:1";

export interface RegProperty {
  readonly name: string;
  readonly type: string;
  readonly isAttr?: boolean;
  readonly isBody?: boolean;
  readonly isMany?: boolean;
  readonly required?: boolean;
}

export interface RegType {
  readonly name: string;
  readonly superClass?: readonly string[];
  readonly extends?: readonly string[];
  /** BPMN types under whose `extensionElements` it may stand; absent for what stands inside another `reg` element. */
  readonly allowedIn?: readonly string[];
  /** May stand there more than once. */
  readonly repeatable?: boolean;
  readonly properties: readonly RegProperty[];
}

const attribute = (name: string, type = "String"): RegProperty => ({ name, type, isAttr: true });
const required = (name: string, type = "String"): RegProperty => ({ name, type, isAttr: true, required: true });
const text: RegProperty = { name: "text", type: "String", isBody: true };
const children = (name: string, type: string): RegProperty => ({ name, type, isMany: true });

const ANYWHERE = ["bpmn:BaseElement"];
const FLOW_NODE = ["bpmn:FlowNode"];

const element = (
  name: string,
  allowedIn: readonly string[],
  properties: readonly RegProperty[],
  repeatable = false,
): RegType => ({ name, superClass: ["Element"], allowedIn, repeatable, properties });
const part = (name: string, properties: readonly RegProperty[]): RegType => ({
  name,
  superClass: ["Element"],
  properties,
});

const HEADINGS = ["number", "performer", "name", "result", "limit", "next"].map((name) => attribute(`${name}Heading`));

const TYPES: readonly RegType[] = [
  element(
    "Service",
    ["bpmn:Process"],
    [
      required("regulation"),
      required("channel"),
      attribute("clause"),
      attribute("calledOnly", "Boolean"),
      children("terms", "Term"),
      { name: "table", type: "Table" },
      children("actions", "Action"),
    ],
  ),
  part("Term", [
    required("duration"),
    required("unit", "Unit"),
    attribute("excludes"),
    attribute("clause"),
    attribute("from"),
    attribute("until"),
    attribute("owedEarlierDays"),
    attribute("countFrom"),
  ]),
  part("Action", [
    required("number"),
    required("performer"),
    attribute("duration"),
    attribute("unit", "Unit"),
    attribute("next"),
    attribute("name"),
    attribute("result"),
    attribute("performerName"),
    attribute("limitText"),
    attribute("nextText"),
    children("notes", "Note"),
  ]),
  part("Table", [attribute("lang", "Language"), attribute("title"), ...HEADINGS, children("parts", "Part")]),
  part("Part", [required("first"), attribute("title"), ...HEADINGS]),
  element("Trace", ANYWHERE, [required("clause"), attribute("step"), attribute("action")], true),
  element("Limit", FLOW_NODE, [
    attribute("duration"),
    required("unit", "Unit"),
    attribute("clause"),
    children("notes", "Note"),
  ]),
  element("Label", ANYWHERE, [required("lang", "Language"), text], true),
  element("Note", ANYWHERE, [text], true),
  element("Form", ["bpmn:UserTask", "bpmn:ManualTask", "bpmn:ReceiveTask", "bpmn:CatchEvent"], [required("name")]),
  element("Status", FLOW_NODE, [required("value")]),
  element("Document", FLOW_NODE, [required("template")], true),
  element(
    "Call",
    [
      "bpmn:Task!",
      "bpmn:ServiceTask",
      "bpmn:SendTask",
      "bpmn:BusinessRuleTask",
      "bpmn:ExclusiveGateway",
      "bpmn:InclusiveGateway",
    ],
    [required("handler"), children("inputs", "Input"), children("outputs", "Output")],
  ),
  part("Input", [required("name"), text]),
  part("Output", [required("variable"), text]),
  element("Performer", ["bpmn:Lane", "bpmn:Participant", "bpmn:Process", "bpmn:Activity"], [required("role")]),
  element(
    "Correlation",
    ["bpmn:Message", "bpmn:MessageEventDefinition", "bpmn:Event", "bpmn:SendTask", "bpmn:ReceiveTask"],
    [text],
  ),
  element(
    "Payload",
    ["bpmn:MessageEventDefinition", "bpmn:SignalEventDefinition", "bpmn:Event", "bpmn:SendTask"],
    [text],
  ),
  element("Timer", ["bpmn:TimerEventDefinition"], [required("unit", "Unit")]),
  element("Result", ["bpmn:ScriptTask"], [required("variable")]),
  element("Decision", ["bpmn:BusinessRuleTask"], [required("id"), required("variable")]),
  element(
    "Mapping",
    ["bpmn:Activity", "bpmn:Event"],
    [required("direction", "Direction"), required("target"), text],
    true,
  ),
  element(
    "Called",
    ["bpmn:CallActivity"],
    [attribute("binding", "Binding"), attribute("version", "Integer"), attribute("propagateAll", "Boolean")],
  ),
  {
    name: "MultiInstance",
    extends: ["bpmn:MultiInstanceLoopCharacteristics"],
    properties: [attribute("collection"), attribute("item"), attribute("outputCollection"), attribute("outputItem")],
  },
];

const words = (name: string, ...values: string[]) => ({
  name,
  literalValues: values.map((value) => ({ name: value })),
});

/** A moddle writes into the descriptors that it is given: hand it a copy, as `createModdle` does. */
export const REG_DESCRIPTOR = {
  name: "Reglament",
  uri: REG_NAMESPACE,
  prefix: "reg",
  xml: { tagAlias: "lowerCase" },
  types: TYPES,
  enumerations: [
    words("Unit", "minute", "hour", "working-day", "calendar-day"),
    words("Language", "kk", "ru", "en"),
    words("Direction", "input", "output"),
    words("Binding", "latest", "deployment", "version"),
  ],
} as const;
