/** What activities carry beyond their flows: loops, scripts, decisions, called processes, mappings. */
import {
  type BpmnElement,
  childOf,
  childrenOf,
  extensionOf,
  flagOf,
  idOf,
  isA,
  nameOf,
  numberOf,
  textOf,
} from "./bpmn-element.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { eventDefinitions, readTrigger } from "./event-triggers.ts";
import { feelProblem, feelText, isFeelLanguage, isVariableName } from "./expression-syntax.ts";
import { foreignCall, foreignDecision, foreignLoop, foreignMappings, foreignScript } from "./foreign-attributes.ts";
import type { Call, Feel, FlowNode, Loop, Mapping } from "./graph.ts";
import { optional, readExpression, readFeel, type Reading, readVariable } from "./reading.ts";
import { readRegMappings } from "./reg-rows.ts";
import { withoutTargetPrefix } from "./parse-diagram.ts";

// ---------------------------------------------------------------- loops

export function readLoop(reading: Reading, draft: Draft, node: DraftNode): Loop | undefined {
  const loop = childOf(node.element, "loopCharacteristics");
  if (loop === undefined) return undefined;
  if (loop.$type === "bpmn:StandardLoopCharacteristics") {
    const condition = readExpression(reading, childOf(loop, "loopCondition"));
    const maximum = numberOf(loop, "loopMaximum");
    if (childOf(loop, "loopCondition") === undefined && maximum === undefined)
      reading.report("LOOP_WITHOUT_END", node.element, "the loop has neither a condition nor a maximum");
    if (maximum !== undefined && maximum < 1)
      reading.report("ATTRIBUTE_TYPE", node.element, `loopMaximum="${maximum}" is below one`);
    return {
      type: "standard",
      testBefore: flagOf(loop, "testBefore") ?? false,
      ...optional("condition", condition),
      ...optional("maximum", maximum),
    };
  }
  return readMultiInstance(reading, draft, node, loop);
}

function readMultiInstance(reading: Reading, draft: Draft, node: DraftNode, loop: BpmnElement): Loop {
  const feel = (text: string | undefined): Feel | undefined =>
    text === undefined ? undefined : readFeel(reading, loop, text);
  const variable = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : readVariable(reading, loop, name);
  const foreign = foreignLoop(reading, loop);
  const inputItem = childOf(loop, "inputDataItem");
  const outputItem = childOf(loop, "outputDataItem");

  const cardinality = readExpression(reading, childOf(loop, "loopCardinality"));
  const collection =
    feel(textOf(loop, "reg:collection")) ?? foreign.collection ?? dataName(childOf(loop, "loopDataInputRef"), node);
  if (childOf(loop, "loopCardinality") === undefined && collection === undefined)
    reading.report("MULTI_WITHOUT_COUNT", node.element, "neither a cardinality nor a collection says how many");
  return {
    type: "multi",
    sequential: flagOf(loop, "isSequential") ?? false,
    ...optional("cardinality", cardinality),
    ...optional("collection", collection),
    ...optional("item", variable(textOf(loop, "reg:item") ?? foreign.item ?? simpleName(inputItem))),
    ...optional(
      "outputCollection",
      variable(
        textOf(loop, "reg:outputCollection") ??
          foreign.outputCollection ??
          dataName(childOf(loop, "loopDataOutputRef"), node),
      ),
    ),
    ...optional("outputItem", feel(textOf(loop, "reg:outputItem")) ?? foreign.outputItem ?? simpleName(outputItem)),
    ...optional("completion", readExpression(reading, childOf(loop, "completionCondition"))),
    ...readBehavior(reading, draft, node, loop),
  };
}

