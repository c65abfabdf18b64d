/** Which of the rules that match make the result, and how (DMN 1.5, 8.2: hit policy, default output values). */
import type { Json } from "../core/events.ts";
import { evaluateToFeel, toJson } from "../core/feel.ts";
import { DecisionError, type DecisionTable, type Rule } from "./decisions.ts";

/** A rule that matches, with a value for each output. */
export interface Hit {
  readonly rule: Rule;
  readonly outputs: readonly unknown[];
}

/**
 * One value for the policies with a single hit and for aggregations, a list for the others; a value of several outputs is a context.
 * Without a match: the default values (in a list, where a list is due), else null, the empty list, or a count of zero.
 */
export function resultOf(
  decision: string,
  table: DecisionTable,
  hits: readonly Hit[],
  byDefault: readonly unknown[],
): unknown {
  const { hitPolicy, aggregation } = table;
  const single = hitPolicy !== "COLLECT" && hitPolicy !== "RULE ORDER" && hitPolicy !== "OUTPUT ORDER";
  if (hits.length === 0) {
    const value = byDefault.some((each) => each !== undefined) ? valueOf(table, byDefault) : undefined;
    if (aggregation === "COUNT") return 0;
    if (single || aggregation !== undefined) return value ?? null;
    return value === undefined ? [] : [value];
  }
  const values = hits.map((hit) => valueOf(table, hit.outputs));
  switch (hitPolicy) {
    case "UNIQUE":
      if (hits.length > 1)
        throw new DecisionError("DECISION_FAILED", decision, undefined, `${rulesOf(hits)} match, but one may`);
      return values[0];
    case "ANY": {
      const [first, ...others] = values.map(asText);
      const other = others.findIndex((each) => each !== first);
      if (other >= 0)
        throw new DecisionError(
          "DECISION_FAILED",
          decision,
          undefined,
          `${rulesOf([hits[0] as Hit, hits[other + 1] as Hit])} match and answer differently`,
        );
      return values[0];
    }
    case "FIRST":
      return values[0];
    case "PRIORITY":
      return valueOf(table, (inOutputOrder(table, hits)[0] as Hit).outputs);
    case "OUTPUT ORDER":
      return inOutputOrder(table, hits).map((hit) => valueOf(table, hit.outputs));
    case "RULE ORDER":
      return values;
    case "COLLECT":
      return aggregation === undefined ? values : aggregate(decision, aggregation, values, hits);
  }
}

function valueOf({ outputs }: DecisionTable, values: readonly unknown[]): unknown {
  if (outputs.length === 1) return values[0];
  return Object.fromEntries(outputs.map(({ name }, index) => [name, values[index] ?? null]));
}

/** By the order of the output values, first output first; rules of the same rank stay in their order. */
function inOutputOrder({ outputs }: DecisionTable, hits: readonly Hit[]): readonly Hit[] {
  const rank = (hit: Hit, index: number): number => {
    const order = outputs[index]?.order;
    const at = order === undefined ? 0 : order.indexOf(hit.outputs[index] as Json);
    return at < 0 ? Infinity : at;
  };
  return [...hits].sort((one, other) => {
    for (const index of outputs.keys()) {
      const [a, b] = [rank(one, index), rank(other, index)];
      if (a !== b) return a - b;
    }
    return 0;
  });
}

/** Sums are of numbers; least and greatest are looked for among all that FEEL orders, dates and durations too. */
function aggregate(
  decision: string,
  how: NonNullable<DecisionTable["aggregation"]>,
  values: readonly unknown[],
  hits: readonly Hit[],
): unknown {
  if (how === "COUNT") return values.length;
  const together = (so: unknown, value: unknown, index: number): unknown => {
    const answer = how === "SUM" ? plus(so, value) : better(how === "MIN" ? "<" : ">", value, so);
    if (answer !== undefined) return answer;
    const detail = `no ${how} can be made of ${asText(so)} and ${asText(value)}`;
    throw new DecisionError("DECISION_FAILED", decision, (hits[index] as Hit).rule, detail);
  };
  return how === "SUM" ? values.reduce(together, 0) : values.reduce(together);
}

const plus = (one: unknown, other: unknown): number | undefined =>
  typeof one === "number" && typeof other === "number" ? one + other : undefined;

function better(sign: "<" | ">", value: unknown, than: unknown): unknown {
  // The instant is not looked at.
  const isBetter = evaluateToFeel(`value ${sign} than`, { value, than }, "1970-01-01T00:00:00.000Z");
  return typeof isBetter !== "boolean" ? undefined : isBetter ? value : than;
}

const rulesOf = (hits: readonly Hit[]): string =>
  `rules ${hits.map(({ rule }) => `${rule.id} (row ${rule.row})`).join(", ")}`;

const asText = (value: unknown): string => JSON.stringify(toJson("an output", value));
