/**
 * Drives one case over HTTP as its scenario says: who a task is offered to signs in, fills in its form and sends it; what the scenario's handlers answer is
 * brought about in the simulated outside (a person whom the register lacks, a certificate that has expired), never put in their place.
 */
import type { DemoCertificate, DemoPerson } from "../../api/context.ts";
import type { Simulator } from "../../api/server.ts";
import type { Json, Variables } from "../../engine/core/events.ts";
import type { Call } from "../../engine/model/graph.ts";
import type { CaseRow, ChainedEvent, DocumentRow, IncidentRow, LimitRow, TaskRow } from "../../engine/ports.ts";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { CLOCK } from "../../engine/scenario/run-scenarios.ts";
import { ApiRefusal, type ApiClient } from "../api-client.ts";
import { CommandFailed } from "../outcome.ts";
import type { DemoClock } from "./demo-clock.ts";
import { fillForm, type FormSchema, type FormSources } from "./fill-form.ts";
import type { PlannedRun } from "./planned-runs.ts";
import type { Staff } from "./staff.ts";

export interface DemoTools {
  readonly staff: Staff;
  readonly clock: DemoClock;
  readonly people: ReadonlyMap<string, DemoPerson>;
  readonly simulator: Simulator;
  /** The gateway fails in the middle of each run, and comes back. */
  readonly outage?: boolean;
  /** Until no handler runs and nothing is due. */
  settle(): Promise<void>;
}

export interface RunReport {
  readonly regulation: string;
  readonly channel: string;
  /** Absent: the scenario leaves the case waiting. */
  readonly end?: string;
  readonly scenario?: string;
  readonly case?: string;
  readonly ok: boolean;
  /** Tasks that people did. */
  readonly steps: number;
  /** Documents that were issued. */
  readonly documents: number;
  /** Whether every term was kept; absent where none ran. */
  readonly inTime?: boolean;
  /** Limits of steps and actions that were overrun. */
  readonly lateLimits: number;
  /** With the outage: calls that failed while it lasted. */
  readonly failedCalls?: number;
  readonly why?: string;
}

export async function driveRun(run: PlannedRun, tools: DemoTools): Promise<RunReport> {
  const { regulation, channel, end, scenario, why } = run;
  const head = {
    regulation,
    channel,
    ...(end === undefined ? {} : { end }),
    ...(scenario === undefined ? {} : { scenario: scenario.id }),
  };
  if (scenario === undefined) return { ...head, ok: false, steps: 0, documents: 0, lateLimits: 0, why: why ?? "" };
  const drive = new CaseDrive(run, scenario.handlers ?? {}, tools);
  try {
    tools.clock.beginAs(scenario.clock ?? CLOCK);
    await drive.setOutside();
    const { script } = scenario;
    for (const [index, operation] of script.entries()) {
      if (tools.outage === true && index === Math.floor(script.length / 2)) await drive.beginOutage();
      await drive.perform(operation);
      await drive.endOutage(index === script.length - 1);
    }
    const outage = tools.outage === true ? { failedCalls: drive.failedCalls } : {};
    return { ...head, ...(await drive.report()), ...outage, ok: true };
  } catch (error) {
    if (!(error instanceof CommandFailed) && !(error instanceof RangeError)) throw error;
    const reached = drive.case === undefined ? {} : { case: drive.case };
    return { ...head, ...reached, ok: false, steps: drive.steps, documents: 0, lateLimits: 0, why: error.message };
  } finally {
    await drive.resetOutside();
  }
}

type Answers = Readonly<Record<string, Variables | readonly Variables[]>>;

/** What makes it say no: an account without a personal number, for nobody gets into a case without signing in. */
const SIGN_IN = "sign-in.verify";

const ROLE_OF_CHANNEL: Readonly<Record<string, string>> = {
  office: "office-clerk",
  centre: "centre-operator",
  corporation: "corporation-operator",
  akimat: "akimat-clerk",
};

class CaseDrive {
  case: string | undefined;
  steps = 0;
  failedCalls = 0;
  private isOut = false;
  private readonly run: PlannedRun;
  private readonly answers: Answers;
  private readonly tools: DemoTools;

