/**
 * `compileDecisions`: the bytes of a DMN file -> decisions that can be evaluated, or a refusal with the id of each place.
 *
 * Evaluated are decision tables with every hit policy and literal expressions, and the decisions that they require. Item definitions
 * count as far as they name a type of FEEL or its allowed values; input data, knowledge sources, decision services and annotations
 * only describe.
 */
import { evaluateToFeel, ExpressionError } from "../core/feel.ts";
import type { Json } from "../core/events.ts";
import type { Problem } from "../errors.ts";
import { childOf, childrenOf, idOf, nameOf, textOf } from "../model/bpmn-element.ts";
import { feelProblem, isFeelLanguage, unaryTestsProblem } from "../model/expression-syntax.ts";
import type { Feel } from "../model/graph.ts";
import type {
  Aggregation,
  BuiltInType,
  Decision,
  Decisions,
  DecisionTable,
  HitPolicy,
  Input,
  Output,
  Rule,
  TemporalType,
  UnaryTests,
} from "./decisions.ts";
import { type DmnElement, parseDmn, refusal } from "./parse-dmn.ts";
import { unaryTests } from "./quick-tests.ts";

/**
 * Throws CodedError: DIAGRAM_TOO_LARGE, DIAGRAM_NOT_XML and DIAGRAM_HAS_DOCTYPE of the file; DECISION_BROKEN with a `Problem` (code,
 * element, line, detail) for each place that is wrong or is not evaluated.
 */
export async function compileDecisions(bytes: Uint8Array): Promise<Decisions> {
  const { definitions, lines } = await parseDmn(bytes);
  const problems: Problem[] = [];
  const elements = childrenOf(definitions, "drgElement");
  const reading: Reading = {
    definitions,
    elements,
    types: new Map(childrenOf(definitions, "itemDefinition").map((each) => [nameOf(each), each])),
    report(code, at, detail) {
      const id = nearestId(at);
      const line = id === undefined ? undefined : lines.get(id);
      problems.push({
        code,
        detail,
        ...(id === undefined ? {} : { element: id }),
        ...(line === undefined ? {} : { line }),
      });
    },
  };
  const language = textOf(definitions, "expressionLanguage");
  if (!isFeelLanguage(language)) reading.report("EXPRESSION_LANGUAGE", definitions, notFeel(language));
  const decisions = elements.filter(isDecision).map((element) => readDecision(reading, element));
  if (decisions.length === 0) reading.report("NO_DECISION", definitions, "the file has no decision");
  for (const circle of circles(decisions))
    problems.push({
      code: "REQUIREMENT_CIRCLE",
      element: circle[0] as string,
      detail: `it requires itself: ${circle.join(" -> ")}`,
    });
  if (problems.length > 0) throw refusal(problems);
  return deepFreeze({ decisions });
}

/** A table of a thousand rules with ten columns is more than people keep in order. */
const MAX_CELLS = 20_000;

interface Reading {
  readonly definitions: DmnElement;
  readonly elements: readonly DmnElement[];
  /** Item definitions by name. */
  readonly types: ReadonlyMap<string, DmnElement>;
  /** The problem is named by the nearest id. */
  report(code: string, at: DmnElement, detail: string): void;
}

const isDecision = ({ $type }: DmnElement): boolean => $type === "dmn:Decision";

const notFeel = (language: string | undefined): string => `it is in ${language}; only FEEL is evaluated`;

function nearestId(element: DmnElement): string | undefined {
  for (let each: DmnElement | undefined = element; each !== undefined; each = each.$parent) {
    const id = idOf(each);
    if (id !== undefined) return id;
  }
  return undefined;
}

// ---------------------------------------------------------------- decisions and what they require

