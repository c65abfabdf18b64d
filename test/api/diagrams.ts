/** Small diagrams for tests of the API, as analysts' tools write them. */

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="urn:test">`;

/** One process with that body; `roots` stand beside it. */
export const diagram = (process: string, body: string, roots = ""): string =>
  `${HEAD}\n${roots}<process id="${process}" isExecutable="true">\n${body}\n</process>\n</definitions>`;

/** A chain of flow nodes; each is joined to the next. */
export function chain(...nodes: readonly (readonly [id: string, xml: string])[]): string {
  const flows = nodes
    .slice(1)
    .map(([id], index) => `<sequenceFlow id="f${index + 1}" sourceRef="${nodes[index]![0]}" targetRef="${id}" />`);
  return [...nodes.map(([, xml]) => xml), ...flows].join("\n");
}

export const start = ["start", `<startEvent id="start" />`] as const;
export const end = ["end", `<endEvent id="end" />`] as const;

/** A lane for that role around those nodes. */
export const lane = (role: string, ...nodes: readonly string[]): string =>
  `<laneSet id="lanes"><lane id="lane_${role}"><extensionElements><reg:performer role="${role}" /></extensionElements>${nodes
    .map((node) => `<flowNodeRef>${node}</flowNodeRef>`)
    .join("")}</lane></laneSet>`;

export const userTask = (id: string, inside = ""): readonly [string, string] => [
  id,
  `<userTask id="${id}" name="${id}">${inside}</userTask>`,
];

/** One task for the office clerk, then the end. */
export const ONE_TASK = diagram("one-task", lane("office-clerk", "check") + chain(start, userTask("check"), end));

/** One task with the form `check`. */
export const FORM_TASK = diagram(
  "form-task",
  lane("office-clerk", "check") +
    chain(start, userTask("check", `<extensionElements><reg:form name="check" /></extensionElements>`), end),
);
export const CHECK_FORM = {
  type: "object",
  properties: {
    complete: { type: "boolean", "x-variable": true },
    surname: { type: "string", minLength: 2 },
  },
  required: ["complete", "surname"],
  additionalProperties: false,
};

/** The portal: the applicant starts it and does its one task. */
export const PORTAL = diagram(
  "portal-task",
  `<extensionElements><reg:service regulation="test-regulation" channel="portal" clause="1" /></extensionElements>` +
    lane("applicant", "answer") +
    chain(start, userTask("answer"), end),
);

/** Waits for the message `paid`, whose correlation must equal the variable `invoice`. */
export const MESSAGE_CATCH = diagram(
  "message-catch",
  chain(
    start,
    [
      "payment",
      `<intermediateCatchEvent id="payment"><messageEventDefinition id="payment_definition" messageRef="paid" /></intermediateCatchEvent>`,
    ],
    end,
  ),
  `<message id="paid" name="paid" />\n`,
);

/** Begins with the message `petition`. */
export const MESSAGE_START = diagram(
  "message-start",
  chain(
    [
      "petition_in",
      `<startEvent id="petition_in"><messageEventDefinition id="petition_definition" messageRef="petition" /></startEvent>`,
    ],
    userTask("read"),
    end,
  ),
  `<message id="petition" name="petition" />\n`,
);

/** Asks a register for a document that no case of this diagram has: the handler fails for good. */
export const STUCK = diagram(
  "stuck",
  chain(
    start,
    [
      "lookup",
      `<serviceTask id="lookup"><extensionElements><reg:call handler="person.lookup">
        <reg:input name="document">applicant-data</reg:input></reg:call></extensionElements></serviceTask>`,
    ],
    end,
  ),
);
