import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { expect } from "chai";
import type { DemoPerson } from "../../api/context.ts";
import { createLog } from "../../api/log.ts";
import { createServer, regulationFolders } from "../../api/server.ts";
import { DemoClock } from "../../cli/demo/demo-clock.ts";
import { driveRun } from "../../cli/demo/drive-run.ts";
import type { DemoTools } from "../../cli/demo/drive-run.ts";
import { planRuns } from "../../cli/demo/planned-runs.ts";
import type { PlannedRun } from "../../cli/demo/planned-runs.ts";
import { Staff } from "../../cli/demo/staff.ts";
import type { DocumentRow } from "../../engine/ports.ts";
import { caseFiles } from "../../engine/scenario/case-files.ts";
import { CLOCK, perform } from "../../engine/scenario/run-scenarios.ts";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";
import { ScenarioWorld } from "../../engine/scenario/scenario-world.ts";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";
import { SIGNATURE_WORDS } from "../../handlers/signature-words.ts";

const REASONS = ["signature-mismatch", "revoked", "expired", "wrong-person"] as const;
type Reason = (typeof REASONS)[number];

type Load = ReturnType<typeof caseFiles>;

const VALID = { valid: true, reason: "valid" };
const calendar = createCalendar(KAZAKHSTAN);

/** One signature that a channel checks, and how a case comes to it. */
interface SignedStep {
  readonly channel: string;
  readonly element: string;
  readonly run: PlannedRun;
  readonly scenario: ScenarioCase;
  /** How many operations of the script lead to the check, and how many checks come before it. */
  readonly operations: number;
  readonly before: number;
}

describe("a signature that does not count, in every channel that signs", () => {
  for (const folder of regulationFolders().filter(signs)) {
    describe(basename(folder), () => {
      it("is refused with its own reason, at every step that is signed, and the case does not go on", async function () {
        this.timeout(240_000);
        const runs = await planRuns(folder, true);
        const load = caseFiles((path) => Promise.resolve(readFileSync(resolve(folder, "scenarios", path))));
        const steps = await signedSteps(runs, load);
        expect(signingElements(steps)).to.have.members(drawnElements(runs));
        const dataDir = mkdtempSync(join(tmpdir(), "reglament-signatures-"));
        const clock = new DemoClock();
        const server = await createServer({
          mode: "demo",
          regulations: [folder],
          port: 0,
          host: "127.0.0.1",
          dataDir,
          clock,
          passwordCost: { n: 1024, r: 8, p: 1 },
          log: createLog(process.stderr, "error"),
        });
        try {
          const staff = new Staff(server.url, clock);
          const clerk = await staff.ofRole("office-clerk");
          const people = new Map((await clerk.list<DemoPerson>("/demo/people")).map((each) => [each.persona, each]));
          const tools = { staff, clock, people, simulator: server.simulator!, settle: () => server.settle() };
          for (const { step, reason } of rounds(steps)) {
            const where = `${step.channel}: ${step.element}, ${reason}`;
            const report = await driveRun(await refusedRun(step, reason, load), tools);
            expect(report.why, where).to.equal(undefined);
            expect(await lastCheck(report.case!, step, tools), where).to.deep.include({
              valid: false,
              reason,
              words: SIGNATURE_WORDS[reason],
            });
            const told = await toldOf(report.case!, tools);
            expect(told, where).to.include({ level: "business", element: step.element, outcome: "refused", reason });
            expect(told.explanation, where).to.equal(SIGNATURE_WORDS[reason].en);
            expect(told.subject, where)
              .to.include("[iin]")
              .and.not.match(/\d{12}/);
            expect(told.digest, where).to.match(/^[0-9a-f]{64}$/);
            if (reason === "revoked") expect(told.revocation?.at(-1), where).to.include({ verdict: "revoked" });
          }
        } finally {
          await server.close();
          rmSync(dataDir, { recursive: true, force: true });
        }
      });
    });
  }
});

function signs(folder: string): boolean {
  return readdirSync(folder).some(
    (name) => name.endsWith(".bpmn") && readFileSync(join(folder, name), "utf8").includes('handler="signature.verify"'),
  );
}

/** In each channel every reason, and every step at least once: the reasons go round the steps. */
function rounds(steps: readonly SignedStep[]): readonly { readonly step: SignedStep; readonly reason: Reason }[] {
  return [...Map.groupBy(steps, ({ channel }) => channel).values()].flatMap((own) =>
    Array.from({ length: Math.max(own.length, REASONS.length) }, (_, index) => ({
      step: own[index % own.length]!,
      reason: REASONS[index % REASONS.length]!,
    })),
  );
}

