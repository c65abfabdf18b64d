import { expect } from "chai";
import { evolve } from "../../engine/core/evolve.ts";
import { CodedError } from "../../engine/errors.ts";
import { HandlerFailure } from "../../engine/ports.ts";
import type { Bundle } from "../../engine/runtime/runtime.ts";
import {
  ANALYST,
  CLERK,
  diagram,
  flow,
  handler,
  HEAD,
  openRuntime,
  type RuntimeHarness,
  timerOf,
} from "./runtime-harness.ts";

const bundle = (bytes: Uint8Array, forms: Record<string, object> = {}): Bundle => ({
  resources: [
    { kind: "bpmn", name: "service.bpmn", bytes },
    ...Object.entries(forms).map(([name, schema]) => ({
      kind: "form" as const,
      name,
      bytes: new TextEncoder().encode(JSON.stringify(schema)),
    })),
  ],
});

const ONE_TASK = diagram(
  `<startEvent id="start"/>${flow("f1", "start", "check")}<userTask id="check"/>${flow("f2", "check", "end")}<endEvent id="end"/>`,
);

const LOOKUP = diagram(
  `<startEvent id="start"/>${flow("f1", "start", "ask")}<serviceTask id="ask"><extensionElements><reg:call handler="person.lookup"><reg:input name="document">application</reg:input><reg:output variable="found">found</reg:output></reg:call></extensionElements></serviceTask>${flow("f2", "ask", "end")}<endEvent id="end"/>`,
);

