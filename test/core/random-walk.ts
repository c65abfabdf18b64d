/** Walks a case from its start until nothing can be done any more, choosing each next command by chance. */
import { SYSTEM, type Command } from "../../engine/core/commands.ts";
import { decide } from "../../engine/core/decide.ts";
import type { Decision, DecisionContext } from "../../engine/core/decision.ts";
import type { CaseState } from "../../engine/core/state.ts";
import type { Graph } from "../../engine/model/graph.ts";
import type { Calendar } from "../../engine/terms/calendar.ts";

export interface Step {
  readonly before: CaseState | undefined;
  readonly command: Command;
  readonly decision: Decision;
  readonly again: Decision;
}

/** `dice(n)` answers a whole number from 0 to n - 1. */
export function walk(
  graph: Graph,
  process: string,
  dice: (n: number) => number,
  onStep: (step: Step) => void,
  options: {
    readonly maximum?: number;
    readonly calendar?: Calendar;
    /** What staff may do beside the work itself. */
    readonly operations?: (state: CaseState, dice: (n: number) => number) => readonly Command[];
    /** Other versions, to be migrated to. */
    readonly versions?: readonly Graph[];
  } = {},
): CaseState {
  let now = Date.parse("2012-05-14T04:00:00.000Z");
  let state: CaseState | undefined;
  const context = (): DecisionContext => ({
    now: new Date(now).toISOString(),
    actor: SYSTEM,
    graph: (digest) => options.versions?.find((version) => version.digest === digest) ?? graph,
    called: () => graph.digest,
    ...(options.calendar === undefined ? {} : { calendar: options.calendar }),
  });
  const give = (command: Command): void => {
    const before = state;
    const decision = decide(before, command, context());
    const again = decide(before, command, context());
    onStep({ before, command, decision, again });
    if (decision.accepted) state = freeze(decision.state);
  };
  give({ type: "StartCase", case: "walk", definition: graph.digest, process });
  for (let count = 0; count < (options.maximum ?? 300); count++) {
    if (state === undefined || state.status === "completed" || state.status === "terminated") break;
    const choices = [...choicesIn(state), ...(options.operations?.(state, dice) ?? [])];
    if (choices.length === 0) break;
    const command = choices[dice(choices.length)] as Command;
    if (command.type === "FireTimer") {
      const due = timerDue(state, command.key);
      now = Math.max(now, Date.parse(due));
    } else now += 60_000;
    give(command);
    // A command that comes twice, as commands do, must be refused or change nothing that was promised.
    if (dice(5) === 0) give(command);
  }
  if (state === undefined) throw new Error("the case did not start");
  return state;
}

function choicesIn(state: CaseState): Command[] {
  const commands: Command[] = [];
  for (const instance of state.instances) {
    if (instance.incident !== undefined) {
      commands.push({ type: "ResolveIncident", key: instance.key, resolution: "retry", reason: "mended" });
      if (instance.incident.at === "working")
        commands.push({ type: "ResolveIncident", key: instance.key, resolution: "skip", reason: "not needed" });
    }
    for (const wait of instance.waits ?? []) {
      if (wait.kind === "task") {
        commands.push({ type: "CompleteUserTask", key: wait.key, variables: { [`did_${wait.element}`]: true } });
        commands.push({ type: "ClaimTask", key: wait.key });
      } else if (wait.kind === "job") {
        commands.push({ type: "CompleteJob", key: wait.key, facts: { done: true } });
        commands.push({ type: "FailJob", key: wait.key, code: "OUTAGE", message: "no answer" });
        commands.push({ type: "ThrowError", key: wait.key, code: "DECLINED" });
      } else if (wait.kind === "timer") commands.push({ type: "FireTimer", key: wait.key });
      else if (wait.kind === "message") commands.push({ type: "DeliverMessage", name: wait.name, key: wait.key });
    }
  }
  return commands;
}

function timerDue(state: CaseState, key: number): string {
  for (const instance of state.instances)
    for (const wait of instance.waits ?? []) if (wait.kind === "timer" && wait.key === key) return wait.dueAt;
  throw new Error(`no timer ${key}`);
}

/** Deep-freezes a value: whatever writes to it afterwards throws. */
export function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) freeze(each);
  return value;
}
