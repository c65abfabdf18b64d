/**
 * Most cells of a decision table are a literal, a few literals, a comparison with a number or an interval of numbers. feelin parses a
 * cell at every test (about 200 us), so those are compiled once; a property test holds them to feelin's answers.
 */
import type { UnaryTests } from "./decisions.ts";

type Test = (value: string | number | boolean | null) => boolean;

const STRING = String.raw`"[^"\\]*"`;
const NUMBER = String.raw`-?\d{1,15}(?:\.\d{1,15})?`;
const ITEM = new RegExp(
  String.raw`\s*(?:(${STRING})|(${NUMBER})|(true|false|null)|(<=|>=|<|>)\s*(${NUMBER})|([[(\]])\s*(${NUMBER})\s*\.\.\s*(${NUMBER})\s*([\])[]))\s*(,|$)`,
  "y",
);
const NEGATION = /^\s*not\s*\((.*)\)\s*$/s;

/** `text` must be sound unary tests of FEEL. */
export function unaryTests(text: string): UnaryTests {
  const negated = NEGATION.exec(text)?.[1];
  const tests = testsOf(negated ?? text);
  if (tests === undefined) return { text };
  return {
    text,
    quick(value) {
      if (value !== null && typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
        return undefined;
      return tests.some((test) => test(value)) === (negated === undefined);
    },
  };
}

function testsOf(text: string): readonly Test[] | undefined {
  const tests: Test[] = [];
  ITEM.lastIndex = 0;
  for (;;) {
    const match = ITEM.exec(text);
    if (match === null) return undefined;
    const [, string, number, word, sign, bound, opens, from, to, closes, comma] = match;
    if (string !== undefined) tests.push(is(string.slice(1, -1)));
    else if (number !== undefined) tests.push(is(Number(number)));
    else if (word !== undefined) tests.push(is(word === "null" ? null : word === "true"));
    else if (sign !== undefined) tests.push(compared(sign, Number(bound)));
    // feelin reads an interval whose ends are the wrong way round as if they were not.
    else if (Number(from) > Number(to)) return undefined;
    else tests.push(within(opens === "[", Number(from), Number(to), closes === "]"));
    if (comma === "") return tests;
  }
}

const is =
  (literal: string | number | boolean | null): Test =>
  (value) =>
    value === literal;

function compared(sign: string, bound: number): Test {
  return (value) => {
    // What is no number has no place among numbers: null in FEEL, and no match.
    if (typeof value !== "number") return false;
    if (sign === "<") return value < bound;
    if (sign === "<=") return value <= bound;
    return sign === ">" ? value > bound : value >= bound;
  };
}

const within =
  (withStart: boolean, start: number, end: number, withEnd: boolean): Test =>
  (value) =>
    typeof value === "number" && (withStart ? value >= start : value > start) && (withEnd ? value <= end : value < end);