function readDecision(reading: Reading, element: DmnElement): Decision {
  const id = idOf(element) ?? "";
  const name = nameOf(element);
  if (id === "") reading.report("ELEMENT_WITHOUT_ID", element, `the decision "${name}" has no id`);
  const requirements = childrenOf(element, "informationRequirement");
  const required = requirements.flatMap((each) => referred(reading, each, "requiredDecision", isDecision) ?? []);
  const inputs = requirements.flatMap(
    (each) => referred(reading, each, "requiredInput", ({ $type }) => $type === "dmn:InputData") ?? [],
  );
  const variable = childOf(element, "variable");
  const resultNames = variable === undefined || nameOf(variable) === "" ? [name, id] : [nameOf(variable)];
  return {
    id,
    name,
    resultNames: [...new Set(resultNames)].filter((each) => each !== ""),
    requires: required.map((each) => idOf(each) ?? ""),
    temporalInputs: inputs.flatMap((each) => {
      const item = childOf(each, "variable");
      const type = item === undefined ? undefined : builtInType(reading, textOf(item, "typeRef"));
      const known = item === undefined || nameOf(item) === "" ? nameOf(each) : nameOf(item);
      return type !== undefined && isTemporal(type) ? [{ name: known, type }] : [];
    }),
    logic: readLogic(reading, element),
  };
}

/** References are written as `#id`; another file cannot be meant, because nothing is imported. */
function referred(
  reading: Reading,
  requirement: DmnElement,
  property: "requiredDecision" | "requiredInput",
  fits: (element: DmnElement) => boolean,
): DmnElement | undefined {
  const reference = childOf(requirement, property);
  if (reference === undefined) return undefined;
  const href = textOf(reference, "href") ?? "";
  const target = reading.elements.find((each) => href === `#${idOf(each)}`);
  if (target !== undefined && fits(target)) return target;
  const what = property === "requiredDecision" ? "a decision" : "input data";
  reading.report("DANGLING_REFERENCE", requirement, `${property} names "${href}", which is not ${what} of the file`);
  return undefined;
}

/** Each circle of requirements once, as the ids on the way round. */
function circles(decisions: readonly Decision[]): string[][] {
  const byId = new Map(decisions.map((each) => [each.id, each]));
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (id: string, trail: readonly string[]): void => {
    if (trail.includes(id)) found.push([...trail.slice(trail.indexOf(id)), id]);
    if (trail.includes(id) || done.has(id)) return;
    for (const next of byId.get(id)?.requires ?? []) walk(next, [...trail, id]);
    done.add(id);
  };
  for (const { id } of decisions) walk(id, []);
  return found;
}

// ---------------------------------------------------------------- types

const TYPES: Readonly<Record<string, BuiltInType>> = {
  string: "string",
  number: "number",
  integer: "number",
  long: "number",
  double: "number",
  boolean: "boolean",
  date: "date",
  time: "time",
  dateTime: "date and time",
  "date and time": "date and time",
  duration: "duration",
  dayTimeDuration: "duration",
  "days and time duration": "duration",
  yearMonthDuration: "duration",
  "years and months duration": "duration",
};

const isTemporal = (type: BuiltInType): type is TemporalType =>
  type !== "string" && type !== "number" && type !== "boolean";

/** Undefined: a type of the file's own, or none. */
function builtInType(reading: Reading, typeRef: string | undefined): BuiltInType | undefined {
  let name = typeRef;
  for (let depth = 0; name !== undefined && depth < 20; depth++) {
    const item = reading.types.get(name);
    if (item === undefined) {
      const plain = name.slice(name.indexOf(":") + 1);
      return Object.hasOwn(TYPES, plain) ? TYPES[plain] : undefined;
    }
    if (item.get("isCollection") === true) return undefined;
    name = textOf(item, "typeRef");
  }
  return undefined;
}

/** The allowed values of the clause itself, else those of its type. */
function allowedValues(
  reading: Reading,
  clause: DmnElement,
  property: "inputValues" | "outputValues",
  typeRef: string | undefined,
): string | undefined {
  const item = typeRef === undefined ? undefined : reading.types.get(typeRef);
  const values =
    childOf(clause, property) ??
    (item === undefined || item.get("isCollection") === true ? undefined : childOf(item, "allowedValues"));
  return values === undefined ? undefined : readTests(reading, values, clause)?.text;
}

