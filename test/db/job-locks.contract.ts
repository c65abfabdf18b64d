/** What outside workers fetch, and how long it is theirs, whatever the database. */
import { expect } from "chai";
import type { Database } from "../../db/open-database.ts";
import type { FetchedJob, JobTopic } from "../../engine/ports.ts";
import { CaseScript, complete, enter, instant, job } from "./case-script.ts";
import type { DatabaseHarness } from "./sqlite-harness.ts";

export function describeJobLocks(makeHarness: () => Promise<DatabaseHarness>): void {
  let harness: DatabaseHarness;
  let database: Database;
  let grants: number;

  beforeEach(async () => {
    harness = await makeHarness();
    database = await harness.open();
    grants = 0;
  });
  afterEach(() => harness.discard());

  const MINUTE = 60_000;
  const work = (key: number, topic: string) => ({ ...job(key, `e${key}`), handler: `external:${topic}` });
  const startCase = async (id: string, topic = "pay", minute = 1): Promise<CaseScript> => {
    const script = new CaseScript(id);
    await database.events.commit([script.start([enter(2, "e3", [work(3, topic)])], { minute })]);
    return script;
  };
  const fetch = (
    minute: number,
    { worker = "w1", limit = 10, topics = [{ topic: "pay", lockMs: 5 * MINUTE }] as readonly JobTopic[] } = {},
  ): Promise<readonly FetchedJob[]> =>
    database.jobLocks.fetch({
      topics,
      worker,
      account: `account of ${worker}`,
      now: instant(minute),
      limit,
      grant: () => `grant ${++grants}`,
    });
  const ids = async (fetched: Promise<readonly FetchedJob[]>) => (await fetched).map((each) => each.case);

  it("given a job of the topic, it is given with its input and its case, and locked as long as was asked", async () => {
    await startCase("case-1");
    const [fetched, ...more] = await fetch(2);
    expect(more).to.deep.equal([]);
    expect(fetched).to.deep.equal({
      case: "case-1",
      key: 3,
      grant: "grant 1",
      topic: "pay",
      worker: "w1",
      account: "account of w1",
      lockedUntil: instant(7),
      element: "e3",
      input: { document: "application" },
      failures: 0,
      process: "preschool.office",
      definition: "d".repeat(64),
      regulation: "preschool",
      channel: "office",
      businessKey: "key of case-1",
    });
  });

  it("given a lock, nobody else gets the job until it is over; then it is another grant", async () => {
    await startCase("case-1");
    await fetch(2);
    expect(await ids(fetch(6, { worker: "w2" }))).to.deep.equal([]);
    expect(await database.jobLocks.nextFree(["pay"], instant(6))).to.equal(instant(7));
    const [again] = await fetch(7, { worker: "w2" });
    expect(again).to.include({ grant: "grant 2", worker: "w2", lockedUntil: instant(12) });
    expect(await database.jobLocks.find("case-1", 3)).to.include({ grant: "grant 2", account: "account of w2" });
  });

  it("given several workers at once, each job goes to one of them", async () => {
    for (const id of ["a", "b", "c", "d", "e", "f"]) await startCase(id);
    const all = await Promise.all(["w1", "w2", "w3"].map((worker) => ids(fetch(2, { worker, limit: 2 }))));
    expect(all.map((cases) => cases.length)).to.deep.equal([2, 2, 2]);
    expect(all.flat().toSorted()).to.deep.equal(["a", "b", "c", "d", "e", "f"]);
  });

  it("given several topics, the longest waiting come first, each with the lock of its topic, and no other topic", async () => {
    await startCase("late", "pay", 3);
    await startCase("early", "send", 1);
    await startCase("other", "print", 1);
    await startCase("latest", "pay", 4);
    const topics = [
      { topic: "pay", lockMs: MINUTE },
      { topic: "send", lockMs: 2 * MINUTE },
    ];
    const fetched = await fetch(5, { topics, limit: 2 });
    expect(fetched.map((each) => [each.case, each.lockedUntil])).to.deep.equal([
      ["early", instant(7)],
      ["late", instant(6)],
    ]);
  });

  it("given a failure with a retry, it is free again only then; given an incident, only when staff retry it", async () => {
    const script = await startCase("case-1");
    const [lock] = await fetch(2);
    const failed = { type: "JobFailed", key: 3, element: "e3", code: "WORKER_FAILED", message: "no" } as const;
    await database.events.commit([script.commit([{ ...failed, failures: 1, retryAt: instant(30) }])]);
    await database.jobLocks.end(lock!, "failure");
    expect(await ids(fetch(29))).to.deep.equal([]);
    expect(await database.jobLocks.nextFree(["pay"], instant(29))).to.equal(instant(30));
    const [second] = await fetch(30);
    expect(second).to.include({ failures: 1 });
    await database.events.commit([
      script.commit([
        { ...failed, failures: 2 },
        { type: "IncidentRaised", key: 2, element: "e3", code: "JOB_FAILED", message: "no", at: "working" },
      ]),
    ]);
    await database.jobLocks.end(second!, "failure");
    expect(await ids(fetch(60))).to.deep.equal([]);
    await database.events.commit([
      script.commit([{ type: "JobRetried", key: 3, element: "e3", reason: "paid by now" }], { minute: 61 }),
    ]);
    expect(await ids(fetch(62))).to.deep.equal(["case-1"]);
  });

  it("given a suspended case, nothing of it is given", async () => {
    const script = await startCase("case-1");
    await database.events.commit([script.commit([{ type: "CaseSuspended", at: instant(2), reason: "checked" }])]);
    expect(await ids(fetch(3))).to.deep.equal([]);
    await database.events.commit([script.commit([{ type: "CaseResumed", reason: "checked" }])]);
    expect(await ids(fetch(4))).to.deep.equal(["case-1"]);
  });

  it("is extended only while it lasts, by the grant that holds it, and while the job is there", async () => {
    const script = await startCase("case-1");
    const [first] = await fetch(2);
    expect(await database.jobLocks.extend(first!, instant(6), instant(20))).to.equal(true);
    expect(await ids(fetch(19))).to.deep.equal([]);
    expect(await database.jobLocks.extend(first!, instant(20), instant(30))).to.equal(false);
    const [second] = await fetch(21, { worker: "w2" });
    expect(await database.jobLocks.extend(first!, instant(22), instant(30))).to.equal(false);
    await database.events.commit([script.commit([complete(2, "e3")])]);
    expect(await database.jobLocks.extend(second!, instant(22), instant(30))).to.equal(false);
  });

  it("given back, the job is free at once; an old grant gives nothing back", async () => {
    await startCase("case-1");
    const [first] = await fetch(2);
    await database.jobLocks.end({ ...first!, grant: "another" }, "unlock");
    expect(await ids(fetch(3))).to.deep.equal([]);
    await database.jobLocks.end(first!, "unlock");
    expect(await ids(fetch(3))).to.deep.equal(["case-1"]);
  });

  it("is forgotten when the job is gone, not before", async () => {
    const script = await startCase("case-1");
    await startCase("case-2");
    await fetch(2);
    await database.events.commit([script.commit([complete(2, "e3")])]);
    await database.jobLocks.forgetBefore(instant(7));
    expect(await database.jobLocks.find("case-1", 3)).to.not.equal(undefined);
    await database.jobLocks.forgetBefore(instant(8));
    expect(await database.jobLocks.find("case-1", 3)).to.equal(undefined);
    expect(await database.jobLocks.find("case-2", 3)).to.not.equal(undefined);
  });

  it("outlives a rebuild of the read models", async () => {
    const { evolve } = await import("../../engine/core/evolve.ts");
    await startCase("case-1");
    await fetch(2);
    await database.rebuild(evolve);
    expect(await ids(fetch(6, { worker: "w2" }))).to.deep.equal([]);
  });
}
