/**
 * `evaluateDecision`: what a decision answers for some variables (DMN 1.5, chapters 6 and 8). Pure: the instant is given.
 *
 * As everywhere in the engine, FEEL's warnings are errors: a missing variable stops the case, it does not quietly match nothing. A
 * null is a value like others, and matches only the tests that ask for it.
 */
import { date, dateAndTime, duration, FeelDate, FeelDateTime, FeelDuration, FeelTime, time } from "feelin";
import type { Json, Variables } from "../core/events.ts";
import { evaluateToFeel, ExpressionError, type FeelContext, passesUnaryTests, toJson } from "../core/feel.ts";
import {
  type BuiltInType,
  type Decision,
  DecisionError,
  type Decisions,
  type DecisionTable,
  type Input,
  type Output,
  type Rule,
  type TemporalType,
  type UnaryTests,
} from "./decisions.ts";
import { type Hit, resultOf } from "./hit-policies.ts";

/** `now` is a UTC instant. Throws DecisionError. */
export function evaluateDecision(decisions: Decisions, id: string, variables: Variables, now: string): Json {
  return new Evaluation(decisions, variables, now).answer(id);
}

class Evaluation {
  private readonly decisions: Decisions;
  private readonly variables: Variables;
  private readonly now: string;
  /** Decisions required by several are made once. */
  private readonly made = new Map<string, unknown>();

  constructor(decisions: Decisions, variables: Variables, now: string) {
    this.decisions = decisions;
    this.variables = variables;
    this.now = now;
  }

  answer(id: string): Json {
    const value = this.make(id);
    return this.attempt(id, undefined, "", () => toJson("the result", value));
  }

  private make(id: string): unknown {
    if (this.made.has(id)) return this.made.get(id);
    const decision = this.decisions.decisions.find((each) => each.id === id);
    if (decision === undefined) throw new Error(`There is no decision ${id}`);
    const context = this.contextOf(decision);
    const { logic } = decision;
    const value =
      logic.type === "literal"
        ? this.attempt(id, undefined, "", () => evaluateToFeel(logic.expression, context, this.now))
        : this.decideTable(id, logic, context);
    this.made.set(id, value);
    return value;
  }

  private contextOf(decision: Decision): FeelContext {
    const context: Record<string, unknown> = { ...this.variables };
    for (const { name, type } of decision.temporalInputs)
      if (Object.hasOwn(context, name)) context[name] = this.typed(decision.id, name, context[name], type);
    for (const id of decision.requires) {
      const value = this.make(id);
      for (const name of this.decisions.decisions.find((each) => each.id === id)?.resultNames ?? [])
        context[name] = value;
    }
    return context;
  }

  private decideTable(id: string, table: DecisionTable, context: FeelContext): unknown {
    const values = table.inputs.map((input) => this.inputValue(id, input, context));
    const hits: Hit[] = [];
    for (const rule of table.rules) {
      if (!this.matches(id, rule, table.inputs, values, context)) continue;
      hits.push({ rule, outputs: this.outputsOf(id, rule, table.outputs, context) });
      if (table.hitPolicy === "FIRST") break;
    }
    const byDefault = table.outputs.map((output) => {
      const feel = output.byDefault;
      if (feel === undefined || hits.length > 0) return undefined;
      const where = `default of output ${output.name}: `;
      return this.attempt(id, undefined, where, () => evaluateToFeel(feel, context, this.now));
    });
    return resultOf(id, table, hits, byDefault);
  }

  private inputValue(id: string, input: Input, context: FeelContext): unknown {
    const where = `input ${input.name}: `;
    const value = this.attempt(id, undefined, where, () => evaluateToFeel(input.expression, context, this.now));
    const typed = input.type === undefined ? value : this.typed(id, `input ${input.name}`, value, input.type);
    if (
      typed !== null &&
      input.allowed !== undefined &&
      !this.passes(id, undefined, where, input.allowed, typed, context)
    )
      throw new DecisionError(
        "DECISION_FAILED",
        id,
        undefined,
        `${where}${shown(typed)} is not among its input values`,
      );
    return typed;
  }

  /** Later tests of a rule are looked at only when the earlier ones pass: a rule may rest on what an earlier column has settled. */
  private matches(
    id: string,
    rule: Rule,
    inputs: readonly Input[],
    values: readonly unknown[],
    context: FeelContext,
  ): boolean {
    return rule.tests.every(
      (tests, index) =>
        tests === undefined ||
        this.passes(id, rule, `input ${(inputs[index] as Input).name}: `, tests, values[index], context),
    );
  }

  private outputsOf(id: string, rule: Rule, outputs: readonly Output[], context: FeelContext): readonly unknown[] {
    return rule.entries.map((entry, index) => {
      const output = outputs[index] as Output;
      if (entry === undefined) return null;
      const where = output.name === "" ? "" : `output ${output.name}: `;
      const value = this.attempt(id, rule, where, () => evaluateToFeel(entry, context, this.now));
      if (
        value !== null &&
        output.allowed !== undefined &&
        !this.passes(id, rule, where, output.allowed, value, context)
      )
        throw new DecisionError("DECISION_FAILED", id, rule, `${where}${shown(value)} is not among its output values`);
      return value;
    });
  }

  private passes(
    id: string,
    rule: Rule | undefined,
    where: string,
    tests: UnaryTests,
    value: unknown,
    context: FeelContext,
  ): boolean {
    return (
      tests.quick?.(value) ??
      this.attempt(id, rule, where, () => passesUnaryTests(tests.text, value, context, this.now))
    );
  }

  /** JSON has no dates: where a temporal type is expected, its ISO text is read as one. */
  private typed(id: string, what: string, value: unknown, type: BuiltInType): unknown {
    if (value === null || value === undefined) return null;
    const read = typeof value === "string" && isTemporal(type) ? readTemporal(value, type) : value;
    if (read !== null && hasType(read, type)) return read;
    throw new DecisionError("DECISION_FAILED", id, undefined, `${what}: ${shown(value)} is not a ${type}`);
  }

  private attempt<T>(id: string, rule: Rule | undefined, where: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw new DecisionError("EXPRESSION_FAILED", id, rule, where + error.message);
    }
  }
}

const isTemporal = (type: BuiltInType): type is TemporalType =>
  type !== "string" && type !== "number" && type !== "boolean";

const READERS: Readonly<Record<TemporalType, (text: string) => unknown>> = {
  date,
  time,
  "date and time": dateAndTime,
  duration,
};

function readTemporal(text: string, type: TemporalType): unknown {
  try {
    return READERS[type](text) ?? null;
  } catch {
    return null; // its text is not one: the caller says so
  }
}

function hasType(value: unknown, type: BuiltInType): boolean {
  switch (type) {
    case "date":
      return value instanceof FeelDate;
    case "time":
      return value instanceof FeelTime;
    case "date and time":
      return value instanceof FeelDateTime;
    case "duration":
      return value instanceof FeelDuration;
    default:
      return typeof value === type;
  }
}

const shown = (value: unknown): string => JSON.stringify(value);
