/** What every part of the compiler reads with: the tree, and the way to say that something in it is wrong. */
import { type BpmnElement, textOf } from "./bpmn-element.ts";
import type { DiagramProblemCode } from "./diagram-problems.ts";
import { feelProblem, feelText, isFeelLanguage, isVariableName } from "./expression-syntax.ts";
import type { Feel } from "./graph.ts";

export interface Reading {
  readonly definitions: BpmnElement;
  /** Every element with an id. */
  readonly elementsById: Readonly<Record<string, BpmnElement>>;
  /** Every message flow, of all collaborations of the file. */
  readonly messageFlows: readonly BpmnElement[];
  /** The problem is named by the nearest id; it is dropped when it concerns a process that is not executable. */
  report(code: DiagramProblemCode, element: BpmnElement, detail: string): void;
}

/** The body of an expression element; undefined when there is none or it was reported. */
export function readExpression(reading: Reading, expression: BpmnElement | undefined): Feel | undefined {
  if (expression === undefined) return undefined;
  const language = textOf(expression, "language");
  if (!isFeelLanguage(language)) {
    reading.report("EXPRESSION_LANGUAGE", expression, `the expression is in ${language}; only FEEL is evaluated`);
    return undefined;
  }
  return readFeel(reading, expression, textOf(expression, "body") ?? "");
}

export function readFeel(reading: Reading, at: BpmnElement, text: string): Feel | undefined {
  const feel = feelText(text);
  const problem = feelProblem(feel);
  if (problem === undefined) return feel;
  reading.report(/^[$#]\{/.test(feel) ? "EXPRESSION_LANGUAGE" : "EXPRESSION_SYNTAX", at, problem);
  return undefined;
}

export function readVariable(reading: Reading, at: BpmnElement, name: string): string | undefined {
  if (isVariableName(name)) return name;
  reading.report("VARIABLE_NAME", at, `"${name}" is not the name of a variable`);
  return undefined;
}

/** `{ [name]: value }`, or nothing at all for undefined: optional fields of the graph are absent, never undefined. */
export function optional<N extends string, V>(name: N, value: V | undefined): Readonly<Partial<Record<N, V>>> {
  return (value === undefined ? {} : { [name]: value }) as Readonly<Partial<Record<N, V>>>;
}
