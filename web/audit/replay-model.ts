/**
 * A case as a film: the events of its log, the state after each of them (folded by the engine's own `evolve`), and what can be read from both.
 * Knows nothing of React or of the diagram's drawing.
 */
import type { CaseEvent, ExchangeNote, RecordedEvent, Variables } from "../../engine/core/events.ts";
import { evolve } from "../../engine/core/evolve.ts";
import type { CaseState, RunningLimit } from "../../engine/core/state.ts";
import type { Replay, StoredCommit } from "../connection/api-types.ts";

/** One time that an element was entered: a loop gives several. */
export interface Visit {
  readonly element: string;
  /** Digest of the version that it stands in. */
  readonly version: string;
  /** 1, 2, 3... of that element. */
  readonly number: number;
  readonly key?: number;
  readonly entered: number;
  readonly enteredAt: string;
  /** The event that ended it; absent: it goes on. */
  left?: number;
  leftAt?: string;
  by?: string;
  how?: "completed" | "passed" | "terminated";
}

export interface Moment {
  readonly recorded: RecordedEvent;
  readonly cause: string;
  /** After the event. */
  readonly state: CaseState;
  /** The element that the event is about, in which version. */
  readonly element?: string;
  readonly version: string;
  /** The role that the work was offered to. */
  readonly role?: string;
  /** Flows that got a token. */
  readonly taken: readonly string[];
}

export interface Film {
  readonly moments: readonly Moment[];
  readonly visits: readonly Visit[];
}

/** Throws what `evolve` throws when the log does not hold together. */
export function filmOf(commits: readonly StoredCommit[]): Film {
  const moments: Moment[] = [];
  const visits: Visit[] = [];
  const live = new Map<number, Visit>();
  const versions = new Map<number, string>();
  const elements = new Map<number, string>();
  const roles = new Map<number, string>();
  const counts = new Map<string, number>();
  let state: CaseState | undefined;
  let root = "";
  const begin = (element: string, version: string, { seq, at }: RecordedEvent, key?: number): Visit => {
    const number = (counts.get(`${version} ${element}`) ?? 0) + 1;
    counts.set(`${version} ${element}`, number);
    const visit: Visit = {
      element,
      version,
      number,
      entered: seq,
      enteredAt: at,
      ...(key === undefined ? {} : { key }),
    };
    visits.push(visit);
    return visit;
  };
  const end = (visit: Visit | undefined, { seq, at, by }: RecordedEvent, how: NonNullable<Visit["how"]>): void => {
    if (visit !== undefined) Object.assign(visit, { left: seq, leftAt: at, by, how });
  };
  for (const commit of commits)
    for (const [index, text] of commit.events.entries()) {
      const event = JSON.parse(text) as CaseEvent;
      const recorded: RecordedEvent = { seq: commit.seq + index, at: commit.at, by: commit.by, event };
      state = evolve(state, recorded);
      let version = root;
      switch (event.type) {
        case "CaseStarted":
          root = version = event.definition;
          versions.set(1, root);
          break;
        case "CaseMigrated":
          for (const [key, of] of versions) if (of === event.from) versions.set(key, event.to);
          root = version = event.to;
          break;
        case "ElementEntered": {
          version = versions.get(event.scope) ?? root;
          versions.set(event.key, event.graph ?? version);
          elements.set(event.key, event.element);
          for (const wait of event.waits ?? [])
            if (wait.kind === "task" && wait.role !== undefined) roles.set(event.key, wait.role);
          live.set(event.key, begin(event.element, version, recorded, event.key));
          break;
        }
        case "ElementPassed":
          version = versions.get(event.scope) ?? root;
          end(begin(event.element, version, recorded), recorded, "passed");
          break;
        case "ElementCompleted":
        case "ElementTerminated": {
          const visit = live.get(event.key);
          version = visit?.version ?? root;
          const by =
            event.type === "ElementCompleted" && event.by !== undefined ? { ...recorded, by: event.by } : recorded;
          end(visit, by, event.type === "ElementCompleted" ? "completed" : "terminated");
          live.delete(event.key);
          break;
        }
        default:
          if ("key" in event && typeof event.key === "number") version = live.get(event.key)?.version ?? root;
      }
      const element = elementOf(event, elements);
      const role = "key" in event && typeof event.key === "number" ? roles.get(event.key) : undefined;
      moments.push({
        recorded,
        cause: commit.cause,
        state,
        version,
        taken: "take" in event && Array.isArray(event.take) ? (event.take as string[]) : [],
        ...(element === undefined ? {} : { element }),
        ...(role === undefined ? {} : { role }),
      });
    }
  return { moments, visits };
}