// ---------------------------------------------------------------- expressions

function readExpression(reading: Reading, expression: DmnElement, ofClause: DmnElement = expression): Feel | undefined {
  if (!inFeel(reading, expression, ofClause)) return undefined;
  const text = (textOf(expression, "text") ?? "").trim();
  if (text === "") return undefined;
  const problem = feelProblem(text);
  if (problem === undefined) return text;
  reading.report("EXPRESSION_SYNTAX", ofClause, problem);
  return undefined;
}

/** Undefined: nothing is tested. */
function readTests(reading: Reading, tests: DmnElement, ofClause: DmnElement): UnaryTests | undefined {
  if (!inFeel(reading, tests, ofClause)) return undefined;
  const text = (textOf(tests, "text") ?? "").trim();
  if (text === "" || text === "-") return undefined;
  const problem = unaryTestsProblem(text);
  if (problem === undefined) return unaryTests(text);
  reading.report("EXPRESSION_SYNTAX", ofClause, problem);
  return undefined;
}

function inFeel(reading: Reading, expression: DmnElement, at: DmnElement): boolean {
  const language = textOf(expression, "expressionLanguage");
  if (isFeelLanguage(language)) return true;
  reading.report("EXPRESSION_LANGUAGE", at, notFeel(language));
  return false;
}

function readLogic(reading: Reading, decision: DmnElement): Decision["logic"] {
  const logic = childOf(decision, "decisionLogic");
  if (logic?.$type === "dmn:DecisionTable") return readTable(reading, logic);
  const expression = logic === undefined ? undefined : readExpression(reading, logic);
  if (logic === undefined)
    reading.report("NO_LOGIC", decision, "the decision has neither a decision table nor an expression");
  else if ((textOf(logic, "text") ?? "").trim() === "")
    reading.report("NO_LOGIC", decision, "the literal expression of the decision is empty");
  return { type: "literal", expression: expression ?? "null" };
}

// ---------------------------------------------------------------- tables

const HIT_POLICIES: readonly string[] = [
  "UNIQUE",
  "FIRST",
  "PRIORITY",
  "ANY",
  "COLLECT",
  "RULE ORDER",
  "OUTPUT ORDER",
] satisfies readonly HitPolicy[];
const AGGREGATIONS: readonly string[] = ["SUM", "COUNT", "MIN", "MAX"] satisfies readonly Aggregation[];

function readTable(reading: Reading, table: DmnElement): DecisionTable {
  const hitPolicy = (textOf(table, "hitPolicy") ?? "UNIQUE") as HitPolicy;
  if (!HIT_POLICIES.includes(hitPolicy))
    reading.report("HIT_POLICY", table, `hitPolicy="${hitPolicy}" is none of ${HIT_POLICIES.join(", ")}`);
  const aggregation = textOf(table, "aggregation") as Aggregation | undefined;
  const byPriority = hitPolicy === "PRIORITY" || hitPolicy === "OUTPUT ORDER";
  const inputs = childrenOf(table, "input").map((input) => readInput(reading, input));
  const clauses = childrenOf(table, "output");
  const outputs = clauses.map((output) => readOutput(reading, output, clauses.length, byPriority));
  if (outputs.length === 0) reading.report("NO_OUTPUT", table, "the table has no output");
  if (new Set(outputs.map(({ name }) => name)).size < outputs.length)
    reading.report("OUTPUT_NAME", table, "two outputs of the table have the same name");
  if (byPriority && outputs.every(({ order }) => order === undefined))
    reading.report("OUTPUT_VALUES", table, `${hitPolicy} needs output values, in their order`);
  if (aggregation !== undefined) {
    if (!AGGREGATIONS.includes(aggregation))
      reading.report("AGGREGATION", table, `aggregation="${aggregation}" is none of ${AGGREGATIONS.join(", ")}`);
    if (hitPolicy !== "COLLECT") reading.report("AGGREGATION", table, `${hitPolicy} does not aggregate; COLLECT does`);
    if (outputs.length > 1) reading.report("AGGREGATION", table, "a table with several outputs cannot aggregate them");
  }
  const rules = childrenOf(table, "rule");
  const cells = rules.length * (inputs.length + outputs.length);
  const tooMany = cells > MAX_CELLS;
  if (tooMany)
    reading.report("TOO_MANY_CELLS", table, `the table has ${cells} cells; at most ${MAX_CELLS} are evaluated`);
  return {
    type: "table",
    hitPolicy,
    ...(aggregation === undefined ? {} : { aggregation }),
    inputs,
    outputs,
    rules: tooMany ? [] : rules.map((rule, index) => readRule(reading, rule, index + 1, inputs.length, outputs.length)),
  };
}

