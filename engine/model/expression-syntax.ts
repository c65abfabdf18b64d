/** What may be written where a diagram expects an expression, a time or a variable: FEEL, ISO 8601, names. Pure syntax. */
import { parseExpression, parseUnaryTests } from "feelin";
import type { Feel, LimitUnit, TimerKind } from "./graph.ts";

/** No condition of a regulation is near these; FEEL's parser takes quadratic time over a run of words, each of which may go on the name. */
const MAX_FEEL_LENGTH = 2_000;
const RUN_OF_WORDS = /(?:[\p{L}_][\p{L}\p{N}_]*\s+){40}/u;

/** Without the optional leading `=` and the white space around it. */
export function feelText(text: string): Feel {
  const trimmed = text.trim();
  return trimmed.startsWith("=") ? trimmed.slice(1).trim() : trimmed;
}

/** Why it is not FEEL, or undefined. */
export function feelProblem(feel: Feel): string | undefined {
  if (sound.has(feel)) return undefined;
  const problem = syntaxProblem(feel, parseExpression);
  if (problem !== undefined) return problem;
  if (sound.size >= 10_000) sound.clear();
  sound.add(feel);
  return undefined;
}

/** Why they are not unary tests, as the cells of a decision table hold them (DMN 1.5, 10.3.1.2), or undefined. */
export const unaryTestsProblem = (tests: string): string | undefined => syntaxProblem(tests, parseUnaryTests);

function syntaxProblem(feel: string, parse: typeof parseExpression): string | undefined {
  if (feel === "") return "the expression is empty";
  if (feel.length > MAX_FEEL_LENGTH) return `the expression is longer than ${MAX_FEEL_LENGTH} characters`;
  if (RUN_OF_WORDS.test(feel)) return "the expression has forty words in a row";
  if (/^[$#]\{[\s\S]*\}$/.test(feel)) return `"${feel}" is an expression of another engine; write it in FEEL`;
  let at: number | undefined;
  parse(feel, {}, undefined).iterate({
    enter(node) {
      if (node.type.isError) at ??= node.from;
    },
  });
  return at === undefined ? undefined : `"${feel}" is not FEEL (see character ${at + 1})`;
}

/** Expressions that parse; the same few conditions stand in every version of a diagram. */
const sound = new Set<Feel>();

/** `feel`, its media types, and the URIs that OMG has given it. Absent means FEEL here. */
export function isFeelLanguage(language: string | undefined): boolean {
  if (language === undefined) return true;
  return /^((text\/|application\/)?(x-)?feel|https?:\/\/www\.omg\.org\/spec\/(DMN\/\d+\/)?FEEL\/.*)$/i.test(
    language.trim(),
  );
}

/** A name that FEEL reads back as one variable. */
export function isVariableName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !FEEL_WORDS.has(name);
}

const FEEL_WORDS = new Set(
  "if then else for in return some every satisfies between instance of function null true false and or not".split(" "),
);

// ---------------------------------------------------------------- ISO 8601

const NUMBER = "\\d+(?:[.,]\\d+)?";
const DURATION = new RegExp(
  `^P(?=.)(?:${NUMBER}Y)?(?:${NUMBER}M)?(?:${NUMBER}W)?(?:${NUMBER}D)?(?:T(?=.)(?:${NUMBER}H)?(?:${NUMBER}M)?(?:${NUMBER}S)?)?$`,
);
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/;

export const isIsoDuration = (text: string): boolean => DURATION.test(text);

export function isIsoDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** `R/PT1H`, `R3/PT10M`, `R3/2012-05-14T10:00:00+06:00/P1D`; zero repetitions are none. */
export function isIsoCycle(text: string): boolean {
  const match = /^R(\d{0,9})\/(?:([^/]+)\/)?([^/]+)$/.exec(text);
  if (match === null || (match[1] !== "" && Number(match[1]) === 0)) return false;
  return (match[2] === undefined || isIsoDate(match[2])) && isIsoDuration(match[3] ?? "");
}

/**
 * A timer's body as the graph keeps it: ISO 8601 as it is, FEEL with a leading `=`. FEEL may be written without it, so what looks like a
 * time must be one, and only the rest is read as FEEL.
 */
export function timerExpression(
  kind: TimerKind,
  body: string,
): { readonly expression: string } | { readonly problem: string } {
  const text = body.trim();
  const isTime = { date: isIsoDate, duration: isIsoDuration, cycle: isIsoCycle }[kind];
  if (isTime(text)) return { expression: text };
  if (/^([-+]?P[\dT]|R\d*\/|\d{4}-\d\d)/.test(text))
    return { problem: `"${text}" is not a ${kind} in ISO 8601, such as ${EXAMPLES[kind]}` };
  const feel = feelText(text);
  const problem = feelProblem(feel);
  return problem === undefined ? { expression: `=${feel}` } : { problem };
}

const EXAMPLES = { date: "2012-05-14T10:00:00+06:00", duration: "PT30M", cycle: "R3/PT10M" };

/**
 * Minutes, hours, working days and calendar days are four different things (design, section 5): days are not given in hours, and hours
 * and minutes not in days; weeks, months and years are of the calendar. Whole numbers, together above zero, as engine/terms reads them.
 * Why the two do not fit, or undefined.
 */
export function durationProblem(duration: string, unit: LimitUnit): string | undefined {
  if (!isIsoDuration(duration)) return `"${duration}" is not a duration in ISO 8601, such as PT30M or P3D`;
  if (!COUNTED_IN[unit].test(duration) || !/[1-9]/.test(duration))
    return `"${duration}" cannot be counted in the unit ${unit}`;
  return undefined;
}

const BY_CLOCK = /^PT(?=\d)(\d{1,6}H)?(\d{1,8}M)?(\d{1,9}S)?$/;
const COUNTED_IN: Readonly<Record<LimitUnit, RegExp>> = {
  minute: BY_CLOCK,
  hour: BY_CLOCK,
  "working-day": /^P\d{1,5}D$/,
  "calendar-day": /^P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?$/,
};
