/** Puts the shell together around the pure core; see `Runtime` for what it offers. */
import { createHash } from "node:crypto";
import type { Actor, Command } from "../core/commands.ts";
import type { CaseState, Instance } from "../core/state.ts";
import { findInstance, instanceOfWait } from "../core/evolve.ts";
import { CodedError } from "../errors.ts";
import type { Calendar } from "../terms/calendar.ts";
import type {
  CaseFileStore,
  Chance,
  Clock,
  DefinitionStore,
  EventStore,
  HandlerRegistry,
  MessageKeeper,
  ReadModels,
} from "../ports.ts";
import { createCommandQueue, type Order } from "./command-queue.ts";
import { createDefinitions, type Form } from "./definitions.ts";
import { makeDocument, namedInEvent } from "./filed-documents.ts";
import { acceptForm } from "./form-data.ts";
import { createCaseMigration } from "./migrate-cases.ts";
import { createMessageDelivery } from "./message-delivery.ts";
import { createProcessStarts, type UnitsOfStart } from "./process-starts.ts";
import type { CommandOptions, FormData, Receipt, Runtime } from "./runtime.ts";
import { createWorkPump } from "./work-pump.ts";

export interface RuntimeParts {
  readonly events: EventStore;
  readonly reads: ReadModels;
  readonly definitions: DefinitionStore;
  readonly caseFiles: CaseFileStore;
  readonly keptMessages: MessageKeeper;
  readonly handlers: HandlerRegistry;
  readonly clock: Clock;
  readonly chance: Chance;
  /** The unit that decides cases of a regulation when nobody names one: of cases that a message or a timer starts. */
  readonly providerOf?: (regulation: string) => Promise<string | undefined>;
  /** The calendar that new cases are pinned to, and earlier versions by name. */
  readonly calendar: (version: string | undefined) => Calendar;
  /** Told of faults that no caller hears of: in the pump, or in a listener. */
  readonly onFault?: (error: unknown) => void;
}