function elementOf(event: CaseEvent, elements: ReadonlyMap<number, string>): string | undefined {
  if ("element" in event) return event.element;
  return "key" in event && typeof event.key === "number" ? elements.get(event.key) : undefined;
}

/** Where the case stands on one version's diagram: elements with how many tokens, and flows on which a token waits. */
export function tokensOn(
  state: CaseState,
  version: string,
): { readonly elements: ReadonlyMap<string, number>; readonly flows: readonly string[] } {
  const versionOf = (key: number): string => {
    const instance = state.instances.find((each) => each.key === key);
    return instance === undefined ? state.definition : (instance.graph ?? versionOf(instance.parent));
  };
  const elements = new Map<string, number>();
  const flows: string[] = [];
  for (const { key, element, parent, tokens } of state.instances) {
    if (parent !== 0 && versionOf(parent) === version) elements.set(element, (elements.get(element) ?? 0) + 1);
    if (tokens !== undefined && versionOf(key) === version) flows.push(...tokens);
  }
  return { elements, flows };
}

/** The variables of the case itself: as they stand, or as they stood when it ended. */
export const factsOf = (state: CaseState): Variables =>
  state.ended ?? state.instances.find(({ parent }) => parent === 0)?.variables ?? {};

export interface LimitThen extends RunningLimit {
  /** How the date was computed. */
  readonly words: readonly string[];
}

/** The terms and limits that run at that moment, each with how its date was last computed by then. */
export function limitsAt(film: Film, index: number, derivations: Replay["derivations"]): readonly LimitThen[] {
  const words = new Map(derivations.map((one) => [one.seq, one.words]));
  const last = new Map<number, number>();
  for (const { recorded } of film.moments.slice(0, index + 1))
    if (recorded.event.type === "LimitStarted" || recorded.event.type === "LimitMoved")
      last.set(recorded.event.key, recorded.seq);
  return (film.moments[index]?.state.limits ?? [])
    .map((limit) => ({ ...limit, words: words.get(last.get(limit.key) ?? -1) ?? [] }))
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
}

export interface FiledThen {
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly document: string;
  readonly name: string;
  readonly mediaType: string;
  readonly number?: string;
}

/** Documents filed by then, exchanges of messages apart. */
export const documentsAt = (film: Film, index: number): readonly FiledThen[] =>
  film.moments.slice(0, index + 1).flatMap(({ recorded: { seq, at, by, event } }) =>
    event.type === "DocumentFiled" && event.exchange === undefined
      ? [
          {
            seq,
            at,
            by,
            document: event.document,
            name: event.name,
            mediaType: event.mediaType,
            ...(event.number === undefined ? {} : { number: event.number }),
          },
        ]
      : [],
  );

export interface HandlerCall {
  readonly seq: number;
  readonly at: string;
  readonly element: string;
  readonly handler: string;
  readonly input: Variables;
  readonly state: "waiting" | "answered" | "failed" | "left";
  readonly failures: number;
  readonly code?: string;
  readonly facts?: Variables;
}

/** What was asked of handlers by then (registers, signature checks, notices), and what they answered. */
export function handlerCallsAt(film: Film, index: number): readonly HandlerCall[] {
  const calls = new Map<number, HandlerCall>();
  /** Element instance -> the job that it waits for. */
  const jobs = new Map<number, number>();
  for (const { recorded } of film.moments.slice(0, index + 1)) {
    const { seq, at, event } = recorded;
    if (event.type === "ElementEntered" || event.type === "WaitsOpened")
      for (const wait of event.waits ?? [])
        if (wait.kind === "job") {
          const { element, handler, input } = wait;
          calls.set(wait.key, { seq, at, element, handler, input, state: "waiting", failures: 0 });
          jobs.set(event.key, wait.key);
        }
    if (event.type === "JobFailed") change(event.key, { state: "failed", failures: event.failures, code: event.code });
    if (event.type === "JobRetried") change(event.key, { state: "waiting" });
    if (event.type === "ElementCompleted")
      change(jobs.get(event.key), {
        state: "answered",
        ...(event.variables === undefined ? {} : { facts: event.variables }),
      });
    if (event.type === "ElementTerminated") change(jobs.get(event.key), { state: "left" });
  }
  return [...calls.values()];

  function change(job: number | undefined, to: Partial<HandlerCall>): void {
    const found = job === undefined ? undefined : calls.get(job);
    if (found !== undefined) calls.set(job!, { ...found, ...to });
  }
}

export const exchangesAt = (
  film: Film,
  index: number,
): readonly (ExchangeNote & { readonly seq: number; readonly document: string })[] =>
  film.moments
    .slice(0, index + 1)
    .flatMap(({ recorded: { seq, event } }) =>
      event.type === "DocumentFiled" && event.exchange !== undefined
        ? [{ ...event.exchange, seq, document: event.document }]
        : [],
    );