/** The code with which a promise says no. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("the runtime over SQLite", () => {
  let harness: RuntimeHarness;
  let openNow: (handlers?: Parameters<typeof openRuntime>[0]) => Promise<RuntimeHarness>;
  beforeEach(() => {
    openNow = async (handlers) => (harness = await openRuntime(handlers));
  });
  afterEach(() => harness.close());

  const openTask = async (element?: string): Promise<string> => {
    const page = await harness.database.readModels.tasks({
      state: "open",
      ...(element === undefined ? {} : { element }),
    });
    return page.items[0]?.id ?? "none";
  };

  it("given a deployed diagram, when a case is started and its task completed, then the case ends and its chain holds", async () => {
    const { runtime, database } = await openNow();
    await runtime.deploy(bundle(ONE_TASK), ANALYST);
    const started = await runtime.start({ process: "service" }, CLERK);
    const done = await runtime.completeTask(await openTask(), {}, CLERK);
    expect(done.state.status).to.equal("completed");
    expect((await database.readModels.case(started.case))?.status).to.equal("completed");
    expect(await database.events.verify(started.case)).to.include({ ok: true });
    const history = await database.events.history(started.case);
    expect(history.map(({ event }) => event.type)).to.deep.equal([
      "CaseStarted",
      "ElementPassed",
      "ElementEntered",
      "ElementCompleted",
      "ElementPassed",
      "CaseCompleted",
    ]);
    expect(history[3]?.by).to.equal(CLERK.id);
  });

  it("given the same bundle again, when it is deployed, then nothing changes; a changed one is version 2", async () => {
    const { runtime } = await openNow();
    const first = await runtime.deploy(bundle(ONE_TASK), ANALYST);
    const again = await runtime.deploy(bundle(ONE_TASK), ANALYST);
    expect([first.created, again.created, again.digest]).to.deep.equal([true, false, first.digest]);
    const changed = await runtime.deploy(bundle(LOOKUP_WITHOUT_HANDLER), ANALYST);
    expect(changed.definitions[0]?.version).to.equal(2);
  });

  it("given a diagram that names an unknown handler, when it is deployed, then it is refused with the element", async () => {
    const { runtime, database } = await openNow();
    try {
      await runtime.deploy(bundle(LOOKUP), ANALYST);
      expect.fail("it was accepted");
    } catch (error) {
      expect(error).to.be.instanceOf(CodedError);
      expect((error as CodedError).problems).to.deep.include({
        element: "ask",
        detail: "there is no handler person.lookup",
        code: "handler-unknown",
      });
    }
    expect((await database.definitions.list()).items).to.have.length(0);
  });

  it("given many commands at once, when they are submitted, then they share commits and each gets its own receipt", async () => {
    const { runtime, groups } = await openNow();
    await runtime.deploy(bundle(ONE_TASK), ANALYST);
    const receipts = await Promise.all(Array.from({ length: 100 }, () => runtime.start({ process: "service" }, CLERK)));
    expect(new Set(receipts.map((receipt) => receipt.case)).size).to.equal(100);
    expect(groups.reduce((sum, size) => sum + size, 0)).to.equal(100);
    expect(groups.length).to.be.lessThan(100);
  });

  it("given a task that two people complete at once, when both arrive, then the second is told and the first stands", async () => {
    const { runtime } = await openNow();
    await runtime.deploy(bundle(ONE_TASK), ANALYST);
    await runtime.start({ process: "service" }, CLERK);
    const task = await openTask();
    const [one, other] = await Promise.allSettled([
      runtime.completeTask(task, {}, CLERK),
      runtime.completeTask(task, {}, HEAD),
    ]);
    expect(one.status).to.equal("fulfilled");
    expect(other.status).to.equal("rejected");
    expect(((other as PromiseRejectedResult).reason as CodedError).code).to.equal("TASK_ALREADY_COMPLETED");
    expect(await refusal(runtime.completeTask(task, {}, CLERK))).to.equal("TASK_ALREADY_COMPLETED");
  });

  it("given an Idempotency-Key, when the same request comes again, then it gets the first answer; another request is refused", async () => {
    const { runtime, database } = await openNow();
    await runtime.deploy(bundle(ONE_TASK), ANALYST);
    const key = { idempotencyKey: "key-1" };
    const [first, twin] = await Promise.all([
      runtime.start({ process: "service" }, CLERK, key),
      runtime.start({ process: "service" }, CLERK, key),
    ]);
    await harness.restart();
    const later = await harness.runtime.start({ process: "service" }, CLERK, key);
    expect([twin.case, later.case]).to.deep.equal([first.case, first.case]);
    expect(later.repeated).to.equal(true);
    expect(await refusal(harness.runtime.start({ process: "service", businessKey: "other" }, CLERK, key))).to.equal(
      "IDEMPOTENCY_KEY_REUSED",
    );
    expect((await harness.database.readModels.cases({})).items).to.have.length(1);
    expect(database).not.to.equal(harness.database);
  });

  it("given a version that is no longer the case's, when a command names it, then it is refused and changes nothing", async () => {
    const { runtime, database } = await openNow();
    await runtime.deploy(bundle(ONE_TASK), ANALYST);
    const { case: id, seq } = await runtime.start({ process: "service" }, CLERK);
    const cancel = { type: "CancelCase", reason: "withdrawn" } as const;
    expect(await refusal(runtime.execute(id, cancel, HEAD, { expectedSeq: seq - 1 }))).to.equal("STALE_VERSION");
    expect((await database.readModels.case(id))?.seq).to.equal(seq);
    const done = await runtime.execute(id, cancel, HEAD, { expectedSeq: seq });
    expect(done.state.status).to.equal("terminated");
  });

  it("given two nodes on one database, when both change a case, then the slower one decides again on what the faster left", async () => {
    const { runtime } = await openNow();
    await runtime.deploy(bundle(ONE_TASK), ANALYST);
    const other = await harness.secondNode();
    const { case: id } = await runtime.start({ process: "service" }, CLERK);
    const task = await openTask();
    await other.execute(id, { type: "SetVariables", variables: { seen: 1 }, reason: "other node" }, HEAD);
    const changed = await runtime.execute(
      id,
      { type: "SetVariables", variables: { seen: 2 }, reason: "this node" },
      HEAD,
    );
    expect(changed.state.instances[0]?.variables).to.deep.equal({ seen: 2 });
    await runtime.completeTask(task, {}, CLERK);
    expect(await refusal(other.completeTask(task, {}, CLERK))).to.equal("TASK_ALREADY_COMPLETED");
    expect(await harness.database.events.verify(id)).to.include({ ok: true });
  });

  it("given a handler, when a case comes to its task, then its facts become variables and its document goes to the case file", async () => {
    const { runtime, database } = await openNow([
      handler("person.lookup", async (input, context) => ({
        facts: { found: input.document === "application" && context.attempt === 1 },
        documents: [{ name: "answer", mediaType: "text/plain", bytes: new TextEncoder().encode("a person") }],
      })),
    ]);
    await runtime.deploy(bundle(LOOKUP), ANALYST);
    const { case: id } = await runtime.start({ process: "service" }, CLERK);
    await runtime.settle();
    const history = await database.events.history(id);
    expect(history.find(({ event }) => event.type === "ElementCompleted")).to.deep.include({
      by: "handler:person.lookup",
    });
    expect((await database.events.load(id))?.ended).to.deep.equal({ found: true });
    const filed = history.find(({ event }) => event.type === "DocumentFiled");
    expect(JSON.stringify(filed)).not.to.contain("a person");
    expect(await database.caseFile.list(id)).to.have.length(1);
  });

  it("given a handler that fails, when its attempts are used up, then the case has an incident that can be retried", async () => {
    let calls = 0;
    const { runtime, database } = await openNow([
      handler("person.lookup", async () => {
        calls += 1;
        if (calls <= 3) throw new HandlerFailure("OUTAGE", "the register does not answer", "retry");
        return { facts: { found: true } };
      }),
    ]);
    await runtime.deploy(bundle(LOOKUP), ANALYST);
    const { case: id } = await runtime.start({ process: "service" }, CLERK);
    for (let attempt = 0; attempt < 3; attempt++) {
      await runtime.settle();
      harness.advance(10_000);
    }
    expect(calls).to.equal(3);
    const [incident] = (await database.readModels.incidents({ open: true })).items;
    expect(incident).to.deep.include({ case: id, code: "JOB_FAILED", element: "ask" });
    expect(
      await refusal(
        runtime.execute(
          id,
          { type: "ResolveIncident", key: incident?.key ?? 0, resolution: "retry", reason: " " },
          HEAD,
        ),
      ),
    ).to.equal("REASON_REQUIRED");
    await runtime.execute(
      id,
      { type: "ResolveIncident", key: incident?.key ?? 0, resolution: "retry", reason: "it answers again" },
      HEAD,
    );
    await runtime.settle();
    expect((await database.readModels.case(id))?.status).to.equal("completed");
    expect((await database.readModels.incidents({ open: true })).items).to.have.length(0);
  });

  it("given a timer, when the engine is restarted and the time passes, then it fires once", async () => {
    const { runtime } = await openNow();
    await runtime.deploy(
      bundle(
        diagram(
          `<startEvent id="start"/>${flow("f1", "start", "wait")}<intermediateCatchEvent id="wait">${timerOf("PT1H")}</intermediateCatchEvent>${flow("f2", "wait", "end")}<endEvent id="end"/>`,
        ),
      ),
      ANALYST,
    );
    const { case: id } = await runtime.start({ process: "service" }, CLERK);
    await harness.restart();
    await harness.runtime.settle();
    expect((await harness.database.readModels.case(id))?.status).to.equal("active");
    harness.advance(3_600_000);
    await harness.restart();
    await harness.runtime.settle();
    const history = await harness.database.events.history(id);
    expect(history.filter(({ event }) => event.type === "TimerFired")).to.have.length(1);
    expect((await harness.database.readModels.case(id))?.status).to.equal("completed");
  });

  it("given a form, when data are sent, then its marked fields become variables and all of it a document; misfits are named", async () => {
    const { runtime, database } = await openNow();
    const form = {
      type: "object",
      properties: { name: { type: "string" }, documents: { enum: ["complete", "incomplete"], "x-variable": true } },
      required: ["name", "documents"],
      additionalProperties: false,
    };
    const withForm = diagram(
      `<startEvent id="start"/>${flow("f1", "start", "check")}<userTask id="check"><extensionElements><reg:form name="check"/></extensionElements></userTask>${flow("f2", "check", "end")}<endEvent id="end"/>`,
    );
    await runtime.deploy(bundle(withForm, { check: form }), ANALYST);
    const { case: id, seq } = await runtime.start({ process: "service" }, CLERK);
    const task = await openTask();
    try {
      await runtime.completeTask(task, { form: { documents: "burnt", extra: 1 } }, CLERK);
      expect.fail("it was accepted");
    } catch (error) {
      expect((error as CodedError).code).to.equal("DATA_INVALID");
      expect((error as CodedError).problems.map((problem) => problem.pointer)).to.have.members([
        "/form/name",
        "/form/documents",
        "/form/extra",
      ]);
    }
    expect(await refusal(runtime.completeTask(task, { variables: { documents: "complete" } }, CLERK))).to.equal(
      "DATA_INVALID",
    );
    expect((await database.readModels.case(id))?.seq).to.equal(seq);
    const done = await runtime.completeTask(task, { form: { name: "Айгерім", documents: "complete" } }, CLERK);
    expect(done.state.ended).to.deep.equal({ documents: "complete" });
    expect(JSON.stringify(await database.events.history(id))).not.to.contain("Айгерім");
    const [document] = await database.caseFile.list(id);
    const read = await database.caseFile.read(document?.id ?? "");
    expect(JSON.parse(new TextDecoder().decode(read?.bytes))).to.deep.equal({ name: "Айгерім", documents: "complete" });
  });

  it("given pools that send messages, when one throws, then the other is started, answers, and each delivery is made once", async () => {
    const { runtime, database } = await openNow();
    const pools = new TextEncoder().encode(`<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:test">
<message id="m1" name="asked"/><message id="m2" name="answered"/>
<process id="service" isExecutable="true"><startEvent id="start"/>${flow("f1", "start", "ask")}<intermediateThrowEvent id="ask"><messageEventDefinition messageRef="m1"/></intermediateThrowEvent>${flow("f2", "ask", "hear")}<receiveTask id="hear" messageRef="m2"/>${flow("f3", "hear", "end")}<endEvent id="end"/></process>
<process id="other" isExecutable="true"><startEvent id="asked"><messageEventDefinition messageRef="m1"/></startEvent>${flow("g1", "asked", "tell")}<endEvent id="tell"><messageEventDefinition messageRef="m2"/></endEvent></process>
</definitions>`);
    await runtime.deploy(bundle(pools), ANALYST);
    await runtime.start({ process: "service" }, CLERK);
    await runtime.settle();
    const cases = (await database.readModels.cases({})).items;
    expect(cases.map(({ process, status }) => `${process} ${status}`)).to.have.members([
      "service completed",
      "other completed",
    ]);
    expect(await refusal(runtime.publishMessage({ name: "answered" }, CLERK))).to.equal("MESSAGE_NOT_EXPECTED");
  });

  it("given a suspended case, when work comes, then it is refused, and on resuming its terms have kept what was left", async () => {
    const { runtime, database } = await openNow();
    const withTerm = diagram(
      `<extensionElements><reg:service regulation="test" channel="office" clause="6"><reg:term duration="P3D" unit="working-day" clause="6 15)"/></reg:service></extensionElements><startEvent id="start"/>${flow("f1", "start", "check")}<userTask id="check"/>${flow("f2", "check", "end")}<endEvent id="end"/>`,
    );
    await runtime.deploy(bundle(withTerm), ANALYST);
    const { case: id } = await runtime.start({ process: "service" }, CLERK);
    const [before] = await database.readModels.limits(id);
    expect(before?.dueAt).to.equal("2012-05-17T17:59:59.999Z");
    await runtime.execute(id, { type: "SuspendCase", reason: "waits for the applicant" }, HEAD);
    expect(await refusal(runtime.completeTask(await openTask(), {}, CLERK))).to.equal("CASE_NOT_ACTIVE");
    harness.advance(2 * 86_400_000);
    await runtime.execute(id, { type: "ResumeCase", reason: "the paper came" }, HEAD);
    const [after] = await database.readModels.limits(id);
    // Two working days were stopped: from Thursday 17 May over the weekend to Monday 21 May.
    expect(after?.dueAt).to.equal("2012-05-21T17:59:59.999Z");
    await runtime.completeTask(await openTask(), {}, CLERK);
  });

  it("given a term that passes, when the pump looks, then the breach is an event and the flow goes on", async () => {
    const { runtime, database } = await openNow();
    const withLimit = diagram(
      `<startEvent id="start"/>${flow("f1", "start", "check")}<userTask id="check"><extensionElements><reg:limit duration="PT15M" unit="minute"/></extensionElements></userTask>${flow("f2", "check", "end")}<endEvent id="end"/>`,
    );
    await runtime.deploy(bundle(withLimit), ANALYST);
    const { case: id } = await runtime.start({ process: "service" }, CLERK);
    harness.advance(16 * 60_000);
    await runtime.settle();
    expect((await database.readModels.limits(id))[0]?.breachedAt).to.equal(harness.now);
    await runtime.completeTask(await openTask(), {}, CLERK);
    expect((await database.readModels.limits(id))[0]?.state).to.equal("late");
  });

  it("given cases with a past, when the read models are rebuilt from the log, then every state is the same", async () => {
    const { runtime, database } = await openNow([handler("person.lookup", async () => ({ facts: { found: true } }))]);
    await runtime.deploy(bundle(LOOKUP), ANALYST);
    await runtime.deploy(bundle(ONE_TASK), ANALYST);
    for (let count = 0; count < 5; count++) await runtime.start({ process: "service" }, CLERK);
    await runtime.completeTask(await openTask(), {}, CLERK);
    await runtime.settle();
    const list = async (): Promise<unknown> => [
      (await database.readModels.cases({})).items,
      (await database.readModels.tasks({})).items,
    ];
    const before = await list();
    await database.rebuild(evolve);
    expect(await list()).to.deep.equal(before);
  });
});

const LOOKUP_WITHOUT_HANDLER = diagram(
  `<startEvent id="start"/>${flow("f1", "start", "check")}<userTask id="check" name="Check"/>${flow("f2", "check", "end")}<endEvent id="end"/>`,
);

describe("messages that come before anybody waits", () => {
  const WAITS = new TextEncoder().encode(`<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="urn:test">
<message id="m" name="paper-came"><extensionElements><reg:correlation>number</reg:correlation></extensionElements></message>
<process id="service" isExecutable="true"><startEvent id="start"/>${flow("f1", "start", "check")}<userTask id="check"/>${flow("f2", "check", "paper")}<receiveTask id="paper" messageRef="m"/>${flow("f3", "paper", "end")}<endEvent id="end"/></process>
</definitions>`);

  let harness: RuntimeHarness;
  beforeEach(async () => {
    harness = await openRuntime();
    await harness.runtime.deploy(bundle(WAITS), ANALYST);
  });
  afterEach(() => harness.close());

  const send = (correlation: number, keepFor?: string) =>
    harness.runtime.publishMessage(
      { name: "paper-came", correlation, variables: { pages: 3 }, ...(keepFor === undefined ? {} : { keepFor }) },
      CLERK,
    );
  const start = () => harness.runtime.start({ process: "service", variables: { number: 7 } }, CLERK);
  const complete = async (id: string): Promise<void> => {
    const [task] = (await harness.database.readModels.tasks({ case: id, state: "open" })).items;
    await harness.runtime.completeTask(task?.id ?? "none", {}, CLERK);
    await harness.runtime.settle();
  };
  const statusOf = async (id: string): Promise<string | undefined> =>
    (await harness.database.readModels.case(id))?.status;

  it("given no wish to keep it, then it is refused", async () => {
    expect(await refusal(send(7))).to.equal("MESSAGE_NOT_EXPECTED");
  });

  it("given a wish to keep it, when a case comes to wait, then it is delivered to that case once, also after a restart", async () => {
    const { case: id } = await start();
    expect(await send(7, "P1D")).to.deep.equal({ keptUntil: "2012-05-15T04:00:00.000Z" });
    await harness.restart();
    await harness.runtime.settle();
    await complete(id);
    expect(await statusOf(id)).to.equal("completed");
    expect((await harness.database.events.load(id))?.ended).to.deep.include({ pages: 3 });
    const { case: next } = await start();
    await complete(next);
    expect(await statusOf(next)).to.equal("active");
  });

  it("given another correlation, or a time that is over, then it is not delivered", async () => {
    await send(8, "P1D");
    await send(7, "PT1H");
    harness.advance(2 * 3_600_000);
    const { case: id } = await start();
    await complete(id);
    expect(await statusOf(id)).to.equal("active");
  });

  it("given a time that is none, then it is refused with the field", async () => {
    expect(await refusal(send(7, "soon"))).to.equal("DATA_INVALID");
  });
});