  constructor(run: PlannedRun, answers: Answers, tools: DemoTools) {
    this.run = run;
    this.answers = answers;
    this.tools = tools;
  }

  async setOutside(): Promise<void> {
    const refuses = (handler: string, fact: string): boolean => answerAt(this.answers[handler], 0)[fact] === false;
    await this.tools.simulator.refuse("centre-monitoring", refuses("monitoring.report", "accepted"));
    await this.tools.simulator.refuse("notifier", refuses("notification.send", "sent"));
  }

  async resetOutside(): Promise<void> {
    const { simulator } = this.tools;
    await simulator.refuse("centre-monitoring", false);
    await simulator.refuse("notifier", false);
    if (this.isOut) await simulator.outage(false);
  }

  async beginOutage(): Promise<void> {
    this.isOut = true;
    await this.tools.simulator.outage(true);
  }

  /** It lasts until it has hit something, and until the end of the script at the longest; then everything is tried again in its own time. */
  async endOutage(atLast: boolean): Promise<void> {
    if (!this.isOut || this.case === undefined) return;
    const { simulator, clock } = this.tools;
    this.failedCalls = (await this.history()).filter(({ event }) => event.type === "JobFailed").length;
    if (this.failedCalls === 0 && !atLast) return;
    await simulator.outage(false);
    this.isOut = false;
    for (let next = await this.nextRetry(); next !== undefined; next = await this.nextRetry()) {
      clock.moveTo(next);
      await this.tools.settle();
    }
  }

  /** When the first of the jobs that failed is tried again. */
  private async nextRetry(): Promise<string | undefined> {
    const auditor = await this.tools.staff.auditor();
    const { active } = await auditor.get<{ active: { waits: { kind: string; key: number }[] }[] }>(
      `/cases/${this.case}`,
    );
    const jobs = new Set(
      active.flatMap(({ waits }) => waits.flatMap(({ kind, key }) => (kind === "job" ? [key] : []))),
    );
    const latest = new Map<number, string | undefined>();
    for (const { event } of await this.history())
      if (event.type === "JobFailed" && jobs.has(event.key)) latest.set(event.key, event.retryAt);
    return [...latest.values()].filter((at) => at !== undefined).sort()[0];
  }

  async perform(operation: Operation): Promise<void> {
    switch (operation.do) {
      case "start":
        await this.start(operation.variables ?? {});
        break;
      case "complete":
        await this.complete(operation.element, operation.variables ?? {}, operation.ifOpen === true);
        break;
      case "advance":
        await this.advance(operation.duration);
        return;
      case "message": {
        const { name, variables = {}, correlation } = operation;
        const administrator = await this.tools.staff.administrator();
        const message = { name, variables, ...(correlation === undefined ? {} : { correlation }) };
        await administrator.post("/messages", message);
        break;
      }
      default:
        throw new CommandFailed(`the API has no way to do: ${operation.do}`);
    }
    await this.tools.settle();
  }

  /** What the case has come to; throws when that is not what was planned. */
  async report(): Promise<Pick<RunReport, "case" | "steps" | "documents" | "inTime" | "lateLimits">> {
    const auditor = await this.tools.staff.auditor();
    await (this.run.end === undefined ? this.expectWaiting(auditor) : this.expectEnd(this.run.end));
    const documents = await auditor.list<DocumentRow>(`/cases/${this.case}/documents`);
    const limits = await auditor.list<LimitRow>(`/cases/${this.case}/limits`);
    const isLate = ({ state, breachedAt }: LimitRow): boolean => state === "late" || breachedAt !== undefined;
    const terms = limits.filter(({ kind }) => kind === "term");
    return {
      case: this.case!,
      steps: this.steps,
      documents: documents.filter(({ filedBy }) => filedBy === "handler:document.issue").length,
      ...(terms.length === 0 ? {} : { inTime: !terms.some(isLate) }),
      lateLimits: limits.filter((limit) => limit.kind !== "term" && isLate(limit)).length,
    };
  }

  private async expectEnd(end: string): Promise<void> {
    const events = await this.history();
    const entered = new Map<number, number>();
    for (const { event } of events) if (event.type === "ElementEntered") entered.set(event.key, event.scope);
    const reached = events.some(
      ({ event }) =>
        (event.type === "ElementPassed" && event.element === end && event.scope === 1) ||
        (event.type === "ElementCompleted" && event.element === end && entered.get(event.key) === 1),
    );
    if (!reached) throw new CommandFailed(`it has not come to ${end}: ${await this.whereItStands()}`);
  }

