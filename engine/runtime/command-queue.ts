/**
 * Commits in groups (design, section 3): commands that arrive while a commit is under way share the next transaction. Each is
 * decided on the state that the one before it left, and is answered only after the commit, be the answer yes or no: a "no" may rest
 * on a state that is not yet durable.
 */
import { type Actor, type Command } from "../core/commands.ts";
import { decide } from "../core/decide.ts";
import type { DecisionContext } from "../core/decision.ts";
import type { RecordedEvent } from "../core/events.ts";
import type { CaseState } from "../core/state.ts";
import { CodedError } from "../errors.ts";
import type { Clock, Commit, EventStore, NewDocument, StoredReceipt } from "../ports.ts";
import { NotLoaded } from "./not-loaded.ts";
import type { Receipt } from "./runtime.ts";

export interface Order {
  readonly case: string;
  readonly command: Command;
  readonly actor: Actor;
  /** Recorded as the author of the events; the actor's id unless a handler answers. */
  readonly by: string;
  readonly expectedSeq?: number;
  readonly documents?: readonly NewDocument[];
  /** The Idempotency-Key, with the digest of the request it came with. */
  readonly idempotency?: { readonly account: string; readonly key: string; readonly request: string };
}

export interface CommandQueue {
  submit(order: Order): Promise<Receipt>;
  /** The present state, from memory when it is there. */
  state(caseId: string): Promise<CaseState | undefined>;
  /** Until everything accepted so far is committed. */
  idle(): Promise<void>;
  readonly busy: boolean;
}

interface Pending extends Order {
  attempts: number;
  /** Its group could not be written: it is tried once more by itself, so that one bad command does not take others along. */
  alone?: true;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
}

/** The most commands in one transaction: bounds the time that the first one waits for the last. */
const GROUP = 256;
/** States kept in memory; the oldest untouched go first. A waiting case need not be resident. */
const RESIDENT = 10_000;
/** How often a command is decided again because another node was faster. */
const ATTEMPTS = 10;

