/**
 * What the attributes of other engines' editors say, where it has a plain counterpart here: assignment, forms, due dates, mappings,
 * called processes, loops, scripts, decisions and work for outside workers of `camunda:`, `flowable:`, `activiti:` and `zeebe:`.
 *
 * Not read: what binds a task to foreign code (classes, delegates, connectors), because handlers are ours; assignees and candidate users,
 * because tasks go to roles; due dates that are dates or expressions. Read and refused: `${...}`, because it is not FEEL, and what has
 * no counterpart here but changes what runs.
 */
import { type BpmnElement, childOf, childrenOf, extensionOf, isA, textOf } from "./bpmn-element.ts";
import { externalHandler, externalTopic } from "./external-topic.ts";
import type { Call, Feel, Limit, Mapping } from "./graph.ts";
import { optional, readFeel, type Reading } from "./reading.ts";
import { readMapping } from "./reg-rows.ts";

const VENDORS = ["camunda", "flowable", "activiti"];

function vendorAttribute(element: BpmnElement, name: string): string | undefined {
  for (const vendor of VENDORS) {
    const value = element.$attrs[`${vendor}:${name}`];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

function vendorExtension(element: BpmnElement, name: string): BpmnElement | undefined {
  for (const vendor of VENDORS) {
    const found = extensionOf(element, `${vendor}:${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const zeebe = (element: BpmnElement, name: string): BpmnElement | undefined => extensionOf(element, `zeebe:${name}`);
const zeebeText = (element: BpmnElement, extension: string, name: string): string | undefined => {
  const found = zeebe(element, extension);
  return found === undefined ? undefined : textOf(found, name);
};

/** The one candidate group. */
export function foreignRole(reading: Reading, element: BpmnElement): string | undefined {
  const groups =
    vendorAttribute(element, "candidateGroups") ?? zeebeText(element, "assignmentDefinition", "candidateGroups");
  if (groups === undefined) return potentialOwner(element);
  const literal = /^=\s*\[?\s*"([^"]*)"\s*\]?$/.exec(groups.trim())?.[1] ?? groups.trim();
  if (/^[\p{L}\p{N}_.-]+$/u.test(literal)) return literal;
  reading.report(
    "IMPORT_UNSUPPORTED",
    element,
    `candidateGroups="${groups}": a task goes to one role, named literally`,
  );
  return undefined;
}

function potentialOwner(element: BpmnElement): string | undefined {
  const owner = childrenOf(element, "resources").find((each) => isA(each, "bpmn:PotentialOwner"));
  const resource = owner === undefined ? undefined : childOf(owner, "resourceRef");
  return resource === undefined ? undefined : textOf(resource, "name");
}

export function foreignForm(reading: Reading, element: BpmnElement): string | undefined {
  const form =
    vendorAttribute(element, "formKey") ??
    vendorAttribute(element, "formRef") ??
    zeebeText(element, "formDefinition", "formId") ??
    zeebeText(element, "formDefinition", "formKey");
  if (form === undefined || !/^\s*([$#]\{|=)/.test(form)) return form;
  reading.report("IMPORT_UNSUPPORTED", element, `the form "${form}" is computed; a form is named literally`);
  return undefined;
}

/** A due date that is a plain duration: days are calendar days, the rest runs by the clock. */
export function foreignLimit(element: BpmnElement): Limit | undefined {
  const dueDate = vendorAttribute(element, "dueDate") ?? zeebeText(element, "taskSchedule", "dueDate");
  if (dueDate === undefined) return undefined;
  const duration = dueDate.trim();
  if (/^P[1-9]\d{0,4}D$/.test(duration)) return { duration, unit: "calendar-day" };
  if (/^PT(?=\d)(\d{1,6}H)?(\d{1,8}M)?$/.test(duration) && /[1-9]/.test(duration)) return { duration, unit: "minute" };
  return undefined;
}

export function foreignMappings(
  reading: Reading,
  element: BpmnElement,
  direction: "input" | "output",
): readonly Mapping[] {
  const mappings: Mapping[] = [];
  for (const row of zeebe(element, "ioMapping")?.$children ?? []) {
    if (row.$type !== `zeebe:${direction}`) continue;
    const source = textOf(row, "source") ?? "";
    // Without `=` zeebe takes the source as a text.
    const text = source.trim().startsWith("=") ? source : JSON.stringify(source);
    mappings.push(...[readMapping(reading, element, textOf(row, "target") ?? "", text)].flat());
  }
  for (const row of vendorExtension(element, "inputOutput")?.$children ?? []) {
    if (!row.$type.endsWith(`:${direction}Parameter`)) continue;
    const name = textOf(row, "name") ?? "";
    const body = row.$body?.trim() ?? "";
    if ((row.$children?.length ?? 0) > 0)
      reading.report("IMPORT_UNSUPPORTED", element, `the ${direction} parameter "${name}" is a script, list or map`);
    else {
      const text = /^[$#]\{/.test(body) ? body : JSON.stringify(body);
      mappings.push(...[readMapping(reading, element, name, text)].flat());
    }
  }
  return mappings;
}

/**
 * Work for an outside worker: `camunda:type="external"` with its topic, or zeebe's task type. The worker gets what the task's input mappings
 * name, and nothing else of the case. `handler:NAME` in place of a topic is a handler of ours: so our element templates write it, and the
 * editors of others can draw our steps.
 */
export function foreignWork(reading: Reading, element: BpmnElement, inputs: readonly Mapping[]): Call | undefined {
  const topic =
    vendorAttribute(element, "type") === "external"
      ? (vendorAttribute(element, "topic") ?? "")
      : zeebeText(element, "taskDefinition", "type");
  if (topic === undefined) return undefined;
  const own = /^handler:(.+)$/.exec(topic)?.[1];
  const handler = own ?? externalHandler(topic);
  if (own === undefined && externalTopic(handler) === undefined) {
    reading.report(
      "IMPORT_UNSUPPORTED",
      element,
      `the topic "${topic}": a topic is named literally, of letters and digits, with . - _ : between them`,
    );
    return undefined;
  }
  return { handler, inputs: inputs.map(({ target, feel }) => ({ name: target, feel })), outputs: [] };
}

export interface ForeignCall {
  readonly process?: string;
  readonly binding?: "latest" | "deployment" | "version";
  readonly version?: number;
  readonly inputs: readonly Mapping[];
  readonly outputs: readonly Mapping[];
  readonly propagateAll?: boolean;
}

export function foreignCall(reading: Reading, element: BpmnElement): ForeignCall {
  const called = zeebe(element, "calledElement");
  if (called !== undefined) {
    const process = textOf(called, "processId");
    const binding = textOf(called, "bindingType");
    if (process !== undefined && /^\s*=/.test(process))
      reading.report("IMPORT_UNSUPPORTED", element, `the called process "${process}" is computed; name it literally`);
    if (binding !== undefined && binding !== "latest" && binding !== "deployment")
      reading.report("IMPORT_UNSUPPORTED", element, `the binding "${binding}" of zeebe:calledElement`);
    const propagate = textOf(called, "propagateAllChildVariables");
    return {
      ...optional("process", process),
      ...optional("binding", binding as "latest" | "deployment" | undefined),
      inputs: foreignMappings(reading, element, "input"),
      outputs: foreignMappings(reading, element, "output"),
      ...optional("propagateAll", propagate === undefined ? undefined : propagate === "true"),
    };
  }
  const binding = vendorAttribute(element, "calledElementBinding");
  const version = vendorAttribute(element, "calledElementVersion");
  if (binding !== undefined && !["latest", "deployment", "version"].includes(binding))
    reading.report("IMPORT_UNSUPPORTED", element, `calledElementBinding="${binding}"`);
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version))
    reading.report("IMPORT_UNSUPPORTED", element, `calledElementVersion="${version}": a version is a number`);
  const [inputs, outputs] = [vendorInOut(reading, element, "in"), vendorInOut(reading, element, "out")];
  const rows = [...inputs.mappings, ...outputs.mappings];
  return {
    ...optional("binding", binding as ForeignCall["binding"]),
    ...optional("version", version === undefined ? undefined : Number(version)),
    inputs: inputs.mappings,
    outputs: outputs.mappings,
    ...optional("propagateAll", inputs.all || outputs.all ? true : rows.length > 0 ? false : undefined),
  };
}

/** `<camunda:in source="a" target="b"/>`, with `sourceExpression`, or with `variables="all"`. */
function vendorInOut(
  reading: Reading,
  element: BpmnElement,
  direction: "in" | "out",
): { readonly mappings: readonly Mapping[]; readonly all: boolean } {
  const mappings: Mapping[] = [];
  let all = false;
  const extensions = childOf(element, "extensionElements");
  for (const row of extensions === undefined ? [] : childrenOf(extensions, "values")) {
    if (!VENDORS.some((vendor) => row.$type === `${vendor}:${direction}`)) continue;
    if (textOf(row, "businessKey") !== undefined) continue; // the business key is not a variable
    if (textOf(row, "variables") === "all") all = true;
    else {
      const source = textOf(row, "source") ?? textOf(row, "sourceExpression") ?? "";
      mappings.push(...[readMapping(reading, element, textOf(row, "target") ?? "", source)].flat());
    }
  }
  return { mappings, all };
}

export interface ForeignLoop {
  readonly collection?: Feel;
  readonly item?: string;
  readonly outputCollection?: string;
  readonly outputItem?: Feel;
}

/** `loop` is the multiInstanceLoopCharacteristics. */
export function foreignLoop(reading: Reading, loop: BpmnElement): ForeignLoop {
  const feel = (text: string | undefined): Feel | undefined =>
    text === undefined ? undefined : readFeel(reading, loop, text);
  const z = zeebe(loop, "loopCharacteristics");
  if (z !== undefined)
    return {
      ...optional("collection", feel(textOf(z, "inputCollection"))),
      ...optional("item", textOf(z, "inputElement")),
      ...optional("outputCollection", textOf(z, "outputCollection")),
      ...optional("outputItem", feel(textOf(z, "outputElement"))),
    };
  return {
    ...optional("collection", feel(vendorAttribute(loop, "collection"))),
    ...optional("item", vendorAttribute(loop, "elementVariable")),
  };
}

/** The correlation key that zeebe keeps on the message. */
export function foreignCorrelation(reading: Reading, message: BpmnElement | undefined): Feel | undefined {
  const key = message === undefined ? undefined : zeebeText(message, "subscription", "correlationKey");
  return key === undefined || message === undefined ? undefined : readFeel(reading, message, key);
}

export interface ForeignScript {
  readonly text?: string;
  readonly resultVariable?: string;
}

export function foreignScript(element: BpmnElement): ForeignScript {
  return {
    ...optional("text", zeebeText(element, "script", "expression")),
    ...optional(
      "resultVariable",
      zeebeText(element, "script", "resultVariable") ?? vendorAttribute(element, "resultVariable"),
    ),
  };
}

/** The decision that a business rule task names. */
export function foreignDecision(
  reading: Reading,
  element: BpmnElement,
): { readonly id: string; readonly variable?: string } | undefined {
  const id = zeebeText(element, "calledDecision", "decisionId") ?? vendorAttribute(element, "decisionRef");
  if (id === undefined) return undefined;
  if (/^\s*([$#]\{|=)/.test(id))
    reading.report("IMPORT_UNSUPPORTED", element, `the decision "${id}" is computed; name it literally`);
  const variable = zeebeText(element, "calledDecision", "resultVariable") ?? vendorAttribute(element, "resultVariable");
  return { id, ...optional("variable", variable) };
}