export function createRuntime(parts: RuntimeParts): Runtime {
  const { clock, chance, reads } = parts;
  const onFault = parts.onFault ?? warn;
  const definitions = createDefinitions({
    store: parts.definitions,
    handlers: parts.handlers,
    clock,
    calendar: () => parts.calendar(undefined),
  });
  const listeners = new Set<Parameters<Runtime["subscribe"]>[0]>();

  const queue = createCommandQueue({
    store: parts.events,
    clock,
    surroundings: (state) => ({
      graph: (digest) => definitions.graph(digest),
      called({ process, binding, version }, from) {
        if (binding === "deployment" && definitions.graph(from).processes.some((each) => each.id === process))
          return from;
        return definitions.digestOf(process, binding === "version" ? version : undefined);
      },
      calendar: parts.calendar(state?.calendar),
    }),
    load: (need) => definitions.satisfy(need),
    committed,
  });
  /** The units of the case that sent the message, or the provider's unit of the regulation. */
  const unitsOfStart: UnitsOfStart = async (digest, process, sender) => {
    const { unit, intakeUnit } = sender === undefined ? {} : ((await queue.state(sender)) ?? {});
    if (unit !== undefined) return { unit, ...(intakeUnit === undefined ? {} : { intakeUnit }) };
    const { graph } = await definitions.load(digest);
    const regulation = graph.processes.find(({ id }) => id === process)?.service?.regulation;
    const provider = regulation === undefined ? undefined : await parts.providerOf?.(regulation);
    return provider === undefined ? {} : { unit: provider };
  };
  const starts = createProcessStarts({
    queue,
    store: parts.definitions,
    definitions,
    newCaseId,
    unitsOfStart,
    onFault,
  });
  const pump = createWorkPump({ ...parts, queue, definitions, starts, onFault });
  const migration = createCaseMigration({ queue, reads, definitions });
  const messages = createMessageDelivery({
    queue,
    reads,
    events: parts.events,
    definitions,
    kept: parts.keptMessages,
    clock,
    newCaseId,
    unitsOfStart,
    onFault,
  });

  /** What is committed is committed: whoever listens and fails must not hold up the queue. */
  function committed(receipt: Receipt): void {
    const sends = receipt.events.some(({ event }) => event.type === "MessageSent" || event.type === "SignalSent");
    const after = [
      () => pump.noticed(receipt),
      () => messages.noticed(receipt),
      () => void (sends && messages.deliverOutbox().catch(onFault)),
      ...[...listeners].map((listener) => () => listener(receipt)),
    ];
    for (const each of after) {
      try {
        each();
      } catch (error) {
        onFault(error);
      }
    }
  }

  /**
   * `20120514-08m3nk4x9q2z`: the day, for people; the millisecond of the day, so that cases of the same time stand together in every
   * index however many there are; 31 random bits, for uniqueness.
   */
  function newCaseId(): string {
    const now = clock.now();
    const ofDay = Date.parse(now) - Date.parse(`${now.slice(0, 10)}T00:00:00.000Z`);
    const random = BigInt(`0x${chance.hex(4)}`)
      .toString(36)
      .slice(-6)
      .padStart(6, "0");
    return `${now.slice(0, 10).replaceAll("-", "")}-${ofDay.toString(36).padStart(6, "0")}${random}`;
  }

  function orderOf(
    by: Actor,
    options: CommandOptions | undefined,
    request: unknown,
  ): Pick<Order, "actor" | "by" | "expectedSeq" | "idempotency"> {
    const order: { actor: Actor; by: string; expectedSeq?: number; idempotency?: NonNullable<Order["idempotency"]> } = {
      actor: by,
      by: by.id,
    };
    if (options?.expectedSeq !== undefined) order.expectedSeq = options.expectedSeq;
    if (options?.idempotencyKey !== undefined) {
      const digest = createHash("sha256").update(JSON.stringify(request)).digest("hex");
      order.idempotency = { account: by.id, key: options.idempotencyKey, request: digest };
    }
    return order;
  }

  /** The answer of an earlier request with the same key, before anything about today's state is checked. */
  async function answeredBefore(order: Pick<Order, "idempotency">): Promise<Receipt | undefined> {
    if (order.idempotency === undefined) return undefined;
    const { account, key, request } = order.idempotency;
    const known = await parts.events.receipt(account, key);
    if (known === undefined) return undefined;
    if (known.request !== request)
      throw new CodedError("IDEMPOTENCY_KEY_REUSED", `the key ${key} came with another request before`);
    const first = JSON.parse(known.response) as { case: string; seq: number };
    const state = await queue.state(first.case);
    if (state === undefined) throw new Error(`The case ${first.case} of a kept receipt is gone`);
    return { case: first.case, seq: first.seq, events: [], state, repeated: true };
  }

  return {
    check: (bundle) => definitions.check(bundle),

    async deploy(bundle, by) {
      const deployed = await definitions.deploy(bundle, by);
      pump.deployed();
      return deployed;
    },

    async start({ documents: given = [], ...request }, by, options) {
      // Not with the documents: whoever signs in anew and asks again under the same key asks for the same.
      const order = orderOf(by, options, ["start", request]);
      const before = await answeredBefore(order);
      if (before !== undefined) return before;
      const row = await definitions.latest(request.process, request.version);
      if (row === undefined) throw new CodedError("PROCESS_NOT_FOUND", `process ${request.process} is not deployed`);
      const definition = await definitions.load(row.digest);
      const scope =
        definition.graph.scopes[definition.graph.processes.find((each) => each.id === request.process)?.scope ?? -1];
      const start = scope?.starts
        .map((index) => definition.graph.nodes[index])
        .find((node) => node?.triggers.length === 0);
      const entered = enteredData(start?.form, (name) => definition.form(name), request, by);
      const id = request.case ?? newCaseId();
      const documents = [...(entered.document === undefined ? [] : [entered.document]), ...given].map((document) =>
        makeDocument(document, chance),
      );
      const command: Command = {
        type: "StartCase",
        case: id,
        definition: row.digest,
        process: request.process,
        variables: entered.variables,
        documents: documents.map(namedInEvent),
        ...(request.applicant === undefined ? {} : { applicant: request.applicant }),
        ...(request.unit === undefined ? {} : { unit: request.unit }),
        ...(request.intakeUnit === undefined ? {} : { intakeUnit: request.intakeUnit }),
        ...(request.businessKey === undefined ? {} : { businessKey: request.businessKey }),
      };
      return queue.submit({ ...order, case: id, command, documents });
    },

    async completeTask(taskId, { documents: filed = [], ...data }, by, options) {
      const order = orderOf(by, options, ["complete", taskId, data]);
      const before = await answeredBefore(order);
      if (before !== undefined) return before;
      const { id, key } = splitTaskId(taskId);
      const state = await queue.state(id);
      const instance = state === undefined ? undefined : instanceOfWait(state, key);
      const wait = instance?.waits?.find((each) => each.key === key);
      if (state === undefined || instance === undefined || wait?.kind !== "task") throw await goneTask(taskId);
      const definition = await definitions.load(graphAround(state, instance));
      const entered = enteredData(wait.form, (name) => definition.form(name), data, by);
      const given = [...(entered.document === undefined ? [] : [entered.document]), ...filed];
      const documents = given.map((document) => makeDocument(document, chance));
      const command: Command = {
        type: "CompleteUserTask",
        key,
        variables: entered.variables,
        documents: documents.map(namedInEvent),
      };
      try {
        return await queue.submit({ ...order, case: id, command, documents });
      } catch (error) {
        if (error instanceof CodedError && error.code === "TASK_NOT_FOUND") throw await goneTask(taskId);
        throw error;
      }
    },

    async completeJob({ case: id, key }, { facts = {}, documents: given = [] }, by, options) {
      const digests = given.map(({ name, mediaType, bytes }) => [
        name,
        mediaType,
        createHash("sha256").update(bytes).digest("hex"),
      ]);
      const order = orderOf(by, options, ["completeJob", id, key, facts, digests]);
      const documents = given.map((document) => makeDocument(document, chance));
      const command: Command = { type: "CompleteJob", key, facts, documents: documents.map(namedInEvent) };
      return queue.submit({ ...order, case: id, command, documents });
    },

    async execute(caseId, command, by, options) {
      const order = orderOf(by, options, ["execute", caseId, command]);
      return queue.submit({ ...order, case: caseId, command });
    },

    foresee: (caseId, command, by) => queue.foresee({ case: caseId, command, actor: by, by: by.id }),

    async publishMessage({ keepFor, ...message }, by, options) {
      const order = orderOf(by, options, ["message", message, keepFor]);
      const before = await answeredBefore(order);
      if (before !== undefined) return before;
      try {
        return await messages.publish(message, by, order.idempotency);
      } catch (error) {
        const nobody = error instanceof CodedError && error.code === "MESSAGE_NOT_EXPECTED";
        if (keepFor === undefined || !nobody) throw error;
        // The key, so that the message is kept once however often it is sent.
        const id = options?.idempotencyKey === undefined ? chance.hex(16) : `${by.id}:${options.idempotencyKey}`;
        return { keptUntil: await messages.keep(message, keepFor, id) };
      }
    },

    planMigration: (request) => migration.plan(request),
    migrate: (request, by) => migration.migrate(request, by),

    async fileDocument(caseId, given, by, options) {
      const digest = createHash("sha256").update(given.bytes).digest("hex");
      const order = orderOf(by, options, ["document", caseId, given.name, given.mediaType, digest]);
      const document = makeDocument(given, chance);
      const command: Command = { type: "FileDocument", document: namedInEvent(document) };
      const receipt = await queue.submit({ ...order, case: caseId, command, documents: [document] });
      if (receipt.repeated !== true) return { ...receipt, document: document.id };
      const events = await parts.events.history(caseId, { afterSeq: receipt.seq - 1, limit: 1 });
      const first = events[0]?.event;
      return { ...receipt, document: first?.type === "DocumentFiled" ? first.document : document.id };
    },

    async eraseCaseFile(caseId, { ground, reason }, by, options) {
      const order = orderOf(by, options, ["erase", caseId, ground, reason]);
      const filed = await parts.caseFiles.list(caseId);
      const documents = filed.filter(({ erasedAt }) => erasedAt === undefined).map(({ id }) => id);
      const command: Command = { type: "EraseCaseFile", documents, ground, reason };
      return { ...(await queue.submit({ ...order, case: caseId, command })), erased: documents.length };
    },

    graph: async (digest) => (await definitions.load(digest)).graph,
    form: async (digest, name) => (await definitions.load(digest)).form(name)?.schema,
    async checkForm(digest, name, data) {
      const form = (await definitions.load(digest)).form(name);
      if (form === undefined) throw new CodedError("FORM_NOT_FOUND", `the deployment holds no form ${name}`);
      acceptForm(form, name, data);
    },

    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    startPump() {
      pump.start();
      messages.offerKept();
      messages.deliverOutbox().catch(onFault);
    },
    async settle() {
      await pump.settle();
      await messages.deliverOutbox();
      await messages.idle();
      await pump.settle();
    },
    async close() {
      await pump.stop();
      await messages.idle();
    },
  };

  async function goneTask(taskId: string): Promise<CodedError> {
    const row = await reads.task(taskId);
    if (row === undefined) return new CodedError("TASK_NOT_FOUND", `there is no task ${taskId}`);
    if (row.state === "open") return new CodedError("CASE_NOT_ACTIVE", `the case of task ${taskId} is not active`);
    const who = row.closedBy === undefined ? "" : ` by ${row.closedBy}`;
    return new CodedError(
      "TASK_ALREADY_COMPLETED",
      `task ${taskId} was ${row.state}${who} at ${row.closedAt ?? "an unknown time"}`,
    );
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/** A form decides what may become a variable. Where there is none, plain variables are taken as they are. */
function enteredData(
  formName: string | undefined,
  formOf: (name: string) => Form | undefined,
  data: { readonly form?: FormData; readonly variables?: Readonly<Record<string, FormData[string]>> },
  by: Actor,
): {
  variables: NonNullable<typeof data.variables>;
  document?: { name: string; mediaType: string; bytes: Uint8Array };
} {
  const form = formName === undefined ? undefined : formOf(formName);
  if (formName === undefined || form === undefined) {
    if (data.form !== undefined)
      throw new CodedError("DATA_INVALID", "there is no form here", [
        { pointer: "/form", detail: "send `variables` instead" },
      ]);
    return { variables: data.variables ?? {} };
  }
  if (data.variables !== undefined && !by.roles.includes("system"))
    throw new CodedError("DATA_INVALID", `the form ${formName} decides what is entered`, [
      { pointer: "/variables", detail: "send the fields of the form in `form`" },
    ]);
  const { variables, document } = acceptForm(form, formName, data.form ?? {});
  return { variables: { ...variables, ...data.variables }, document };
}

function splitTaskId(taskId: string): { id: string; key: number } {
  const match = /^(.+)\.(\d{1,15})$/.exec(taskId);
  if (match === null) throw new CodedError("TASK_NOT_FOUND", `there is no task ${taskId}`);
  return { id: match[1] as string, key: Number(match[2]) };
}

function graphAround(state: CaseState, instance: Instance): string {
  let around: Instance | undefined = instance;
  while (around !== undefined && around.graph === undefined) around = findInstance(state, around.parent);
  return around?.graph ?? state.definition;
}