function readInput(reading: Reading, input: DmnElement): Input {
  const element = childOf(input, "inputExpression");
  const expression = element === undefined ? undefined : readExpression(reading, element, input);
  if (element === undefined || (textOf(element, "text") ?? "").trim() === "")
    reading.report("INPUT_EXPRESSION", input, "the input has no expression");
  const typeRef = element === undefined ? undefined : textOf(element, "typeRef");
  const type = builtInType(reading, typeRef);
  const allowed = allowedValues(reading, input, "inputValues", typeRef);
  return {
    name: textOf(input, "label") ?? expression ?? "",
    expression: expression ?? "null",
    ...(type === undefined ? {} : { type }),
    ...(allowed === undefined ? {} : { allowed: unaryTests(allowed) }),
  };
}

function readOutput(reading: Reading, output: DmnElement, count: number, byPriority: boolean): Output {
  const name = textOf(output, "name");
  if (name === undefined && count > 1)
    reading.report("OUTPUT_NAME", output, "an output among several needs a name: it is an entry of the result");
  const allowed = allowedValues(reading, output, "outputValues", textOf(output, "typeRef"));
  const order = byPriority && allowed !== undefined ? orderOf(reading, output, allowed) : undefined;
  const entry = childOf(output, "defaultOutputEntry");
  const byDefault = entry === undefined ? undefined : readExpression(reading, entry, output);
  return {
    name: name ?? textOf(output, "label") ?? "",
    ...(allowed === undefined ? {} : { allowed: unaryTests(allowed) }),
    ...(order === undefined ? {} : { order }),
    ...(byDefault === undefined ? {} : { byDefault }),
  };
}

function orderOf(reading: Reading, output: DmnElement, values: string): readonly Json[] | undefined {
  let order: unknown;
  try {
    order = evaluateToFeel(`[${values}]`, {}, "1970-01-01T00:00:00.000Z");
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
  }
  const plain = (value: unknown): value is Json => ["string", "number", "boolean"].includes(typeof value);
  if (Array.isArray(order) && order.every(plain)) return order;
  reading.report("OUTPUT_VALUES", output, `"${values}" is not a list of literals, which gives no order`);
  return undefined;
}

function readRule(reading: Reading, rule: DmnElement, row: number, inputs: number, outputs: number): Rule {
  const tests = childrenOf(rule, "inputEntry");
  const entries = childrenOf(rule, "outputEntry");
  const ruleId = idOf(rule);
  if (tests.length !== inputs)
    reading.report("RULE_ENTRIES", rule, `row ${row} has ${tests.length} input entries for ${inputs} inputs`);
  if (entries.length !== outputs)
    reading.report("RULE_ENTRIES", rule, `row ${row} has ${entries.length} output entries for ${outputs} outputs`);
  // What is wrong in a cell is said of its rule: that is what people find in the table.
  const ofRow: Reading = {
    ...reading,
    report: (code, at, detail) => reading.report(code, at, `row ${row}: ${detail}`),
  };
  return {
    id: ruleId ?? `row-${row}`,
    row,
    tests: tests.map((test) => readTests(ofRow, test, rule)),
    entries: entries.map((entry) => readExpression(ofRow, entry, rule)),
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) deepFreeze(each);
  return Object.freeze(value);
}
