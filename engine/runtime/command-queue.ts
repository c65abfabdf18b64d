/**
 * Commits in groups (design, section 3): commands that arrive while a commit is under way share the next transaction. Each is
 * decided on the state that the one before it left, and is answered only after the commit, be the answer yes or no: a "no" may rest
 * on a state that is not yet durable.
 */
import { type Actor, type Command } from "../core/commands.ts";
import { decide } from "../core/decide.ts";
import type { DecisionContext } from "../core/decision.ts";
import type { CaseEvent, RecordedEvent } from "../core/events.ts";
import type { CaseState } from "../core/state.ts";
import { CodedError } from "../errors.ts";
import type { Clock, Commit, CommitOutcome, EventStore, NewDocument, StoredReceipt } from "../ports.ts";
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
  /** Decides on the present state, and writes nothing. Throws what the command would be refused with. */
  foresee(order: Order): Promise<Pick<Receipt, "events" | "state">>;
  /** The present state, from memory when it is there. */
  state(caseId: string): Promise<CaseState | undefined>;
  /** Until everything accepted so far is committed. */
  idle(): Promise<void>;
  readonly busy: boolean;
}

interface Pending extends Order {
  attempts: number;
  /** Its group could not be written: it is tried once more by itself, so that one bad command does not take others along. */
  alone: boolean;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
}

/** A command that was decided and waits for its turn to be committed; without `commit` only its answer waits. */
interface Decided {
  readonly pending: Pending;
  readonly commit?: Commit;
  readonly answer: { readonly receipt: Receipt } | { readonly error: unknown };
}

/** A group that is with the store. */
interface Flight {
  readonly cases: ReadonlySet<string>;
  readonly size: number;
  readonly landed: Promise<void>;
}

