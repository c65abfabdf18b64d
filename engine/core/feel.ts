/**
 * FEEL, the expression language of every diagram (DMN 1.5, chapter 10), evaluated by feelin.
 *
 * A warning is an error here: a condition over a variable that is not there must stop the case with an incident, not quietly answer
 * no. Most conditions compare one variable with one literal; feelin parses the text at every call (about 150 us), so those are
 * compiled once (`compileSimple`), and whatever the compiled form is not sure of goes to feelin. A property test holds the two equal.
 */
import {
  date as feelDate,
  dateAndTime as feelDateAndTime,
  evaluate as feelin,
  FeelDate,
  FeelDateTime,
  FeelDuration,
  FeelRange,
  FeelTime,
  unaryTest,
} from "feelin";
import { DateTime } from "luxon";
import type { Json, Variables } from "./events.ts";

/** The zone in which it is today. */
const ZONE = "Asia/Almaty";

/** An expression failed, warned, or gave a value of the wrong kind. Becomes the incident `EXPRESSION_FAILED`. */
export class ExpressionError extends Error {
  readonly expression: string;
  constructor(expression: string, detail: string) {
    super(`${expression}: ${detail}`);
    this.name = "ExpressionError";
    this.expression = expression;
  }
}

/**
 * The value as JSON; dates and durations become their ISO text. `undefined` never comes out: FEEL has only null.
 * `now` (UTC instant) is what FEEL's `now()` and `today()` answer: the core has no clock of its own.
 */
export function evaluate(expression: string, variables: Variables, now: string): Json {
  const simple = simpleFor(expression);
  if (simple !== undefined) {
    const value = simple(variables);
    if (value !== UNSURE) return value;
  }
  return evaluateWithFeelin(expression, variables, now);
}

/** True or false; anything else is an ExpressionError. */
export function evaluateCondition(expression: string, variables: Variables, now: string): boolean {
  const value = evaluate(expression, variables, now);
  if (typeof value !== "boolean")
    throw new ExpressionError(expression, `gave ${JSON.stringify(value)}, not true or false`);
  return value;
}

export function evaluateWithFeelin(expression: string, variables: Variables, now: string): Json {
  return toJson(expression, withFeelin(feelin, expression, variables, now));
}

/** As `evaluate`, over and to values of FEEL itself: dates, times and durations stay what they are. For what is computed in steps. */
export function evaluateToFeel(expression: string, context: FeelContext, now: string): unknown {
  const simple = simpleFor(expression);
  if (simple !== undefined) {
    const value = simple(context as Variables);
    if (value !== UNSURE) return value;
  }
  return withFeelin(feelin, expression, context, now);
}

/** Whether `value` (`?` in the tests) passes the unary tests, as in a cell of a decision table (DMN 1.5, 7.3.17). */
export function passesUnaryTests(tests: string, value: unknown, context: FeelContext, now: string): boolean {
  return withFeelin(unaryTest, tests, { ...context, "?": value }, now) === true;
}

/** Variables and values of FEEL, by name. */
export type FeelContext = Readonly<Record<string, unknown>>;

type Feelin = (
  text: string,
  context: Record<string, unknown>,
) => { readonly value: unknown; readonly warnings: readonly { readonly message: string }[] };

function withFeelin(call: Feelin, expression: string, context: FeelContext, now: string): unknown {
  let result: ReturnType<Feelin>;
  try {
    result = call(expression, {
      now: () => feelDateAndTime(now),
      today: () => feelDate(DateTime.fromISO(now, { zone: ZONE }).toISODate() as string),
      ...context,
    });
  } catch (error) {
    throw new ExpressionError(expression, error instanceof Error ? error.message : String(error));
  }
  const warning = result.warnings[0];
  if (warning !== undefined) throw new ExpressionError(expression, warning.message);
  return result.value;
}

/**
 * feelin (8.2) puts its comparisons through ranges, and a range takes in what it cannot be compared with: there `"six" >= 5` is true,
 * because neither is below the other. Values of two kinds have no order: the answer is null (DMN 1.5, 10.3.2.13).
 */
const includesAny = Reflect.get(FeelRange.prototype, "includes") as (this: FeelRange, value: unknown) => boolean | null;
FeelRange.prototype.includes = function (value: unknown) {
  const comparable = value instanceof FeelRange || this.valueType === null || kindOf(value) === this.valueType;
  return comparable ? includesAny.call(this, value) : null;
};

/** As feelin names the kinds of what can be ordered. */
function kindOf(value: unknown): string {
  if (value instanceof FeelDate) return "date";
  if (value instanceof FeelTime) return "time";
  if (value instanceof FeelDateTime) return "date time";
  return value instanceof FeelDuration ? "duration" : typeof value;
}

/** Throws ExpressionError (which shows `expression`) for what no variable can hold. */
export function toJson(expression: string, value: unknown): Json {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "boolean":
    case "string":
      return value;
    case "number":
      if (!Number.isFinite(value)) throw new ExpressionError(expression, "gave no finite number");
      return value;
    case "object": {
      if (Array.isArray(value)) return value.map((each) => toJson(expression, each));
      const iso = (value as { iso?: unknown }).iso;
      if (typeof iso === "string" && Object.getPrototypeOf(value) !== Object.prototype) return iso;
      const object: Record<string, Json> = {};
      for (const [name, each] of Object.entries(value)) object[name] = toJson(expression, each);
      return object;
    }
    default:
      throw new ExpressionError(expression, `gave a ${typeof value}, which no variable can hold`);
  }
}

