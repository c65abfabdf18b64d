/**
 * Stops of the clock, extensions, and terms counted again by another version's rules (design, section 5). Every new end comes with
 * its derivation.
 *
 * The clock stands still in two ways: with the whole case (suspended), or alone, while the case goes on (waiting for the applicant).
 * Where both overlap it stands still once: from the first stop until nothing stops it any more.
 */
import type { Graph } from "../model/graph.ts";
import { computeDue, type Due, type TermRule } from "../terms/due-date.ts";
import { TermError } from "../terms/term-error.ts";
import type { Command } from "./commands.ts";
import { ruleInVersion, ruleOf } from "./limits.ts";
import { Rejection } from "./rejection.ts";
import type { RunningLimit } from "./state.ts";
import type { TokenRun } from "./token-run.ts";

export function stopTerms(run: TokenRun, reason: string): void {
  const { termsStoppedAt } = run.draft;
  if (termsStoppedAt !== undefined)
    throw new Rejection("TERMS_STOPPED", `the clock of the terms stands still since ${termsStoppedAt}`);
  run.emit({ type: "TermsStopped", at: run.context.now, reason });
}

export function continueTerms(run: TokenRun, reason: string): void {
  const since = run.draft.termsStoppedAt;
  if (since === undefined) throw new Rejection("TERMS_NOT_STOPPED", "the clock of the terms runs");
  run.emit({ type: "TermsContinued", reason });
  addStop(run, since, reason);
}

/** The case was suspended until now. A clock that had been stopped before goes on standing. */
export function endSuspension(run: TokenRun, since: string, reason: string): void {
  if (run.draft.termsStoppedAt === undefined) addStop(run, since, reason);
}

export function extendTerm(run: TokenRun, command: Extract<Command, { type: "ExtendTerm" }>): void {
  const limit = run.draft.limits.find((each) => each.key === command.key);
  if (limit === undefined) throw new Rejection("LIMIT_NOT_FOUND", `no term or limit ${command.key} runs in the case`);
  const { duration, unit, reason } = command;
  const extensions = [...(limit.extensions ?? []), { duration, unit, reason }];
  const due = dueOf(run, { ...limit, extensions }, ruleOf(limit));
  if (due !== undefined) run.emit({ type: "LimitMoved", key: limit.key, ...due, reason });
}

/** The terms and limits of the case's own process, by the rules of the version that it goes on with. */
export function countByVersion(run: TokenRun, before: Graph, after: Graph, reason: string): void {
  for (const limit of run.draft.limits) {
    const rule = ruleInVersion(run, limit, before, after);
    if (rule === "not-ours") continue;
    if (rule === undefined) {
      run.emit({ type: "LimitDropped", key: limit.key, why: "migrated" });
      continue;
    }
    const due = dueOf(run, limit, rule);
    if (due === undefined) continue;
    if (due.dueAt !== limit.dueAt || JSON.stringify(ordered(rule)) !== JSON.stringify(ordered(ruleOf(limit))))
      run.emit({ type: "LimitMoved", key: limit.key, ...due, reason });
  }
}

function addStop(run: TokenRun, since: string, reason: string): void {
  const to = run.context.now;
  for (const limit of run.draft.limits) {
    const from = limit.startedAt > since ? limit.startedAt : since;
    const stops = [...(limit.stops ?? []), { from, to }];
    const due = dueOf(run, { ...limit, stops }, ruleOf(limit));
    if (due !== undefined) run.emit({ type: "LimitMoved", key: limit.key, ...due, reason });
  }
}

function dueOf(run: TokenRun, limit: RunningLimit, rule: TermRule): Due | undefined {
  const { calendar } = run.context;
  // Without a calendar the case has no terms.
  if (calendar === undefined) return undefined;
  try {
    return computeDue(rule, limit.startedAt, calendar, {
      stops: limit.stops ?? [],
      extensions: limit.extensions ?? [],
    });
  } catch (error) {
    if (error instanceof TermError && error.code === "TERM_INVALID")
      throw new Rejection("TERM_INVALID", `${limit.kind} ${limit.of}: ${error.message}`);
    throw error;
  }
}

const ordered = ({ duration, unit, excludes = [], countFrom, owedEarlierDays }: TermRule): readonly unknown[] => [
  duration,
  unit,
  [...excludes].sort(),
  countFrom ?? "next-day",
  owedEarlierDays ?? 0,
];