  private async expectWaiting(auditor: ApiClient): Promise<void> {
    const tasks = await auditor.list<TaskRow>(`/tasks?case=${this.case}`);
    const open = tasks.map(({ element }) => element).sort();
    const wanted = this.run.waitsAt ?? [];
    if (open.join() !== wanted.join())
      throw new CommandFailed(`it should wait at ${wanted.join(", ")}, but ${await this.whereItStands()}`);
  }

  // -------------------------------------------------------------- operations

  private async start(variables: Variables): Promise<void> {
    const { channel, process, graphs } = this.run;
    const [graph] = graphs;
    const scope = graph?.scopes[graph.processes.find(({ id }) => id === process)?.scope ?? -1];
    const form = scope?.starts.map((index) => graph?.nodes[index]).find((node) => node?.triggers.length === 0)?.form;
    const applicant = await this.applicantAccount();
    const starter = channel === "portal" ? applicant : await this.starter(roleOf(channel));
    const { id } = await applicant.get<{ id: string }>("/me");
    const schema =
      form === undefined
        ? undefined
        : await starter.get<FormSchema>(`/definitions/${process}/latest/forms/${encodeURIComponent(form)}`);
    const data =
      form === undefined || schema === undefined
        ? { variables }
        : { form: await this.filled(form, schema, variables, starter) };
    const started = await starter.post<{ case: string }>("/cases", { process, applicant: id, ...data });
    this.case = started.case;
  }

  private async complete(element: string, variables: Variables, ifOpen: boolean): Promise<void> {
    const auditor = await this.tools.staff.auditor();
    const address = `/tasks?case=${this.case}&element=${encodeURIComponent(element)}`;
    const task = (await auditor.list<TaskRow>(address))[0];
    if (task === undefined) {
      if (ifOpen || this.doneByHandler(element)) return;
      throw new CommandFailed(`nobody waits at ${element}: ${await this.whereItStands()}`);
    }
    const worker = task.role === "applicant" ? await this.applicantAccount() : await this.worker(task);
    const { schema } = await worker.get<{ schema?: FormSchema }>(`/tasks/${task.id}`);
    const data =
      task.form === undefined || schema === undefined
        ? { variables }
        : { form: await this.filled(task.form, schema, variables, worker) };
    try {
      await worker.post(`/tasks/${task.id}/complete`, data);
    } catch (error) {
      if (error instanceof ApiRefusal) throw new CommandFailed(`${element}: ${error.message}`);
      throw error;
    }
    this.steps += 1;
  }

  /** A step that the scenario does by hand and the real handler did. */
  private doneByHandler(element: string): boolean {
    return this.run.graphs.some(({ nodes }) => nodes.some(({ id, call }) => id === element && call !== undefined));
  }

  /** What falls due on the way fires at its own instant. */
  private async advance(duration: string): Promise<void> {
    const { clock } = this.tools;
    const until = clock.after(duration);
    for (;;) {
      const auditor = await this.tools.staff.auditor();
      const { active } = await auditor.get<{ active: { waits: { kind: string; dueAt?: string }[] }[] }>(
        `/cases/${this.case}`,
      );
      const [next] = active
        .flatMap(({ waits }) => waits)
        .flatMap(({ kind, dueAt }) => (kind === "timer" && dueAt !== undefined ? [dueAt] : []))
        .filter((dueAt) => dueAt > clock.now() && dueAt <= until)
        .sort();
      if (next === undefined) break;
      clock.moveTo(next);
      await this.tools.settle();
    }
    clock.moveTo(until);
    await this.tools.settle();
  }

  private async whereItStands(): Promise<string> {
    const auditor = await this.tools.staff.auditor();
    const [incident] = await auditor.list<IncidentRow>(`/incidents?case=${this.case}&open=true`);
    if (incident !== undefined) return `${incident.element} is stuck: ${incident.message} (${incident.code})`;
    const row = await auditor.get<CaseRow & { active: { element: string }[] }>(`/cases/${this.case}`);
    const where = row.active.map(({ element }) => element).join(", ");
    return row.status === "active" ? `it stands at ${where}` : `it is ${row.status}`;
  }