function readBehavior(
  reading: Reading,
  draft: Draft,
  node: DraftNode,
  loop: BpmnElement,
): Pick<Extract<Loop, { type: "multi" }>, "behavior" | "behaviorEvents"> {
  const behavior = (textOf(loop, "behavior") ?? "All") as "All" | "None" | "One" | "Complex";
  const thrown = (
    definition: BpmnElement | undefined,
    condition?: Feel,
  ): Extract<Loop, { type: "multi" }>["behaviorEvents"] => {
    const trigger = definition === undefined ? undefined : readTrigger(reading, draft, node, definition, true);
    if (trigger === undefined) return [];
    if (!["message", "signal", "error", "escalation"].includes(trigger.type))
      reading.report("MULTI_BEHAVIOR", node.element, `an instance cannot throw a ${trigger.type}`);
    return [{ ...optional("condition", condition), trigger }];
  };
  if (behavior === "All") return { behavior, behaviorEvents: [] };
  const behaviorEvents =
    behavior === "Complex"
      ? childrenOf(loop, "complexBehaviorDefinition").flatMap((definition) => {
          const event = childOf(definition, "event");
          const condition = readExpression(reading, childOf(definition, "condition"));
          return event === undefined || condition === undefined ? [] : thrown(eventDefinitions(event)[0], condition);
        })
      : thrown(childOf(loop, behavior === "None" ? "noneBehaviorEventRef" : "oneBehaviorEventRef"));
  if (behaviorEvents.length === 0)
    reading.report("MULTI_BEHAVIOR", node.element, `behavior="${behavior}" names no event that is thrown`);
  return { behavior, behaviorEvents };
}

// ---------------------------------------------------------------- data of BPMN's own

/** The variable that an item-aware element stands for: its name, that of its data object, or its id, whichever is a variable's name. */
function simpleName(item: BpmnElement | undefined): string | undefined {
  if (item === undefined) return undefined;
  const dataObject = childOf(item, "dataObjectRef");
  const names = [nameOf(item), dataObject === undefined ? "" : nameOf(dataObject), idOf(item) ?? ""];
  return names.find(isVariableName);
}

/** A loop's collection is named from outside: a data input of the activity is what is associated with it. */
function dataName(item: BpmnElement | undefined, node: DraftNode): string | undefined {
  if (item === undefined) return undefined;
  for (const association of childrenOf(node.element, "dataInputAssociations"))
    if (childOf(association, "targetRef") === item)
      return simpleName(childrenOf(association, "sourceRef")[0]) ?? simpleName(item);
  for (const association of childrenOf(node.element, "dataOutputAssociations"))
    if (childrenOf(association, "sourceRef")[0] === item)
      return simpleName(childOf(association, "targetRef")) ?? simpleName(item);
  return simpleName(item);
}

/**
 * Data associations between a data object and a data input or output of another name, as mappings. Those of the same name say nothing new,
 * because an activity sees the variables around it, and what is not simple is only drawn, never refused.
 */
function dataMappings(node: DraftNode, direction: "input" | "output"): readonly Mapping[] {
  const input = direction === "input";
  const loop = childOf(node.element, "loopCharacteristics");
  const ofLoop = loop === undefined ? undefined : childOf(loop, input ? "loopDataInputRef" : "loopDataOutputRef");
  const mappings: Mapping[] = [];
  for (const association of childrenOf(node.element, input ? "dataInputAssociations" : "dataOutputAssociations")) {
    const source = childrenOf(association, "sourceRef")[0];
    const target = childOf(association, "targetRef");
    const own = input ? target : source;
    if (own === undefined || own === ofLoop || !isA(own, input ? "bpmn:DataInput" : "bpmn:DataOutput")) continue;
    const transformation = childOf(association, "transformation");
    const feel = transformation === undefined ? simpleName(source) : soundFeel(transformation);
    const name = simpleName(target);
    if (feel !== undefined && name !== undefined && feel !== name)
      mappings.push(transformation === undefined ? { target: name, feel, drawn: true } : { target: name, feel });
  }
  return mappings;
}

function soundFeel(expression: BpmnElement): Feel | undefined {
  const feel = feelText(textOf(expression, "body") ?? "");
  return isFeelLanguage(textOf(expression, "language")) && feelProblem(feel) === undefined ? feel : undefined;
}

/** Of everything but call activities. Ours come first; a foreign or drawn mapping to the same target adds nothing. */
export function readMappings(reading: Reading, node: DraftNode, direction: "input" | "output"): readonly Mapping[] {
  const mappings = new Map<string, Mapping>();
  for (const mapping of [
    ...readRegMappings(reading, node.element, direction),
    ...foreignMappings(reading, node.element, direction),
    ...dataMappings(node, direction),
  ])
    if (!mappings.has(mapping.target)) mappings.set(mapping.target, mapping);
  return [...mappings.values()];
}

