/** The regulations draw in BPMN 1.2 (design, section 4): what came with 2.0 is refused. */
import { type BpmnElement, childOf, childrenOf, flagOf, idOf, isA, textOf } from "../../model/bpmn-element.ts";
import type { LintRule } from "../lint-rule.ts";

/** Types that 1.2 did not have, with what they are called. */
const NEW_TYPES: Readonly<Record<string, string>> = {
  "bpmn:BusinessRuleTask": "business rule tasks",
  "bpmn:DataStoreReference": "data stores",
  "bpmn:DataStore": "data stores",
  "bpmn:Choreography": "choreographies",
  "bpmn:ChoreographyTask": "choreographies",
  "bpmn:SubChoreography": "choreographies",
  "bpmn:CallChoreography": "choreographies",
  "bpmn:GlobalChoreographyTask": "choreographies",
  "bpmn:Conversation": "conversations",
  "bpmn:SubConversation": "conversations",
  "bpmn:CallConversation": "conversations",
  "bpmn:GlobalTask": "global tasks",
  "bpmn:GlobalUserTask": "global tasks",
  "bpmn:GlobalManualTask": "global tasks",
  "bpmn:GlobalScriptTask": "global tasks",
  "bpmn:GlobalBusinessRuleTask": "global tasks",
};

export const bpmn12: LintRule = {
  name: "bpmn-1-2",
  categories: { engine: "off", regulation: "error" },
  check({ definitions, elementsById }, report) {
    const elements = new Set([...childrenOf(definitions, "rootElements"), ...Object.values(elementsById)]);
    for (const element of elements) for (const what of newIn(element)) report(idOf(element), `BPMN 1.2 has no ${what}`);
  },
};

function newIn(element: BpmnElement): readonly string[] {
  const named = NEW_TYPES[element.$type];
  if (named !== undefined) return [named];
  const found: string[] = [];
  const definitions = isA(element, "bpmn:Event")
    ? [...childrenOf(element, "eventDefinitions"), ...childrenOf(element, "eventDefinitionRef")]
    : [];
  if (definitions.some(({ $type }) => $type === "bpmn:EscalationEventDefinition")) found.push("escalation");
  if (flagOf(element, "parallelMultiple") === true) found.push("events that wait for all of several triggers");
  switch (element.$type) {
    case "bpmn:StartEvent":
      if (flagOf(element, "isInterrupting") === false) found.push("start events that do not interrupt");
      break;
    case "bpmn:BoundaryEvent":
      if (flagOf(element, "cancelActivity") === false) found.push("boundary events that do not interrupt");
      break;
    case "bpmn:EventBasedGateway":
      if (textOf(element, "eventGatewayType") === "Parallel") found.push("parallel event-based gateways");
      break;
    case "bpmn:DataObject":
      if (flagOf(element, "isCollection") === true) found.push("data objects that are collections");
      break;
    case "bpmn:Participant":
      if (childOf(element, "participantMultiplicity") !== undefined) found.push("pools of several participants");
      break;
    default:
  }
  if (isA(element, "bpmn:SubProcess") && flagOf(element, "triggeredByEvent") === true)
    found.push("event sub-processes");
  return found;
}
