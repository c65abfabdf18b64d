/** What a diagram that is deployed says about starts that nobody asks for: timers to arm, and conditions that nothing would look at. */
import { ExpressionError } from "../core/feel.ts";
import { timerStarts } from "../core/timer-starts.ts";
import { planTimer, repeatTimer, TimerError, type TimerPlan } from "../core/timers.ts";
import type { Problem } from "../errors.ts";
import type { FlowNode, Graph, Scope } from "../model/graph.ts";
import type { StartTimer } from "../ports.ts";
import type { Calendar } from "../terms/calendar.ts";
import { TermError } from "../terms/term-error.ts";

/** The timers to arm with a diagram that is deployed at `now`, and what is wrong with them. */
export function planStarts(
  graph: Graph,
  now: string,
  calendar: Calendar,
): { readonly timers: readonly StartTimer[]; readonly problems: readonly Problem[] } {
  const timers: StartTimer[] = [];
  const problems: Problem[] = [];
  for (const { process, startEvent, index, trigger } of timerStarts(graph)) {
    try {
      const plan = stillOwed(planTimer(trigger, {}, now, calendar), now);
      if (plan !== undefined) timers.push({ process, startEvent, trigger: index, ...plan });
    } catch (error) {
      if (!(error instanceof ExpressionError || error instanceof TimerError || error instanceof TermError)) throw error;
      problems.push({ element: startEvent, detail: `the timer has no time: ${error.message}`, code: "start-timer" });
    }
  }
  return { timers, problems };
}

/** A day each for two and a half centuries. A longer past is a mistake in the date. */
const MOST_PASSED = 100_000;

/** Without the instants that were due before `now`; undefined when none is left. */
function stillOwed(plan: TimerPlan, now: string): TimerPlan | undefined {
  let { dueAt, left } = plan;
  const { every } = plan;
  if (every !== undefined && repeatTimer(dueAt, every) <= dueAt)
    throw new TimerError(every, "does not lead forward: the process would start without end");
  for (let passed = 0; dueAt < now; passed++) {
    if (every === undefined || left === 0) return undefined;
    if (passed === MOST_PASSED) throw new TimerError(every, `began ${MOST_PASSED} repetitions ago`);
    dueAt = repeatTimer(dueAt, every);
    if (left !== undefined) left -= 1;
  }
  return { dueAt, ...(every === undefined ? {} : { every }), ...(left === undefined ? {} : { left }) };
}

/**
 * A condition is looked at when a process without a plain start is started by hand (engine/core/decide.ts). Where there is a plain one,
 * it is taken, and nothing ever looks at the condition.
 */
export function deadConditions(graph: Graph): readonly Problem[] {
  return graph.processes
    .filter(({ isExecutable }) => isExecutable)
    .flatMap(({ id, scope }) => {
      const starts = (graph.scopes[scope] as Scope).starts.map((index) => graph.nodes[index] as FlowNode);
      const plain = starts.find((node) => !node.instantiate && node.triggers.length === 0);
      if (plain === undefined) return [];
      return starts
        .filter(({ triggers }) => triggers.length > 0 && triggers.every(({ type }) => type === "conditional"))
        .map(({ id: element }) => ({
          element,
          detail: `nothing looks at its condition: process ${id} is always started at ${plain.id}`,
          code: "start-condition",
        }));
    });
}
