/** How the processes of a diagram begin: what a `start` operation starts, and which messages, signals and timers start something. */
import { timerStarts } from "../core/timer-starts.ts";
import { planTimer, repeatTimer } from "../core/timers.ts";
import type { FlowNode, Graph } from "../model/graph.ts";
import type { Calendar } from "../terms/calendar.ts";

interface ProcessStart {
  readonly process: string;
  readonly startEvent: string;
  /** Of a start event that needs all of its triggers: the index of the one that came first. */
  readonly startTrigger?: number;
}

/** A timer start event that waits for its time. */
export interface StartTimer extends ProcessStart {
  dueAt: string;
  readonly every?: string;
  left?: number | undefined;
}

function startNodes(graph: Graph, process: string): readonly FlowNode[] {
  const found = graph.processes.find((each) => each.id === process);
  const scope = graph.scopes[found?.scope ?? -1];
  return (scope?.starts ?? []).map((index) => graph.nodes[index] as FlowNode);
}

/** Whether a trigger, not a plain start, begins a process at this node. */
function instantiates(node: FlowNode): boolean {
  return node.kind === "startEvent" ? node.triggers.length > 0 : node.instantiate;
}

function hasPlainStart(graph: Graph, process: string): boolean {
  return startNodes(graph, process).some((node) => !instantiates(node));
}

/** The start event that a `start` operation begins with; undefined: the plain ones, or the conditional one that is true. */
export function startEventOf(graph: Graph, process: string): string | undefined {
  const [first] = startNodes(graph, process);
  const isConditional = first?.triggers.some(({ type }) => type === "conditional") === true;
  return hasPlainStart(graph, process) || isConditional ? undefined : first?.id;
}

function startAt(process: string, node: FlowNode, trigger: number): ProcessStart {
  const start = { process, startEvent: node.id };
  return node.parallelMultiple ? { ...start, startTrigger: trigger } : start;
}

/** The process that a `start` operation without a name starts. */
export function defaultProcess(graph: Graph): string | undefined {
  const executable = graph.processes.filter((each) => each.isExecutable);
  return (executable.find((each) => hasPlainStart(graph, each.id)) ?? executable[0])?.id;
}

export function startsWith(graph: Graph, kind: "message" | "signal", name: string): readonly ProcessStart[] {
  const indexIn = (node: FlowNode): number =>
    node.triggers.findIndex((trigger) => trigger.type === kind && trigger.name === name);
  return graph.processes
    .filter((process) => process.isExecutable)
    .flatMap((process) =>
      startNodes(graph, process.id).flatMap((node) => {
        if (node.kind === "eventBasedGateway")
          return node.outgoing
            .map((flow) => graph.nodes[graph.flows[flow]?.target ?? -1] as FlowNode)
            .filter((target) => indexIn(target) >= 0)
            .map((target) => ({ process: process.id, startEvent: target.id }));
        const trigger = instantiates(node) ? indexIn(node) : -1;
        return trigger < 0 ? [] : [startAt(process.id, node, trigger)];
      }),
    );
}

/** `now` is a UTC instant, ISO 8601. */
export function startTimers(graph: Graph, now: string, calendar: Calendar): StartTimer[] {
  return timerStarts(graph).map(({ process, startEvent, index, isPart, trigger }) => ({
    process,
    startEvent,
    ...(isPart ? { startTrigger: index } : {}),
    ...planTimer(trigger, {}, now, calendar),
  }));
}

/** Takes a timer that has fired out of the list, or sets it to its next time. */
export function goOnAfter(timer: StartTimer, timers: StartTimer[]): void {
  if (timer.every === undefined || timer.left === 0) timers.splice(timers.indexOf(timer), 1);
  else {
    timer.dueAt = repeatTimer(timer.dueAt, timer.every);
    if (timer.left !== undefined) timer.left -= 1;
  }
}