  private async history(): Promise<readonly ChainedEvent[]> {
    return (await this.tools.staff.auditor()).list<ChainedEvent>(`/cases/${this.case}/events?limit=200`);
  }

  // -------------------------------------------------------------- forms

  private async filled(
    form: string,
    schema: FormSchema,
    variables: Variables,
    worker: ApiClient,
  ): ReturnType<typeof fillForm> {
    const asked = await this.answersGiven();
    const { applicant, child } = this.peopleFor(asked);
    const given: Record<string, Json> = { ...this.numbersFor(form, asked), ...variables };
    const stray = Object.keys(variables).find((name) => schema.properties?.[name] === undefined);
    if (stray !== undefined)
      throw new CommandFailed(`the form ${form} has no field for ${stray}, which the scenario gives`);
    const sources: FormSources = {
      today: this.tools.clock.today(),
      applicant,
      child,
      head: this.person("head"),
      given,
      scan: (field) => this.scan(field, worker),
      sign: (field) => this.sign(form, field, worker, asked),
    };
    return fillForm(schema, sources);
  }

  /** How many answers of each handler the case has had. */
  private async answersGiven(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    if (this.case === undefined) return counts;
    for (const { event } of await this.history())
      if (event.type === "ElementEntered")
        for (const wait of event.waits ?? [])
          if (wait.kind === "job") counts.set(wait.handler, (counts.get(wait.handler) ?? 0) + 1);
    return counts;
  }

  private next(handler: string, asked: ReadonlyMap<string, number>): Variables {
    return answerAt(this.answers[handler], asked.get(handler) ?? 0);
  }

  /** The applicant and the child of whom the registers will say what the scenario has them say next. */
  private peopleFor(asked: ReadonlyMap<string, number>): { applicant: DemoPerson; child: DemoPerson } {
    const person = this.next("person.lookup", asked);
    const birth = this.next("birth.lookup", asked);
    if (birth.applicantIsParent === false)
      return { applicant: this.person("notTheParent"), child: this.person("child") };
    if (person.alive === false) return { applicant: this.person("deceased"), child: this.person("child") };
    if (person.identityDocumentValid === false)
      return { applicant: this.person("expiredCard"), child: this.person("child") };
    if (birth.found === false)
      return {
        applicant: this.person(person.found === false ? "unknownApplicant" : "parentOfUnknownChild"),
        child: this.person("unknownChild"),
      };
    if (person.found === false)
      return { applicant: this.person("unknownApplicant"), child: this.person("unknownApplicantsChild") };
    return { applicant: this.person("applicant"), child: this.person("child") };
  }

  private person(persona: string): DemoPerson {
    const person = this.tools.people.get(persona);
    if (person === undefined) throw new CommandFailed(`the demo has no ${persona}`);
    return person;
  }

  /** The fields of the form that a register will be asked with, and the consent: they are filled in even where the form does not require them. */
  private numbersFor(form: string, asked: ReadonlyMap<string, number>): Record<string, Json> {
    const { applicant, child } = this.peopleFor(asked);
    const numbers: Record<string, Json> = {};
    for (const { handler, input } of this.calls()) {
      if (handler !== "person.lookup" && handler !== "birth.lookup") continue;
      const facts = this.next(handler, asked);
      const person = handler === "birth.lookup" || /child/i.test(input.field ?? "") ? child : applicant;
      if (input.document === form && input.field !== undefined)
        numbers[input.field] = facts.reason === "iin-invalid" ? wrongNumber(person.iin) : person.iin;
      if (input.consentDocument === form) numbers[input.consentField ?? "consent"] = facts.reason !== "no-consent";
      if ((input.applicantDocument ?? input.document) === form && input.applicantField !== undefined)
        numbers[input.applicantField] ??= applicant.iin;
    }
    return numbers;
  }

  private calls(): readonly {
    readonly handler: string;
    readonly input: Readonly<Record<string, string | undefined>>;
  }[] {
    return this.run.graphs.flatMap(({ nodes }) =>
      nodes.flatMap(({ call }) => (call === undefined ? [] : [{ handler: call.handler, input: literals(call) }])),
    );
  }

