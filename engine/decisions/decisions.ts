/** What `compileDecisions` makes of a DMN file and `evaluateDecision` reads: plain, frozen, and in the words of DMN 1.5. */
import type { Json } from "../core/events.ts";
import type { Feel } from "../model/graph.ts";

export interface Decisions {
  /** By id, in document order. */
  readonly decisions: readonly Decision[];
}

export interface Decision {
  readonly id: string;
  readonly name: string;
  /** The names under which decisions that require this one see its result: its variable's; without one, its name and its id. */
  readonly resultNames: readonly string[];
  /** Ids of the decisions it requires, each before those that require it. */
  readonly requires: readonly string[];
  /** Variables that stand for input data of a temporal type: JSON has none, so their text is read as one. */
  readonly temporalInputs: readonly { readonly name: string; readonly type: TemporalType }[];
  readonly logic: LiteralExpression | DecisionTable;
}

export interface LiteralExpression {
  readonly type: "literal";
  readonly expression: Feel;
}

export type HitPolicy = "UNIQUE" | "FIRST" | "PRIORITY" | "ANY" | "COLLECT" | "RULE ORDER" | "OUTPUT ORDER";
export type Aggregation = "SUM" | "COUNT" | "MIN" | "MAX";

export interface DecisionTable {
  readonly type: "table";
  readonly hitPolicy: HitPolicy;
  readonly aggregation?: Aggregation;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Output[];
  readonly rules: readonly Rule[];
}

export type TemporalType = "date" | "time" | "date and time" | "duration";
export type BuiltInType = "string" | "number" | "boolean" | TemporalType;

export interface Input {
  /** Its label, or its expression. */
  readonly name: string;
  readonly expression: Feel;
  /** Its `typeRef`, when that is (or stands for) a type of FEEL; another value than null is an error. */
  readonly type?: BuiltInType;
  /** The input values; any other than these (and null) is an error. */
  readonly allowed?: UnaryTests;
}

export interface Output {
  /** The entry of the result's context; of a table with one output only for messages. */
  readonly name: string;
  readonly allowed?: UnaryTests;
  /** The output values by falling priority; there for the hit policies that need it. */
  readonly order?: readonly Json[];
  readonly byDefault?: Feel;
}

export interface Rule {
  readonly id: string;
  /** From 1. */
  readonly row: number;
  /** One for each input; undefined: any value. */
  readonly tests: readonly (UnaryTests | undefined)[];
  /** One for each output; undefined: null. */
  readonly entries: readonly (Feel | undefined)[];
}

/** FEEL's unary tests as written. `quick` answers for plain values without feelin, or leaves it to feelin (undefined). */
export interface UnaryTests {
  readonly text: string;
  readonly quick?: (value: unknown) => boolean | undefined;
}

/** The decision gives no answer for these variables; `code` is that of the incident. The message names decision and rule. */
export class DecisionError extends Error {
  readonly code: "EXPRESSION_FAILED" | "DECISION_FAILED";
  readonly decision: string;
  /** Id of the rule, when it is one rule's fault. */
  readonly rule: string | undefined;
  constructor(code: DecisionError["code"], decision: string, rule: Rule | undefined, detail: string) {
    super(`decision ${decision}${rule === undefined ? "" : `, rule ${rule.id} (row ${rule.row})`}: ${detail}`);
    this.name = "DecisionError";
    this.code = code;
    this.decision = decision;
    this.rule = rule?.id;
  }
}