// ---------------------------------------------------------------- scripts, decisions, called processes

export function readScript(reading: Reading, element: BpmnElement): FlowNode["script"] {
  const foreign = foreignScript(element);
  const format = textOf(element, "scriptFormat");
  const text = textOf(element, "script") ?? foreign.text;
  if (!isFeelLanguage(format)) {
    reading.report("SCRIPT_LANGUAGE", element, `the script is in ${format}; only FEEL is run`);
    return undefined;
  }
  if (text === undefined || text.trim() === "") {
    reading.report("SCRIPT_MISSING", element, "the script task has no script");
    return undefined;
  }
  const feel = readFeel(reading, element, text);
  const row = extensionOf(element, "reg:Result");
  const name = (row === undefined ? undefined : textOf(row, "variable")) ?? foreign.resultVariable;
  const resultVariable = name === undefined ? undefined : readVariable(reading, element, name);
  return feel === undefined ? undefined : { feel, ...optional("resultVariable", resultVariable) };
}

export function readDecision(reading: Reading, element: BpmnElement): FlowNode["decision"] {
  const row = extensionOf(element, "reg:Decision");
  const foreign = foreignDecision(reading, element);
  if (row === undefined && foreign === undefined) return undefined;
  const id = row === undefined ? foreign?.id : textOf(row, "id");
  const variable = row === undefined ? foreign?.variable : textOf(row, "variable");
  if (id === undefined || variable === undefined) {
    reading.report("DECISION_MISSING", element, "the decision has no id or no variable for its result");
    return undefined;
  }
  const resultVariable = readVariable(reading, element, variable);
  return resultVariable === undefined ? undefined : { id, resultVariable };
}

export function decisionCall(decision: NonNullable<FlowNode["decision"]>, inputs: readonly Mapping[]): Call {
  return {
    handler: "dmn",
    inputs: [{ name: "decision", literal: decision.id }, ...inputs.map(({ target, feel }) => ({ name: target, feel }))],
    outputs: [{ variable: decision.resultVariable }],
  };
}

/** Without any mapping and without a word about it, all variables go in and all come back. */
export function readCalledProcess(reading: Reading, node: DraftNode): FlowNode["calledProcess"] {
  const { element } = node;
  const row = extensionOf(element, "reg:Called");
  const foreign = foreignCall(reading, element);
  const named = textOf(element, "calledElement") ?? foreign.process;
  if (named === undefined) {
    reading.report("CALLED_ELEMENT_MISSING", element, "calledElement names no process");
    return undefined;
  }
  if (/^\s*([$#]\{|=)/.test(named)) {
    reading.report("IMPORT_UNSUPPORTED", element, `the called process "${named}" is computed; name it literally`);
    return undefined;
  }
  const process = withoutTargetPrefix(named, reading.definitions) ?? named;

  const binding =
    (row === undefined ? undefined : (textOf(row, "binding") as "latest" | "deployment" | "version" | undefined)) ??
    foreign.binding ??
    "latest";
  const version = (row === undefined ? undefined : numberOf(row, "version")) ?? foreign.version;
  if ((binding === "version") !== (version !== undefined) || (version !== undefined && version < 1))
    reading.report(
      "CALLED_VERSION",
      element,
      `binding ${binding} with ${version === undefined ? "no version" : `version ${version}`}`,
    );

  const inputs = [...readRegMappings(reading, element, "input"), ...foreign.inputs];
  const outputs = [...readRegMappings(reading, element, "output"), ...foreign.outputs];
  const propagateAll =
    (row === undefined ? undefined : flagOf(row, "propagateAll")) ??
    foreign.propagateAll ??
    (inputs.length === 0 && outputs.length === 0);
  return { process, binding, ...optional("version", version), inputs, outputs, propagateAll };
}

export function readAdHoc(reading: Reading, element: BpmnElement): FlowNode["adHoc"] {
  return {
    ordering: (textOf(element, "ordering") ?? "Parallel") as "Parallel" | "Sequential",
    ...optional("completion", readExpression(reading, childOf(element, "completionCondition"))),
    cancelRemaining: flagOf(element, "cancelRemainingInstances") ?? true,
  };
}