  private async worker(task: TaskRow): Promise<ApiClient> {
    const asked = this.answers[SIGN_IN] === undefined ? undefined : await this.answersGiven();
    return asked !== undefined && this.next(SIGN_IN, asked).signedIn === false
      ? this.tools.staff.forTaskWithoutNumber(task)
      : this.tools.staff.forTask(task);
  }

  private starter(role: string): Promise<ApiClient> {
    return this.next(SIGN_IN, new Map()).signedIn === false
      ? this.tools.staff.ofRoleWithoutNumber(role)
      : this.tools.staff.ofRole(role);
  }

  private applicantAccount(): Promise<ApiClient> {
    if (this.next(SIGN_IN, new Map()).signedIn === false) return this.tools.staff.applicantWithoutNumber();
    // Who they are does not change while the case runs: the first answer of the register says it.
    return this.tools.staff.applicant(this.peopleFor(new Map()).applicant);
  }

  private async scan(field: string, worker: ApiClient): Promise<string> {
    if (this.case === undefined) return `paper-${field}`;
    const content = Buffer.from(`A scan for ${field}\n`).toString("base64");
    const document = { name: `scan-${field}`, mediaType: "text/plain", content };
    return (await worker.post<{ document: string }>(`/cases/${this.case}/documents`, document)).document;
  }

  private async sign(
    form: string,
    field: string,
    worker: ApiClient,
    asked: ReadonlyMap<string, number>,
  ): Promise<Json> {
    const check = this.calls().find(
      ({ handler, input }) =>
        handler === "signature.verify" &&
        input.signature === form &&
        (input.signatureField === undefined || input.signatureField === field),
    );
    const facts = check === undefined ? {} : this.next("signature.verify", asked);
    const reason = facts.valid === false ? (typeof facts.reason === "string" ? facts.reason : "expired") : "valid";
    const ofApplicant = check?.input.iinFrom !== undefined && check.input.iinFrom !== "signer";
    const own = ofApplicant ? await this.applicantAccount() : worker;
    const signer = reason === "wrong-person" ? await this.tools.staff.somebodyElse() : own;
    const bytes = await this.documentToSign(check?.input.document, worker);
    const content = (reason === "signature-mismatch" ? Buffer.from("another document") : bytes).toString("base64");
    const signature = await signer.post<Record<string, Json>>("/demo/signatures", {
      content,
      certificate: CERTIFICATES[reason] ?? "valid",
    });
    if (reason === "malformed") return { ...signature, certificate: "not a certificate" };
    return reason === "unsupported-algorithm" ? { ...signature, algorithm: "RSA-SHA256" } : signature;
  }

  private async documentToSign(name: string | undefined, worker: ApiClient): Promise<Buffer> {
    const documents = await worker.list<DocumentRow>(`/cases/${this.case}/documents`);
    const latest = documents.findLast((each) => name === undefined || each.name === name);
    if (latest === undefined) throw new CommandFailed(`the case has no document ${name ?? ""} to sign`);
    return worker.bytes(`/cases/${this.case}/documents/${latest.id}`);
  }
}

/** Which certificate makes the check fail for that reason; other reasons need a valid one. */
const CERTIFICATES: Readonly<Record<string, DemoCertificate>> = {
  expired: "expired",
  "not-yet-valid": "not-yet-valid",
  revoked: "revoked",
  untrusted: "untrusted",
  "wrong-purpose": "sign-in",
};

function roleOf(channel: string): string {
  const role = ROLE_OF_CHANNEL[channel];
  if (role === undefined) throw new CommandFailed(`nobody starts cases of the channel ${channel}`);
  return role;
}

function answerAt(answer: Variables | readonly Variables[] | undefined, count: number): Variables {
  if (answer === undefined) return {};
  if (!Array.isArray(answer)) return answer as Variables;
  return (answer[Math.min(count, answer.length - 1)] ?? {}) as Variables;
}

const literals = ({ inputs }: Call): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(inputs.map(({ name, literal }) => [name, literal]));

/** Its check digit is wrong: no register holds it. */
const wrongNumber = (iin: string): string => `${iin.slice(0, 11)}${(Number(iin[11]) + 1) % 10}`;