/** What was filed of the check at that step. */
async function lastCheck(caseId: string, step: SignedStep, { staff }: DemoTools): Promise<object> {
  const node = step.run.graphs.flatMap(({ nodes }) => nodes).find(({ id }) => id === step.element);
  const as = node?.call?.inputs.find(({ name }) => name === "as")?.literal ?? "signature-check";
  const auditor = await staff.auditor();
  const documents = await auditor.list<DocumentRow>(`/cases/${caseId}/documents`);
  const document = documents.findLast(({ name }) => name === as);
  if (document === undefined) throw new Error(`the case has no document ${as}`);
  return JSON.parse(String(await auditor.bytes(`/cases/${caseId}/documents/${document.id}`))) as object;
}

interface Told {
  readonly level: string;
  readonly subject: string;
  readonly explanation: string;
  readonly digest: string;
  readonly revocation?: readonly object[];
}

/** The last check of a document's signature, as auditors are told of it. */
async function toldOf(caseId: string, { staff }: DemoTools): Promise<Told> {
  const checks = await (await staff.auditor()).list<Told>(`/cases/${caseId}/signature-checks`);
  return checks.findLast(({ level }) => level === "business")!;
}

/** The run up to that check, with every signature before it good; where it stands then is found by playing it in memory. */
async function refusedRun(step: SignedStep, reason: Reason, load: Load): Promise<PlannedRun> {
  const { run, operations, before } = step;
  const answers = [...Array.from({ length: before }, () => VALID), { valid: false, reason }];
  const scenario: ScenarioCase = {
    ...step.scenario,
    handlers: { ...step.scenario.handlers, "signature.verify": answers },
    script: step.scenario.script.slice(0, operations),
  };
  const world = await worldOf(scenario, load);
  for (const [index, operation] of scenario.script.entries()) await perform(world, operation, index);
  const [first] = world.instances;
  const { end: _, waitsAt: __, ...head } = run;
  if (first?.state.status === "active") return { ...head, scenario, waitsAt: world.openTasks().sort() };
  const end = first?.events.findLast((event) => event.type === "ElementPassed" || event.type === "ElementCompleted");
  return { ...head, scenario, ...(end === undefined ? {} : { end: end.element }) };
}

/** For each channel and each element that checks a signature there, also in the processes that it calls: the shortest way to it. */
async function signedSteps(runs: readonly PlannedRun[], load: Load): Promise<readonly SignedStep[]> {
  const best = new Map<string, SignedStep>();
  for (const run of runs) {
    const { scenario, channel } = run;
    if (scenario === undefined) continue;
    const world = await worldOf(scenario, load);
    const seen: { element: string; valid: boolean }[] = [];
    for (const [index, operation] of scenario.script.entries()) {
      await perform(world, operation, index);
      const checks = checksIn(world);
      for (const element of checks.slice(seen.length)) {
        const before = seen.length;
        const key = `${channel} ${element}`;
        const known = best.get(key);
        const step = { channel, element, run, scenario, operations: index + 1, before };
        const allGood = seen.every(({ valid }) => valid);
        if (allGood && (known === undefined || step.operations < known.operations)) best.set(key, step);
        seen.push({ element, valid: answerAt(scenario, before) });
      }
    }
  }
  return [...best.values()];
}

function answerAt({ handlers }: ScenarioCase, index: number): boolean {
  const answers = handlers?.["signature.verify"];
  const list = Array.isArray(answers) ? (answers as readonly { valid?: unknown }[]) : [answers as { valid?: unknown }];
  return list[Math.min(index, list.length - 1)]?.valid === true;
}

/** Elements at which a signature was checked, in order. */
function checksIn(world: ScenarioWorld): readonly string[] {
  return world.history.flatMap(({ event }) =>
    event.type === "ElementEntered" &&
    (event.waits ?? []).some((wait) => wait.kind === "job" && wait.handler === "signature.verify")
      ? [event.element]
      : [],
  );
}

async function worldOf(scenario: ScenarioCase, load: Load): Promise<ScenarioWorld> {
  const { diagrams, decisions } = await load(scenario);
  return new ScenarioWorld({
    graphs: diagrams.map(({ graph }) => graph),
    decisions,
    clock: scenario.clock ?? CLOCK,
    calendar,
    handlers: scenario.handlers ?? {},
  });
}

function signingElements(steps: readonly SignedStep[]): readonly string[] {
  return [...new Set(steps.map(({ element }) => element))];
}

/** Every element of the regulation's diagrams that checks a signature, so that none is passed over. */
function drawnElements(runs: readonly PlannedRun[]): readonly string[] {
  const nodes = runs.flatMap(({ graphs }) => graphs.flatMap((graph) => graph.nodes));
  return [...new Set(nodes.filter(({ call }) => call?.handler === "signature.verify").map(({ id }) => id))];
}
