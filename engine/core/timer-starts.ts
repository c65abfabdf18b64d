/** The timer start events of a diagram's executable processes: processes that start by themselves. */
import type { FlowNode, Graph, Scope, Trigger } from "../model/graph.ts";

export interface TimerStart {
  readonly process: string;
  readonly startEvent: string;
  /** Index of the timer among the triggers of the start event. */
  readonly index: number;
  readonly trigger: Extract<Trigger, { type: "timer" }>;
  /** The start event needs all of its triggers; this one begins the case, which then waits for the others. */
  readonly isPart: boolean;
}

export function timerStarts(graph: Graph): readonly TimerStart[] {
  return graph.processes
    .filter(({ isExecutable }) => isExecutable)
    .flatMap(({ id: process, scope }) =>
      (graph.scopes[scope] as Scope).starts.flatMap((node) => {
        const { kind, id: startEvent, triggers, parallelMultiple } = graph.nodes[node] as FlowNode;
        if (kind !== "startEvent") return [];
        return triggers.flatMap((trigger, index) =>
          trigger.type === "timer" ? [{ process, startEvent, index, trigger, isPart: parallelMultiple }] : [],
        );
      }),
    );
}
