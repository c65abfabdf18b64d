/** Writes DMN files for tests: a table is its columns and rows, as people draw it. */
import { compileDecisions } from "../../engine/decisions/compile-decisions.ts";
import type { Decisions } from "../../engine/decisions/decisions.ts";
import { evaluateDecision } from "../../engine/decisions/evaluate-decision.ts";
import type { Json, Variables } from "../../engine/core/events.ts";

export const NOW = "2012-05-14T04:00:00.000Z";

export interface Column {
  /** An input's expression; an output's name. */
  readonly name: string;
  readonly type?: string;
  /** Its input or output values. */
  readonly values?: string;
  readonly byDefault?: string;
}

export interface TableText {
  readonly id?: string;
  readonly hitPolicy?: string;
  readonly aggregation?: string;
  readonly inputs: readonly (string | Column)[];
  readonly outputs: readonly (string | Column)[];
  /** Cells of inputs, then of outputs; the first rule is `rule_1`, in a table with an id of its own `ID_rule_1`. */
  readonly rules: readonly (readonly string[])[];
  /** Ids of decisions and input data that it requires. */
  readonly requires?: readonly string[];
  readonly inputData?: readonly string[];
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const tag = (name: string, text: string | undefined, attributes = ""): string =>
  text === undefined ? "" : `<${name}${attributes}><text>${escape(text)}</text></${name}>`;
const attribute = (name: string, value: string | undefined): string =>
  value === undefined ? "" : ` ${name}="${escape(value)}"`;
const column = (given: string | Column): Column => (typeof given === "string" ? { name: given } : given);

export function table(text: TableText): string {
  const { id = "answer", inputs, outputs, rules } = text;
  const logic = [
    `<decisionTable id="${id}_table"${attribute("hitPolicy", text.hitPolicy)}${attribute("aggregation", text.aggregation)}>`,
    ...inputs
      .map(column)
      .map(
        ({ name, type, values }, index) =>
          `<input id="${id}_input_${index + 1}">${tag("inputExpression", name, attribute("typeRef", type))}${tag("inputValues", values)}</input>`,
      ),
    ...outputs
      .map(column)
      .map(
        ({ name, type, values, byDefault }, index) =>
          `<output id="${id}_output_${index + 1}" name="${name}"${attribute("typeRef", type)}>${tag("outputValues", values)}${tag("defaultOutputEntry", byDefault)}</output>`,
      ),
    ...rules.map((cells, row) => {
      const tests = cells.slice(0, inputs.length).map((cell) => tag("inputEntry", cell));
      const entries = cells.slice(inputs.length).map((cell) => tag("outputEntry", cell));
      return `<rule id="${text.id === undefined ? "" : `${id}_`}rule_${row + 1}">${tests.join("")}${entries.join("")}</rule>`;
    }),
    "</decisionTable>",
  ].join("");
  return decision(id, logic, text);
}

export const literal = (
  id: string,
  expression: string,
  requirements: Pick<TableText, "requires" | "inputData"> = {},
): string =>
  decision(
    id,
    `<literalExpression id="${id}_expression"><text>${escape(expression)}</text></literalExpression>`,
    requirements,
  );

function decision(
  id: string,
  logic: string,
  { requires = [], inputData = [] }: Pick<TableText, "requires" | "inputData">,
): string {
  const requirements = [
    ...requires.map(
      (each) =>
        `<informationRequirement id="${id}_${each}"><requiredDecision href="#${each}"/></informationRequirement>`,
    ),
    ...inputData.map(
      (each) => `<informationRequirement id="${id}_${each}"><requiredInput href="#${each}"/></informationRequirement>`,
    ),
  ].join("");
  return `<decision id="${id}" name="${id}"><variable id="${id}_variable" name="${id}"/>${requirements}${logic}</decision>`;
}

export const inputData = (id: string, name: string, type: string): string =>
  `<inputData id="${id}" name="${name}"><variable id="${id}_variable" name="${name}" typeRef="${type}"/></inputData>`;

export const MODEL_1_3 = "https://www.omg.org/spec/DMN/20191111/MODEL/";

export const dmn = (body: string, namespace: string = MODEL_1_3): Uint8Array =>
  new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="${namespace}" id="definitions" name="test" namespace="urn:test">${body}</definitions>`,
  );

export const compiled = (...parts: readonly string[]): Promise<Decisions> => compileDecisions(dmn(parts.join("")));

/** What the decision `answer` answers. */
export async function answer(text: TableText, variables: Variables): Promise<Json> {
  return evaluateDecision(await compiled(table(text)), text.id ?? "answer", variables, NOW);
}