export function createCommandQueue(parts: {
  readonly store: EventStore;
  readonly clock: Clock;
  /** Everything but the instant and the actor. */
  readonly surroundings: (state: CaseState | undefined) => Omit<DecisionContext, "now" | "actor">;
  readonly load: (need: NotLoaded["need"]) => Promise<void>;
  readonly committed: (receipt: Receipt) => void;
}): CommandQueue {
  const { store, clock } = parts;
  const waiting: Pending[] = [];
  const resident = new Map<string, CaseState>();
  let running: Promise<void> | undefined;

  return {
    submit: (order) =>
      new Promise((resolve, reject) => {
        waiting.push({ ...order, attempts: 0, resolve, reject });
        running ??= run();
      }),
    async state(caseId) {
      return resident.get(caseId) ?? (await store.load(caseId));
    },
    async idle() {
      while (running !== undefined) await running;
    },
    get busy() {
      return running !== undefined;
    },
  };

  async function run(): Promise<void> {
    // Let everything that is ready in this turn join the first group.
    await Promise.resolve();
    while (waiting.length > 0) await commitGroup(waiting.splice(0, groupSize()));
    running = undefined;
  }

  function groupSize(): number {
    const alone = waiting.slice(0, GROUP).findIndex((pending) => pending.alone === true);
    return alone < 0 ? GROUP : Math.max(alone, 1);
  }

  async function commitGroup(group: readonly Pending[]): Promise<void> {
    const answers: (() => void)[] = [];
    const decided: { pending: Pending; commit: Commit; receipt: Receipt }[] = [];
    const keys = new Set<string>();
    try {
      const states = await load(group);
      for (const pending of group) {
        const { idempotency } = pending;
        const key = idempotency === undefined ? undefined : JSON.stringify([idempotency.account, idempotency.key]);
        if (key !== undefined && keys.has(key)) {
          // The same key twice in one group: the second finds the first one's answer in the next group.
          waiting.unshift(pending);
          continue;
        }
        if (key !== undefined) keys.add(key);
        try {
          const made = await decideOne(pending, states);
          if ("commit" in made) decided.push({ pending, ...made });
          else answers.push(() => pending.resolve(made.receipt));
        } catch (error) {
          // A fault in one command must not take its neighbours along.
          answers.push(() => pending.reject(error));
        }
      }
      const outcomes = decided.length === 0 ? [] : await store.commit(decided.map(({ commit }) => commit));
      const late: Pending[] = [];
      decided.forEach(({ pending, commit, receipt }, index) => {
        if (outcomes[index] === "committed") {
          keep(commit.case, commit.state);
          answers.push(() => {
            pending.resolve(receipt);
            parts.committed(receipt);
          });
        } else late.push(pending);
      });
      for (const pending of late) resident.delete(pending.case);
      decideAgain(late, answers);
    } catch (error) {
      // Nothing was written: forget what was decided.
      for (const pending of group) resident.delete(pending.case);
      if (group.length === 1) group[0]?.reject(error);
      else
        waiting.unshift(
          ...group
            .filter((pending) => !waiting.includes(pending))
            .map((pending) => Object.assign(pending, { alone: true as const })),
        );
      return;
    }
    for (const answer of answers) answer();
  }

  /** Another node was faster: the commands go to the front of the queue, in their order. */
  function decideAgain(late: readonly Pending[], answers: (() => void)[]): void {
    const ready: Pending[] = [];
    for (const pending of late) {
      pending.attempts += 1;
      if (pending.attempts < ATTEMPTS) ready.push(pending);
      else {
        const detail = `case ${pending.case} changed ${ATTEMPTS} times while the command was decided`;
        answers.push(() => pending.reject(new CodedError("STALE_VERSION", detail)));
      }
    }
    waiting.unshift(...ready);
  }

  async function load(group: readonly Pending[]): Promise<Map<string, CaseState>> {
    const states = new Map<string, CaseState>();
    const missing = new Set<string>();
    for (const { case: id } of group) {
      const known = resident.get(id);
      if (known === undefined) missing.add(id);
      else states.set(id, known);
    }
    if (missing.size > 0) for (const [id, state] of await store.loadMany([...missing])) states.set(id, state);
    return states;
  }

  async function decideOne(
    pending: Pending,
    states: Map<string, CaseState>,
  ): Promise<{ receipt: Receipt } | { receipt: Receipt; commit: Commit }> {
    const state = states.get(pending.case);
    if (pending.idempotency !== undefined) {
      const { account, key, request } = pending.idempotency;
      const known = await store.receipt(account, key);
      if (known !== undefined) return { receipt: repeat(known, request, state ?? (await store.load(caseOf(known)))) };
    }
    if (pending.expectedSeq !== undefined && state !== undefined && state.seq !== pending.expectedSeq)
      throw new CodedError(
        "STALE_VERSION",
        `case ${pending.case} is at version ${state.seq}, not ${pending.expectedSeq}`,
      );
    const now = clock.now();
    const decision = await decideLoaded(state, pending, now);
    if (!decision.accepted) throw new CodedError(decision.code, decision.reason);
    const before = state?.seq ?? 0;
    const events: RecordedEvent[] = decision.events.map((event, index) => ({
      seq: before + index + 1,
      at: now,
      by: pending.by,
      event,
    }));
    const receipt: Receipt = { case: pending.case, seq: decision.state.seq, events, state: decision.state };
    if (decision.events.length === 0) return { receipt };
    states.set(pending.case, decision.state);
    const commit: Commit = {
      case: pending.case,
      expectedSeq: before,
      at: now,
      by: pending.by,
      cause: pending.command.type,
      events: decision.events,
      state: decision.state,
      ...(pending.documents === undefined ? {} : { documents: pending.documents }),
      ...(pending.idempotency === undefined
        ? {}
        : {
            receipt: {
              ...pending.idempotency,
              response: JSON.stringify({ case: pending.case, seq: decision.state.seq }),
              at: now,
            },
          }),
    };
    return { receipt, commit };
  }

  async function decideLoaded(
    state: CaseState | undefined,
    pending: Pending,
    now: string,
  ): Promise<ReturnType<typeof decide>> {
    for (;;) {
      try {
        return decide(state, pending.command, { ...parts.surroundings(state), now, actor: pending.actor });
      } catch (error) {
        if (!(error instanceof NotLoaded)) throw error;
        await parts.load(error.need);
      }
    }
  }

  function keep(id: string, state: CaseState): void {
    resident.delete(id);
    // An ended case is asked for rarely; its row answers.
    if (state.status === "completed" || state.status === "terminated") return;
    resident.set(id, state);
    if (resident.size > RESIDENT) resident.delete(resident.keys().next().value as string);
  }
}

const caseOf = (known: StoredReceipt): string => (JSON.parse(known.response) as { case: string }).case;

function repeat(known: StoredReceipt, request: string, state: CaseState | undefined): Receipt {
  if (known.request !== request)
    throw new CodedError("IDEMPOTENCY_KEY_REUSED", `the key ${known.key} came with another request before`);
  const first = JSON.parse(known.response) as { case: string; seq: number };
  if (state === undefined) throw new Error(`The case ${first.case} of a kept receipt is gone`);
  return { case: first.case, seq: first.seq, events: [], state, repeated: true };
}