// ---------------------------------------------------------------- the simple form

const UNSURE: unique symbol = Symbol("unsure");
type Simple = (variables: Variables) => Json | typeof UNSURE;

const compiled = new Map<string, Simple | undefined>();

function simpleFor(expression: string): Simple | undefined {
  if (compiled.has(expression)) return compiled.get(expression);
  // Expressions come from deployed diagrams, so they are few; a bound all the same, because a definition can be deployed by many.
  if (compiled.size > 10_000) compiled.clear();
  const simple = compileSimple(expression);
  compiled.set(expression, simple);
  return simple;
}

const TOKEN = /\s*(?:("(?:[^"\\])*")|(\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(<=|>=|!=|[=<>()]))/y;
/** Words that mean something in FEEL beyond a name. */
const WORDS = new Set(
  "if then else for in return some every satisfies between instance of function null true false and or not external date time duration item partial".split(
    " ",
  ),
);

/** Literals, names, paths, comparisons, `and`, `or`, `not(...)` and brackets; undefined for anything else. */
export function compileSimple(expression: string): Simple | undefined {
  const tokens: { kind: "string" | "number" | "name" | "sign"; text: string }[] = [];
  TOKEN.lastIndex = 0;
  const text = expression.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    if (match[1] !== undefined) tokens.push({ kind: "string", text: match[1] });
    else if (match[2] !== undefined) tokens.push({ kind: "number", text: match[2] });
    else if (match[3] !== undefined) tokens.push({ kind: "name", text: match[3] });
    else tokens.push({ kind: "sign", text: match[4] as string });
  }
  let at = 0;
  const peek = (): string | undefined => tokens[at]?.text;
  const kind = (): string | undefined => tokens[at]?.kind;

  const disjunction = (): Simple | undefined => chain("or", conjunction);
  const conjunction = (): Simple | undefined => chain("and", comparison);

  function chain(word: "or" | "and", operand: () => Simple | undefined): Simple | undefined {
    let left = operand();
    while (left !== undefined && kind() === "name" && peek() === word) {
      at += 1;
      const right = operand();
      if (right === undefined) return undefined;
      left = connect(word === "or", left, right);
    }
    return left;
  }

  function comparison(): Simple | undefined {
    const left = primary();
    const sign = kind() === "sign" ? peek() : undefined;
    if (left === undefined || sign === undefined || !["=", "!=", "<", "<=", ">", ">="].includes(sign)) return left;
    at += 1;
    const right = primary();
    if (right === undefined) return undefined;
    return compare(sign, left, right);
  }

  function primary(): Simple | undefined {
    const token = tokens[at];
    if (token === undefined) return undefined;
    at += 1;
    if (token.kind === "string") {
      const value = token.text.slice(1, -1);
      return () => value;
    }
    if (token.kind === "number") {
      const value = Number(token.text);
      return () => value;
    }
    if (token.kind === "sign") {
      if (token.text !== "(") return undefined;
      const inner = disjunction();
      if (inner === undefined || peek() !== ")" || kind() !== "sign") return undefined;
      at += 1;
      return inner;
    }
    if (token.text === "true") return () => true;
    if (token.text === "false") return () => false;
    if (token.text === "not" && peek() === "(") {
      at += 1;
      const inner = disjunction();
      if (inner === undefined || peek() !== ")" || kind() !== "sign") return undefined;
      at += 1;
      return (variables) => {
        const value = inner(variables);
        return typeof value === "boolean" ? !value : UNSURE;
      };
    }
    const path = token.text.split(".");
    if (path.some((part) => WORDS.has(part))) return undefined;
    // A name that goes on in the next word (`first name`) is FEEL's, not ours.
    const next = tokens[at];
    if (next?.kind === "name" && next.text !== "and" && next.text !== "or") return undefined;
    return lookUp(path);
  }

  const result = disjunction();
  return at === tokens.length ? result : undefined;
}

function lookUp(path: readonly string[]): Simple {
  const [first, ...rest] = path as [string, ...string[]];
  return (variables) => {
    let value: unknown = Object.hasOwn(variables, first) ? variables[first] : undefined;
    for (const name of rest) {
      if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
        return UNSURE;
      value = (value as Record<string, unknown>)[name];
    }
    return typeof value === "boolean" || typeof value === "number" || typeof value === "string" ? value : UNSURE;
  };
}

/** Both sides are always evaluated, as feelin does, so that a missing variable is never hidden by the other side. */
function connect(or: boolean, left: Simple, right: Simple): Simple {
  return (variables) => {
    const one = left(variables);
    const other = right(variables);
    if (typeof one !== "boolean" || typeof other !== "boolean") return UNSURE;
    return or ? one || other : one && other;
  };
}

function compare(sign: string, left: Simple, right: Simple): Simple {
  return (variables) => {
    const one = left(variables);
    const other = right(variables);
    if (typeof one === "symbol" || typeof other === "symbol" || typeof one !== typeof other) return UNSURE;
    if (sign === "=") return one === other;
    if (sign === "!=") return one !== other;
    if (typeof one !== "number" || typeof other !== "number") return UNSURE;
    if (sign === "<") return one < other;
    if (sign === "<=") return one <= other;
    if (sign === ">") return one > other;
    return one >= other;
  };
}