/** Commands loaded and decided together: the database is given the first while the next are decided. */
const CHUNK = 32;
/** The most commands in one transaction: bounds the time that the first one waits for the last. */
const GROUP = 256;
/** States kept in memory; the oldest untouched go first. A waiting case need not be resident. */
const RESIDENT = 10_000;
/** Groups that are with the store at once: the next one is prepared while the one before it is written. */
const FLIGHTS = 2;
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
  const decided: Decided[] = [];
  /** States as committed. */
  const resident = new Map<string, CaseState>();
  /** States after commands that are decided but not committed: the next command of the case is decided on them. */
  const ahead = new Map<string, CaseState>();
  /** Idempotency-Keys under way; who comes with the same key waits for the first one's answer to be written. */
  const keys = new Map<string, Pending[]>();
  let deciding: Promise<void> | undefined;
  /** The oldest first. No case is in two of them. */
  let flights: readonly Flight[] = [];

  return {
    submit: (order) =>
      new Promise((resolve, reject) => {
        enqueue([{ ...order, attempts: 0, alone: false, resolve, reject }]);
      }),
    async foresee(order) {
      const state = resident.get(order.case) ?? (await store.load(order.case));
      const now = clock.now();
      const decision = await decideLoaded(state, order, now);
      if (!decision.accepted) throw new CodedError(decision.code, decision.reason, decision.problems);
      return { events: recorded(decision.events, state?.seq ?? 0, now, order.by), state: decision.state };
    },
    async state(caseId) {
      return resident.get(caseId) ?? (await store.load(caseId));
    },
    async idle() {
      while (deciding !== undefined || flights.length > 0) await (deciding ?? flights[0]?.landed);
    },
    get busy() {
      return deciding !== undefined || flights.length > 0;
    },
  };

  function enqueue(pendings: readonly Pending[]): void {
    waiting.push(...pendings);
    deciding ??= decideAll();
  }

  /** Lets the database have its next statements before the next piece of work. */
  async function breathe(): Promise<void> {
    if (flights.length > 0) await new Promise(setImmediate);
  }

  // ---- deciding goes on while a group is being committed

  async function decideAll(): Promise<void> {
    // Let everything that is ready in this turn be loaded together.
    await Promise.resolve();
    await breathe();
    while (waiting.length > 0) {
      if (decided.length >= GROUP) await flights[0]?.landed;
      const group = waiting.splice(0, CHUNK);
      let loaded: ReadonlyMap<string, CaseState>;
      try {
        loaded = await load(group);
      } catch (error) {
        for (const pending of group) settle(pending, () => pending.reject(error));
        continue;
      }
      for (const pending of group) await decideNext(pending, loaded);
      await breathe();
      takeOff();
    }
    deciding = undefined;
  }

  async function decideNext(pending: Pending, loaded: ReadonlyMap<string, CaseState>): Promise<void> {
    const key = keyOf(pending);
    if (key !== undefined) {
      const others = keys.get(key);
      if (others !== undefined) {
        others.push(pending);
        return;
      }
      keys.set(key, []);
    }
    const { case: id } = pending;
    try {
      decided.push(await decideOne(pending, ahead.get(id) ?? resident.get(id) ?? loaded.get(id)));
    } catch (error) {
      decided.push(await refused(pending, error));
    }
  }

  /**
   * A "no" may rest on a state that is not yet durable, so it is given with the next commit. It may also rest on a state in memory
   * that another node has changed since: a yes would find that out at its commit, a no has to look.
   */
  async function refused(pending: Pending, error: unknown): Promise<Decided> {
    const state = resident.get(pending.case);
    if (error instanceof CodedError && state !== undefined && !ahead.has(pending.case)) {
      const now = await store.load(pending.case);
      if (now !== undefined && now.seq !== state.seq) {
        keep(pending.case, now);
        try {
          return await decideOne(pending, now);
        } catch (again) {
          return { pending, answer: { error: again } };
        }
      }
    }
    return { pending, answer: { error } };
  }

  /** The states of the group's cases that are not in memory. */
  async function load(group: readonly Pending[]): Promise<ReadonlyMap<string, CaseState>> {
    const missing = new Set<string>();
    for (const { case: id } of group) if (!ahead.has(id) && !resident.has(id)) missing.add(id);
    return missing.size === 0 ? NOTHING : store.loadMany([...missing]);
  }

  async function decideOne(pending: Pending, state: CaseState | undefined): Promise<Decided> {
    if (pending.idempotency !== undefined) {
      const { account, key, request } = pending.idempotency;
      const known = await store.receipt(account, key);
      if (known !== undefined)
        return { pending, answer: { receipt: repeat(known, request, state ?? (await store.load(caseOf(known)))) } };
    }
    if (pending.expectedSeq !== undefined && state !== undefined && state.seq !== pending.expectedSeq)
      throw new CodedError(
        "STALE_VERSION",
        `case ${pending.case} is at version ${state.seq}, not ${pending.expectedSeq}`,
      );
    const now = clock.now();
    const decision = await decideLoaded(state, pending, now);
    if (!decision.accepted) throw new CodedError(decision.code, decision.reason, decision.problems);
    const before = state?.seq ?? 0;
    const events = recorded(decision.events, before, now, pending.by);
    const receipt: Receipt = { case: pending.case, seq: decision.state.seq, events, state: decision.state };
    if (decision.events.length === 0) return { pending, answer: { receipt } };
    ahead.set(pending.case, decision.state);
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
    return { pending, commit, answer: { receipt } };
  }

  async function decideLoaded(
    state: CaseState | undefined,
    order: Pick<Order, "command" | "actor">,
    now: string,
  ): Promise<ReturnType<typeof decide>> {
    for (;;) {
      try {
        return decide(state, order.command, { ...parts.surroundings(state), now, actor: order.actor });
      } catch (error) {
        if (!(error instanceof NotLoaded)) throw error;
        await parts.load(error.need);
      }
    }
  }

  // ---- committing takes what has been decided meanwhile

  function takeOff(): void {
    while (decided.length > 0 && flights.length < FLIGHTS) {
      const size = groupSize();
      const cases = new Set(decided.slice(0, size).map(({ pending }) => pending.case));
      const [first] = flights;
      // Beside another one only a group as large as that: who comes meanwhile shares its transaction. And only on cases of its own: what
      // was decided on a state that is never written must not be written on the state that somebody else gave the case.
      if (first !== undefined && (size < Math.max(CHUNK, first.size) || [...cases].some((id) => first.cases.has(id))))
        return;
      const landed = commitGroup(decided.splice(0, size)).then(() => {
        flights = flights.filter((other) => other !== flight);
        takeOff();
      });
      const flight: Flight = { cases, size, landed };
      flights = [...flights, flight];
    }
  }

  function groupSize(): number {
    const alone = decided.slice(0, GROUP).findIndex(({ pending }) => pending.alone);
    return alone < 0 ? Math.min(GROUP, decided.length) : Math.max(alone, 1);
  }

  async function commitGroup(group: readonly Decided[]): Promise<void> {
    const commits = group.flatMap(({ commit }) => (commit === undefined ? [] : [commit]));
    let outcomes: readonly CommitOutcome[];
    try {
      outcomes = commits.length === 0 ? [] : await store.commit(commits);
    } catch (error) {
      // Nothing was written.
      forget(new Set(commits.map((commit) => commit.case)));
      if (group.length > 1) {
        for (const { pending } of group) pending.alone = true;
        decideAgain(group);
      } else for (const { pending } of group) settle(pending, () => pending.reject(error));
      return;
    }
    const lost = new Set(commits.filter((_, index) => outcomes[index] !== "committed").map((commit) => commit.case));
    const late: Decided[] = [];
    let at = 0;
    for (const each of group) {
      const { pending, commit, answer } = each;
      const written = commit === undefined ? !lost.has(pending.case) : outcomes[at++] === "committed";
      if (!written) {
        late.push(each);
        continue;
      }
      if (commit !== undefined) {
        keep(commit.case, commit.state);
        if (ahead.get(commit.case) === commit.state) ahead.delete(commit.case);
      }
      settle(pending, () => {
        if ("error" in answer) pending.reject(answer.error);
        else {
          pending.resolve(answer.receipt);
          if (commit !== undefined) parts.committed(answer.receipt);
        }
      });
    }
    if (lost.size > 0) {
      forget(lost);
      decideAgain(late);
    }
  }

  /** The cases are not as they were taken to be: what was decided on them since is decided again, too. */
  function forget(lost: ReadonlySet<string>): void {
    for (const id of lost) {
      resident.delete(id);
      ahead.delete(id);
    }
    const stale = decided.filter(({ pending }) => lost.has(pending.case));
    if (stale.length === 0) return;
    const rest = decided.filter(({ pending }) => !lost.has(pending.case));
    decided.splice(0, decided.length, ...rest);
    decideAgain(stale);
  }

  function decideAgain(late: readonly Decided[]): void {
    const ready: Pending[] = [];
    for (const { pending } of late) {
      release(pending);
      pending.attempts += 1;
      if (pending.attempts < ATTEMPTS) ready.push(pending);
      else {
        const detail = `case ${pending.case} changed ${ATTEMPTS} times while the command was decided`;
        pending.reject(new CodedError("STALE_VERSION", detail));
      }
    }
    enqueue(ready);
  }

  function settle(pending: Pending, answer: () => void): void {
    release(pending);
    answer();
  }

  /** Whoever waited behind the same Idempotency-Key has its turn. */
  function release(pending: Pending): void {
    const key = keyOf(pending);
    if (key === undefined) return;
    const others = keys.get(key);
    keys.delete(key);
    if (others !== undefined && others.length > 0) enqueue(others);
  }

  function keep(id: string, state: CaseState): void {
    resident.delete(id);
    // An ended case is asked for rarely; its row answers.
    if (state.status === "completed" || state.status === "terminated") return;
    resident.set(id, state);
    if (resident.size > RESIDENT) resident.delete(resident.keys().next().value as string);
  }
}

const NOTHING: ReadonlyMap<string, CaseState> = new Map();

const keyOf = ({ idempotency }: Pending): string | undefined =>
  idempotency === undefined ? undefined : JSON.stringify([idempotency.account, idempotency.key]);

const caseOf = (known: StoredReceipt): string => (JSON.parse(known.response) as { case: string }).case;

function repeat(known: StoredReceipt, request: string, state: CaseState | undefined): Receipt {
  if (known.request !== request)
    throw new CodedError("IDEMPOTENCY_KEY_REUSED", `the key ${known.key} came with another request before`);
  const first = JSON.parse(known.response) as { case: string; seq: number };
  if (state === undefined) throw new Error(`The case ${first.case} of a kept receipt is gone`);
  return { case: first.case, seq: first.seq, events: [], state, repeated: true };
}

const recorded = (events: readonly CaseEvent[], before: number, at: string, by: string): RecordedEvent[] =>
  events.map((event, index) => ({ seq: before + index + 1, at, by, event }));
