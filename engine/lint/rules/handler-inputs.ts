/** What `reg:input` gives must fit what the handler takes; what does not fit stops the case with an incident at that step. */
import { feelTree } from "../feel-tree.ts";
import { type Diagram, executableNodes, type JsonSchema, type LintRule, processOf } from "../lint-rule.ts";
import { misfits, type PartlyKnown, type PartlyKnownObject, UNKNOWN } from "../schema-values.ts";
import type { Call, FlowNode } from "../../model/graph.ts";
import { combinations, tryFeel, variablesOf } from "../variables.ts";

export const handlerInputs: LintRule = {
  name: "handler-inputs",
  categories: { engine: "error", regulation: "error" },
  check(diagram, report) {
    for (const node of executableNodes(diagram.graph)) {
      const handler = node.call === undefined ? undefined : diagram.handlers?.get(node.call.handler);
      if (node.call === undefined || node.decision !== undefined || handler === undefined) continue;
      const twice = node.call.inputs.find(({ name }, at, all) => all.findIndex((each) => each.name === name) < at);
      if (twice !== undefined) report(node.id, `the input ${twice.name} of ${handler.name} is given twice`);
      const found = new Set(
        givenInputs(diagram, node, node.call).flatMap((given) =>
          misfits(handler.input as JsonSchema, given, "the input"),
        ),
      );
      for (const why of found) report(node.id, `${handler.name}: ${why}`);
    }
  },
};

/** The input as far as it is known: one object, or one for each value that an expression can have. */
function givenInputs(diagram: Diagram, node: FlowNode, call: Call): readonly PartlyKnownObject[] {
  let given: PartlyKnownObject[] = [{}];
  for (const { name, literal, feel } of call.inputs) {
    const values = feel === undefined ? [literal ?? ""] : valuesOfFeel(diagram, node, feel);
    given = given.flatMap((each) => values.map((value) => ({ ...each, [name]: value })));
    if (given.length > 256) return [Object.fromEntries(call.inputs.map((each) => [each.name, UNKNOWN]))];
  }
  return given;
}

function valuesOfFeel(diagram: Diagram, node: FlowNode, feel: string): readonly PartlyKnown[] {
  const tree = feelTree(feel);
  const process = processOf(diagram.graph, node);
  const cases = tree && process && combinations(variablesOf(diagram, process), [tree]);
  if (cases === undefined) return [UNKNOWN];
  return [...new Set(cases.map((each): PartlyKnown => known(tryFeel(feel, each))))];
}

const known = (value: unknown): PartlyKnown =>
  value === null || ["string", "number", "boolean"].includes(typeof value)
    ? (value as string | number | boolean | null)
    : UNKNOWN;
