/**
 * Folds events into the state of a case: the one applier, used while a command is decided and on every replay.
 *
 * It needs nothing but the event, so an auditor's browser folds an old case without its model. `apply` is total over the event
 * union: a missing case does not compile.
 */
import type { Derivation } from "../terms/derivation.ts";
import type { CaseEvent, Compensable, EventOf, RecordedEvent, Variables, Wait } from "./events.ts";
import type { CaseState, Instance, RunningLimit } from "./state.ts";

/** The state after one more event of the log; `state` is absent before the first. Never changes its arguments. */
export function evolve(state: CaseState | undefined, recorded: RecordedEvent): CaseState {
  const work = open(state, recorded.event);
  apply(work, recorded.event);
  return work.draft;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A state being changed. Instances are copied when first touched; what the old state holds is never written to. */
export interface Draft extends Mutable<Omit<CaseState, "instances" | "limits">> {
  instances: Mutable<Instance>[];
  limits: readonly RunningLimit[];
}

/**
 * A draft, and what of it may be written to.
 *
 * What an instance no longer has is set to undefined, not deleted: an object from which properties were deleted is copied several
 * times more slowly, and copying is most of what folding costs. JSON does not know the difference.
 */
export interface Work {
  readonly draft: Draft;
  /** Keys of the instances that this draft has copied or made. */
  readonly owned: Set<number>;
}

export function open(state: CaseState | undefined, first: CaseEvent): Work {
  if (state !== undefined) return { draft: { ...state, instances: state.instances.slice() }, owned: new Set() };
  if (first.type !== "CaseStarted") throw new Error(`A case begins with CaseStarted, not with ${first.type}`);
  const draft: Draft = {
    case: first.case,
    seq: 0,
    status: "active",
    definition: first.definition,
    process: first.process,
    nextKey: 2,
    instances: [],
    limits: [],
    documents: {},
  };
  return { draft, owned: new Set() };
}

/** Index in `instances` (which ascends by key), or -1. */
export function indexOfInstance(instances: readonly Instance[], key: number): number {
  let low = 0;
  let high = instances.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = (instances[middle] as Instance).key;
    if (at === key) return middle;
    if (at < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

export function findInstance(state: { readonly instances: readonly Instance[] }, key: number): Instance | undefined {
  const index = indexOfInstance(state.instances, key);
  return index < 0 ? undefined : state.instances[index];
}

/** The instance, ready to be written to. An event that names one that is not there is a broken log. */
function own(work: Work, key: number): Mutable<Instance> {
  const { draft } = work;
  const index = indexOfInstance(draft.instances, key);
  if (index < 0) throw new Error(`Case ${draft.case}: no element instance ${key} at event ${draft.seq}`);
  const instance = draft.instances[index] as Mutable<Instance>;
  if (work.owned.has(key)) return instance;
  const copy = shaped(instance);
  draft.instances[index] = copy;
  work.owned.add(key);
  return copy;
}

/**
 * A copy with its fields in one order, the common ones always there: so copies are quick, and the same log gives the same text of a state
 * whether it was folded in one go or read from the store in between.
 */
function shaped(given: Instance): Mutable<Instance> {
  const { key, element, parent, waits, variables, tokens, live, graph } = given;
  const copy: Mutable<Instance> = { key, element, parent, waits, variables, tokens, live, graph };
  for (const name of RARE) if (given[name] !== undefined) Object.assign(copy, { [name]: given[name] });
  return copy;
}

const RARE = [
  "compensable",
  "loop",
  "compensating",
  "compensates",
  "cancelling",
  "joined",
  "detached",
  "offered",
  "incident",
] as const satisfies readonly (keyof Instance)[];

function addTokens(scope: Mutable<Instance>, flows: readonly string[]): void {
  if (flows.length === 0) return;
  scope.tokens = scope.tokens === undefined ? flows : [...scope.tokens, ...flows];
}

function removeTokens(scope: Mutable<Instance>, flows: readonly string[]): void {
  if (flows.length === 0) return;
  if (flows.length === 1 && scope.tokens?.length === 1 && scope.tokens[0] === flows[0]) {
    scope.tokens = undefined;
    return;
  }
  const left = scope.tokens === undefined ? [] : scope.tokens.slice();
  for (const flow of flows) {
    const at = left.indexOf(flow);
    if (at < 0) throw new Error(`No token on flow ${flow} in ${scope.element}`);
    left.splice(at, 1);
  }
  scope.tokens = left.length === 0 ? undefined : left;
}

/** What begins in an ad-hoc sub-process without a flow is one of the activities it offers. */
function takeOffered(scope: Mutable<Instance>, element: string): void {
  const at = scope.offered?.indexOf(element) ?? -1;
  if (at >= 0) setOffered(scope, (scope.offered as readonly string[]).toSpliced(at, 1));
}

function setOffered(scope: Mutable<Instance>, elements: readonly string[]): void {
  if (elements.length === 0) delete scope.offered;
  else scope.offered = elements;
}

function addLive(scope: Mutable<Instance>, by: number): void {
  const live = (scope.live ?? 0) + by;
  scope.live = live === 0 ? undefined : live;
}

function setWaits(instance: Mutable<Instance>, waits: readonly Wait[]): void {
  instance.waits = waits.length === 0 ? undefined : waits;
}

/** Variables go to the nearest scope that has them, else to the nearest process (the case or a called one). */
function setVariables(work: Work, scopeKey: number, variables: Variables): void {
  const { draft } = work;
  for (const name of Object.keys(variables)) {
    let key = scopeKey;
    for (;;) {
      const index = indexOfInstance(draft.instances, key);
      const scope = draft.instances[index] as Mutable<Instance>;
      const isProcess = scope.graph !== undefined;
      if (isProcess || (scope.variables !== undefined && name in scope.variables)) {
        own(work, key).variables = { ...scope.variables, [name]: variables[name] as Variables[string] };
        break;
      }
      key = scope.parent;
    }
  }
}

function remove(work: Work, key: number): Mutable<Instance> {
  const { draft } = work;
  const index = indexOfInstance(draft.instances, key);
  if (index < 0) throw new Error(`Case ${draft.case}: no element instance ${key} at event ${draft.seq}`);
  const [instance] = draft.instances.splice(index, 1) as [Mutable<Instance>];
  if (instance.parent !== 0) addLive(own(work, instance.parent), -1);
  return instance;
}

function replaceWait(work: Work, instance: Instance, wait: number, change: (wait: Wait) => Wait | undefined): void {
  const waits: Wait[] = [];
  for (const each of instance.waits ?? []) {
    const changed = each.key === wait ? change(each) : each;
    if (changed !== undefined) waits.push(changed);
  }
  setWaits(own(work, instance.key), waits);
}

/** The instance that holds a wait: waits are few, so they are looked for. */
export function instanceOfWait(state: { readonly instances: readonly Instance[] }, wait: number): Instance | undefined {
  for (const instance of state.instances) {
    if (instance.waits === undefined) continue;
    for (const each of instance.waits) if (each.key === wait) return instance;
  }
  return undefined;
}

function changeWait(work: Work, wait: number, change: (wait: Wait) => Wait | undefined): void {
  const { draft } = work;
  const instance = instanceOfWait(draft, wait);
  if (instance === undefined) throw new Error(`Case ${draft.case}: nothing waits under ${wait} at event ${draft.seq}`);
  replaceWait(work, instance, wait, change);
}

function usedKeys(draft: Draft, key: number, waits: readonly Wait[] | undefined): void {
  if (key >= draft.nextKey) draft.nextKey = key + 1;
  if (waits !== undefined) for (const wait of waits) if (wait.key >= draft.nextKey) draft.nextKey = wait.key + 1;
}

function withoutLimit(draft: Draft, key: number): void {
  draft.limits = draft.limits.filter((limit) => limit.key !== key);
}

/** What is being compensated leaves the lists of the scope and of those around it: it is compensated once. */
function dropCompensables(work: Work, scope: number, taken: readonly Compensable[]): void {
  const { draft } = work;
  const keys = new Set(taken.map((each) => each.key));
  const gone = (each: Compensable): boolean => keys.has(each.key) || each.inner?.every(gone) === true;
  for (let key = scope; key !== 0;) {
    const instance = findInstance(draft, key) as Instance;
    if (instance.compensable?.some(gone) === true) {
      const left = instance.compensable.filter((each) => !gone(each));
      const owned = own(work, key);
      if (left.length === 0) delete owned.compensable;
      else owned.compensable = left;
    }
    key = instance.graph === undefined ? instance.parent : 0;
  }
}

/** Changes the draft by one event. */
export function apply(work: Work, event: CaseEvent): void {
  const { draft } = work;
  draft.seq += 1;
  switch (event.type) {
    case "CaseStarted": {
      for (const name of ["calendar", "regulation", "channel", "applicant", "unit", "intakeUnit"] as const) {
        const value = event[name];
        if (value !== undefined) draft[name] = value;
      }
      const root = shaped({
        key: 1,
        element: event.process,
        parent: 0,
        variables: event.variables,
        graph: event.definition,
      });
      if (event.waits !== undefined) setWaits(root, event.waits);
      usedKeys(draft, 1, event.waits);
      draft.instances.push(root);
      work.owned.add(1);
      return;
    }
    case "ElementEntered": {
      const scope = own(work, event.scope);
      removeTokens(scope, event.from);
      if (event.from.length === 0) takeOffered(scope, event.element);
      addLive(scope, 1);
      const { key, element, scope: parent, variables, loop, graph } = event;
      const instance = shaped({ key, element, parent, variables, loop, graph });
      if (event.waits?.length) instance.waits = event.waits;
      if (event.compensating !== undefined) {
        instance.compensating = event.compensating;
        dropCompensables(work, event.scope, event.compensating);
      }
      if (event.compensates !== undefined) instance.compensates = event.compensates;
      if (event.compensable !== undefined) instance.compensable = event.compensable;
      if (event.joined !== undefined) instance.joined = event.joined;
      if (event.detached !== undefined) instance.detached = event.detached;
      if (event.status !== undefined) draft.publicStatus = event.status;
      usedKeys(draft, event.key, event.waits);
      draft.instances.push(instance);
      work.owned.add(event.key);
      return;
    }
    case "ElementCompleted": {
      const instance = remove(work, event.key);
      if (instance.parent === 0) return;
      const scope = own(work, instance.parent);
      addTokens(scope, event.take);
      if (event.compensable !== undefined) scope.compensable = [...(scope.compensable ?? []), event.compensable];
      if (event.variables !== undefined) setVariables(work, instance.parent, event.variables);
      return;
    }
    case "ElementPassed": {
      if (event.from.length > 0 || event.take.length > 0) {
        const scope = own(work, event.scope);
        removeTokens(scope, event.from);
        addTokens(scope, event.take);
      }
      if (event.from.length === 0 && findInstance(draft, event.scope)?.offered !== undefined)
        takeOffered(own(work, event.scope), event.element);
      if (event.variables !== undefined) setVariables(work, event.scope, event.variables);
      if (event.status !== undefined) draft.publicStatus = event.status;
      return;
    }
    case "ElementTerminated": {
      remove(work, event.key);
      return;
    }
    case "WaitsOpened": {
      const instance = own(work, event.key);
      setWaits(instance, [...(instance.waits ?? []), ...event.waits]);
      if (event.variables !== undefined) instance.variables = event.variables;
      usedKeys(draft, 0, event.waits);
      return;
    }
    case "WaitClosed": {
      const instance = findInstance(draft, event.key);
      if (instance !== undefined) replaceWait(work, instance, event.wait, () => undefined);
      return;
    }
    case "LoopAdvanced": {
      own(work, event.key).loop = event.loop;
      return;
    }
    case "ActivitiesOffered": {
      setOffered(own(work, event.key), event.elements);
      return;
    }
    case "TokensDropped": {
      removeTokens(own(work, event.scope), event.flows);
      return;
    }
    case "VariablesSet": {
      if (event.local === true) {
        const scope = own(work, event.scope);
        scope.variables = { ...scope.variables, ...event.variables };
      } else setVariables(work, event.scope, event.variables);
      return;
    }
    case "TransactionCancelled": {
      const transaction = own(work, event.key);
      transaction.cancelling = true;
      dropCompensables(work, event.key, event.compensating);
      transaction.compensating = event.compensating;
      return;
    }
    case "CompensationAdvanced": {
      const thrower = own(work, event.key);
      thrower.compensating = (thrower.compensating ?? []).slice(1);
      return;
    }
    case "TaskClaimed": {
      changeWait(work, event.key, (wait) => {
        const { onBehalfOf: _, ...task } = wait as Extract<Wait, { kind: "task" }>;
        const claimed = { ...task, assignee: event.assignee };
        return event.onBehalfOf === undefined ? claimed : { ...claimed, onBehalfOf: event.onBehalfOf };
      });
      return;
    }
    case "TaskReleased": {
      changeWait(work, event.key, (wait) => {
        const { assignee: _, onBehalfOf: __, ...released } = wait as Extract<Wait, { kind: "task" }>;
        return released;
      });
      return;
    }
    case "TimerFired": {
      const next = event.nextDueAt;
      changeWait(work, event.key, (wait) => {
        if (next === undefined) return undefined;
        const { left: _, ...timer } = wait as Extract<Wait, { kind: "timer" }>;
        return event.left === undefined ? { ...timer, dueAt: next } : { ...timer, dueAt: next, left: event.left };
      });
      return;
    }
    case "MessageReceived":
    case "SignalReceived": {
      if (event.keep !== true) changeWait(work, event.key, () => undefined);
      return;
    }
    case "ConditionChanged": {
      changeWait(work, event.key, (wait) =>
        event.fired === true && event.keep !== true ? undefined : ({ ...wait, was: event.now } as Wait),
      );
      return;
    }
    case "JobFailed": {
      changeWait(work, event.key, (wait) => ({ ...wait, failures: event.failures }) as Wait);
      return;
    }
    case "JobRetried": {
      changeWait(work, event.key, (wait) => {
        const { failures: _, ...job } = wait as Extract<Wait, { kind: "job" }>;
        return job;
      });
      return;
    }
    case "IncidentRaised": {
      own(work, event.key).incident = { code: event.code, message: event.message, at: event.at };
      return;
    }
    case "IncidentResolved": {
      delete own(work, event.key).incident;
      return;
    }
    case "CaseSuspended": {
      draft.status = "suspended";
      draft.suspendedAt = event.at;
      return;
    }
    case "CaseResumed": {
      draft.status = "active";
      delete draft.suspendedAt;
      return;
    }
    case "TermsStopped": {
      draft.termsStoppedAt = event.at;
      return;
    }
    case "TermsContinued": {
      delete draft.termsStoppedAt;
      return;
    }
    case "TokenMoved": {
      if (event.take !== undefined) addTokens(own(work, event.scope), [event.take]);
      return;
    }
    case "CaseMigrated": {
      migrate(work, event);
      return;
    }
    case "TaskChanged": {
      changeWait(work, event.key, (wait) => {
        const {
          role: _,
          form: __,
          intake: ___,
          assignee,
          onBehalfOf,
          ...task
        } = wait as Extract<Wait, { kind: "task" }>;
        const changed: Mutable<Extract<Wait, { kind: "task" }>> = task;
        if (event.role !== undefined) changed.role = event.role;
        if (event.form !== undefined) changed.form = event.form;
        if (event.intake !== undefined) changed.intake = event.intake;
        if (assignee !== undefined && event.released !== true) {
          changed.assignee = assignee;
          if (onBehalfOf !== undefined) changed.onBehalfOf = onBehalfOf;
        }
        return changed;
      });
      return;
    }
    case "LimitStarted": {
      const limit: Mutable<RunningLimit> = {
        key: event.key,
        kind: event.kind,
        of: event.of,
        element: event.element,
        startedAt: event.startedAt,
        ...ruleIn(event.derivation),
        duration: event.duration,
        unit: event.unit,
        dueAt: event.dueAt,
      };
      if (event.host !== undefined) limit.host = event.host;
      usedKeys(draft, event.key, undefined);
      draft.limits = [...draft.limits, limit];
      return;
    }
    case "LimitMet":
    case "LimitDropped": {
      withoutLimit(draft, event.key);
      return;
    }
    case "LimitBreached": {
      draft.limits = draft.limits.map((limit) => (limit.key === event.key ? { ...limit, breached: true } : limit));
      return;
    }
    case "LimitMoved": {
      draft.limits = draft.limits.map((limit) => {
        if (limit.key !== event.key) return limit;
        const { stops, extensions } = event.derivation;
        const { excludes: _, countFrom: __, owedEarlierDays: ___, ...rest } = limit;
        const moved: Mutable<RunningLimit> = { ...rest, ...ruleIn(event.derivation), dueAt: event.dueAt };
        // Where the end did not move, nothing is broken anew.
        if (event.dueAt !== limit.dueAt) delete moved.breached;
        if (stops !== undefined && stops.length > 0) moved.stops = stops.map(({ from, to }) => ({ from, to }));
        if (extensions !== undefined && extensions.length > 0) moved.extensions = extensions;
        return moved;
      });
      return;
    }
    case "DocumentFiled": {
      draft.documents = { ...draft.documents, [event.name]: event.document };
      return;
    }
    case "CaseFileErased": {
      const erased = new Set(event.documents);
      draft.documents = Object.fromEntries(Object.entries(draft.documents).filter(([, id]) => !erased.has(id)));
      return;
    }
    case "CaseCompleted": {
      draft.status = "completed";
      end(draft, event.variables);
      return;
    }
    case "CaseTerminated": {
      draft.status = "terminated";
      end(draft, event.variables);
      return;
    }
    case "MessageSent":
    case "SignalSent":
    case "ErrorThrown":
    case "EscalationThrown":
      return;
    default: {
      const missing: never = event;
      throw new Error(`No application for event ${JSON.stringify(missing)}`);
    }
  }
}

/** The rule of a limit beside its element and kind, as its derivation keeps it. */
function ruleIn({ duration, unit, excludes, countFrom, owedEarlierDays }: Derivation) {
  return {
    duration,
    unit,
    ...(excludes === undefined || excludes.length === 0 ? {} : { excludes }),
    ...(countFrom === undefined ? {} : { countFrom }),
    ...(owedEarlierDays === undefined ? {} : { owedEarlierDays }),
  };
}

/** All that the case's own process holds goes on under the ids of the new version; what lives in called processes is theirs. */
function migrate(work: Work, { to, mapping }: EventOf<"CaseMigrated">): void {
  const { draft } = work;
  draft.definition = to;
  const id = (before: string): string => (Object.hasOwn(mapping, before) ? (mapping[before] as string) : before);
  const ids = (before: readonly string[]): readonly string[] => before.map(id);
  const compensables = (before: readonly Compensable[]): readonly Compensable[] =>
    before.map((each) => ({
      ...each,
      element: id(each.element),
      ...(each.handler === undefined ? {} : { handler: id(each.handler) }),
      ...(each.inner === undefined ? {} : { inner: compensables(each.inner) }),
    }));
  const ofCase = new Set<number>();
  for (const { key, parent, graph } of draft.instances.slice()) {
    if (key !== 1 && (graph !== undefined || !ofCase.has(parent))) continue;
    ofCase.add(key);
    const instance = own(work, key);
    if (key === 1) instance.graph = to;
    else instance.element = id(instance.element);
    if (instance.waits !== undefined)
      setWaits(
        instance,
        instance.waits.map((wait) => ({ ...wait, element: id(wait.element) })),
      );
    if (instance.tokens !== undefined) instance.tokens = ids(instance.tokens);
    if (instance.joined !== undefined) instance.joined = ids(instance.joined);
    if (instance.offered !== undefined) instance.offered = ids(instance.offered);
    if (instance.compensable !== undefined) instance.compensable = compensables(instance.compensable);
    if (instance.compensating !== undefined) instance.compensating = compensables(instance.compensating);
  }
  draft.limits = draft.limits.map((limit) =>
    limit.host !== undefined && !ofCase.has(limit.host)
      ? limit
      : { ...limit, element: id(limit.element), of: limit.kind === "step" ? id(limit.of) : limit.of },
  );
}

function end(draft: Draft, variables: Variables | undefined): void {
  draft.instances = [];
  draft.limits = [];
  delete draft.suspendedAt;
  delete draft.termsStoppedAt;
  if (variables !== undefined) draft.ended = variables;
}
