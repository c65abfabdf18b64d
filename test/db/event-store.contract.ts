/** What every event store must do, whatever the database: run with a harness for each (`sqlite-store.test.ts`). */
import { createHash } from "node:crypto";
import { expect } from "chai";
import type { Database } from "../../db/open-database.ts";
import { ChainBroken } from "../../db/rebuild.ts";
import { evolve } from "../../engine/core/evolve.ts";
import type { Commit, NewDocument, StoredReceipt } from "../../engine/ports.ts";
import { CaseScript, complete, enter, instant, job, limit, message, task, timer } from "./case-script.ts";
import { derivedRows } from "./sqlite-harness.ts";
import type { DatabaseHarness } from "./sqlite-harness.ts";

export function describeEventStore(makeHarness: () => Promise<DatabaseHarness>): void {
  let harness: DatabaseHarness;
  let database: Database;

  beforeEach(async () => {
    harness = await makeHarness();
    database = await harness.open();
  });
  afterEach(() => harness.discard());

  describe("committing", () => {
    it("given a started case, loads the state that was committed", async () => {
      const script = new CaseScript("case-1");
      expect(await database.events.commit([script.start()])).to.deep.equal(["committed"]);
      expect(await database.events.load("case-1")).to.deep.equal(script.state);
    });

    it("given no such case, loads nothing", async () => {
      expect(await database.events.load("case-1")).to.equal(undefined);
      expect(await database.events.history("case-1")).to.deep.equal([]);
    });

    it("loads many cases at once and leaves out those that are not there", async () => {
      const one = new CaseScript("case-1");
      const two = new CaseScript("case-2");
      await database.events.commit([one.start(), two.start()]);
      const states = await database.events.loadMany(["case-2", "case-9", "case-1"]);
      expect([...states.keys()].sort()).to.deep.equal(["case-1", "case-2"]);
      expect(states.get("case-2")).to.deep.equal(two.state);
    });

    it("given an empty group, does nothing", async () => {
      expect(await database.events.commit([])).to.deep.equal([]);
    });

    it("given a case that exists, a second start conflicts and changes nothing", async () => {
      const first = new CaseScript("case-1");
      await database.events.commit([first.start()]);
      const again = new CaseScript("case-1").start([enter(2, "process_9")]);
      expect(await database.events.commit([again])).to.deep.equal(["conflict"]);
      expect(await database.events.load("case-1")).to.deep.equal(first.state);
    });

    it("given a version that has passed, the commit conflicts and changes nothing", async () => {
      const script = new CaseScript("case-1");
      await database.events.commit([script.start()]);
      const state = script.state;
      const won = script.commit([complete(2, "process_1")]);
      script.state = state;
      const lost = script.commit([{ type: "TaskClaimed", key: 3, element: "process_1", assignee: "clerk-2" }]);
      expect(await database.events.commit([won])).to.deep.equal(["committed"]);
      expect(await database.events.commit([lost])).to.deep.equal(["conflict"]);
      expect(await database.events.load("case-1")).to.deep.equal(JSON.parse(JSON.stringify(won.state)));
      expect((await database.events.history("case-1")).length).to.equal(3);
    });

    it("given a case that is not there, a commit on its version conflicts", async () => {
      const script = new CaseScript("case-1");
      script.start();
      expect(await database.events.commit([script.commit([complete(2, "process_1")])])).to.deep.equal(["conflict"]);
      expect(await database.events.load("case-1")).to.equal(undefined);
    });

    it("given one stale case in a group, leaves out all its commits and writes the others", async () => {
      const stale = new CaseScript("stale");
      const good = new CaseScript("good");
      await database.events.commit([stale.start()]);
      const before = stale.state;
      const first = new CaseScript("stale").start();
      const second = stale.commit([complete(2, "process_1")]);
      expect(
        await database.events.commit([good.start(), first, second, good.commit([complete(2, "process_1")])]),
      ).to.deep.equal(["committed", "conflict", "conflict", "committed"]);
      expect(await database.events.load("stale")).to.deep.equal(before);
      expect(await database.events.load("good")).to.deep.equal(good.state);
    });

    it("given several commits of one case in a group, keeps them in order and the last state", async () => {
      const script = new CaseScript("case-1");
      const group = [
        script.start(),
        script.commit([{ type: "TaskClaimed", key: 3, element: "process_1", assignee: "clerk-1" }]),
        script.commit([complete(2, "process_1"), enter(4, "process_2", [task(5, "process_2")])]),
      ];
      expect(await database.events.commit(group)).to.deep.equal(["committed", "committed", "committed"]);
      expect(await database.events.load("case-1")).to.deep.equal(script.state);
      expect((await database.events.history("case-1")).map(({ seq, event }) => [seq, event.type])).to.deep.equal([
        [1, "CaseStarted"],
        [2, "ElementEntered"],
        [3, "TaskClaimed"],
        [4, "ElementCompleted"],
        [5, "ElementEntered"],
      ]);
      expect((await database.events.verify("case-1")).ok).to.equal(true);
    });

    it("given two groups at once, writes one after the other", async () => {
      const script = new CaseScript("case-1");
      const start = script.start();
      const then = script.commit([complete(2, "process_1")]);
      const others = Array.from({ length: 20 }, (_, index) => new CaseScript(`other-${index}`).start());
      const outcomes = await Promise.all([
        database.events.commit([start]),
        database.events.commit([then]),
        ...others.map((other) => database.events.commit([other])),
      ]);
      expect(new Set(outcomes.flat())).to.deep.equal(new Set(["committed"]));
      expect(await database.events.load("case-1")).to.deep.equal(script.state);
    });

    it("refuses as our own fault a state that is not that after the events", async () => {
      const commit = new CaseScript("case-1").start();
      const wrong = { ...commit, state: { ...commit.state, seq: 7 } };
      const good = new CaseScript("case-2").start();
      expect(await failure(database.events.commit([good, wrong]))).to.contain("case-1");
      expect(await failure(database.events.commit([{ ...commit, events: [] }]))).to.contain("without events");
      expect(await database.events.load("case-2")).to.equal(undefined);
    });

    it("given a group of more rows than a statement holds, writes all of it", async () => {
      const scripts = Array.from({ length: 2000 }, (_, index) => new CaseScript(`case-${index}`));
      const outcomes = await database.events.commit(scripts.map((script) => script.start()));
      expect(outcomes.filter((outcome) => outcome === "committed").length).to.equal(2000);
      const next = await database.events.commit(
        scripts.map((script) => script.commit([complete(2, "process_1", "clerk-1")])),
      );
      expect(next.filter((outcome) => outcome === "committed").length).to.equal(2000);
      expect((await database.events.loadMany(scripts.map((script) => script.id))).size).to.equal(2000);
      const [open] = await harness.sql("select count(*) as count from tasks where state = 'open'");
      expect(open?.count).to.equal(0);
    });

    it("given a closed database opened again, everything committed is there", async () => {
      const script = new CaseScript("case-1");
      await database.events.commit([script.start()]);
      await database.close();
      const reopened = await harness.open();
      expect(await reopened.events.load("case-1")).to.deep.equal(script.state);
      await reopened.events.commit([script.commit([complete(2, "process_1")])]);
      expect((await reopened.events.history("case-1")).map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
    });

    it("given two openings of the database, each sees the other's commits and conflicts with them", async () => {
      const other = await harness.open();
      const script = new CaseScript("case-1");
      await database.events.commit([script.start()]);
      expect(await other.events.load("case-1")).to.deep.equal(script.state);

      const state = script.state;
      await other.events.commit([script.commit([complete(2, "process_1")])]);
      const byOther = script.state;
      script.state = state;
      const late = script.commit([{ type: "TaskClaimed", key: 3, element: "process_1", assignee: "clerk-2" }]);
      expect(await database.events.commit([late])).to.deep.equal(["conflict"]);
      expect(await database.events.load("case-1")).to.deep.equal(byOther);

      const many = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          (index % 2 === 0 ? database : other).events.commit([new CaseScript(`both-${index}`).start()]),
        ),
      );
      expect(new Set(many.flat())).to.deep.equal(new Set(["committed"]));
      expect((await other.readModels.cases({})).items.length).to.equal(11);
    });
  });

  describe("history", () => {
    async function fiveCommits(): Promise<readonly Commit[]> {
      const script = new CaseScript("case-1");
      const between = new CaseScript("case-2");
      const commits = [
        script.start(), // 1, 2
        script.commit([complete(2, "process_1"), enter(4, "process_2", [task(5, "process_2")])]), // 3, 4
        script.commit([{ type: "TaskClaimed", key: 5, element: "process_2", assignee: "clerk-2" }], {
          cause: "ClaimTask",
        }), // 5
        script.commit([{ type: "TaskReleased", key: 5, element: "process_2" }], { cause: "ReleaseTask", by: "head-1" }), // 6
        script.commit([complete(4, "process_2"), { type: "CaseCompleted" }]), // 7, 8
      ];
      for (const commit of commits)
        await database.events.commit([commit, ...(commit.expectedSeq === 2 ? [between.start()] : [])]);
      return commits;
    }

    it("gives each event as it was committed, with who, when and why", async () => {
      const commits = await fiveCommits();
      const events = await database.events.history("case-1");
      expect(events.map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(events.map(({ event }) => event)).to.deep.equal(commits.flatMap((commit) => commit.events));
      expect(events[5]).to.include({ seq: 6, at: commits[3]!.at, by: "head-1", cause: "ReleaseTask" });
    });

    it("pages after a sequence number, also in the middle of a command's events", async () => {
      await fiveCommits();
      const seqs = async (page: { afterSeq?: number; limit?: number }) =>
        (await database.events.history("case-1", page)).map(({ seq }) => seq);
      expect(await seqs({ limit: 3 })).to.deep.equal([1, 2, 3]);
      expect(await seqs({ afterSeq: 3, limit: 3 })).to.deep.equal([4, 5, 6]);
      expect(await seqs({ afterSeq: 6 })).to.deep.equal([7, 8]);
      expect(await seqs({ afterSeq: 8 })).to.deep.equal([]);
      expect(await seqs({ afterSeq: 99 })).to.deep.equal([]);
    });

    it("gives the same hashes on a page as in the whole", async () => {
      await fiveCommits();
      const whole = await database.events.history("case-1");
      for (let after = 0; after < 8; after += 1)
        expect(await database.events.history("case-1", { afterSeq: after, limit: 1 })).to.deep.equal([whole[after]]);
    });
  });

  describe("the hash chain", () => {
    it("begins with 64 zeros and hashes each event with the one before, as documented", async () => {
      const script = new CaseScript("case-1");
      const commits = [script.start(), script.commit([complete(2, "process_1")], { by: "Әсел" })];
      await database.events.commit(commits);
      let prev = "0".repeat(64);
      for (const { seq, at, by, cause, event, prev: before, hash } of await database.events.history("case-1")) {
        expect(before).to.equal(prev);
        prev = createHash("sha256")
          .update([prev, seq, at, by, cause, JSON.stringify(event)].join("\n"), "utf8")
          .digest("hex");
        expect(hash).to.equal(prev);
      }
      expect(await database.events.verify("case-1")).to.deep.equal({ ok: true, events: 3 });
    });

    /** Commits of 2, 1 and 2 events: rows that begin at 1, 3 and 4. */
    async function threeRows(): Promise<void> {
      const script = new CaseScript("case-1");
      await database.events.commit([script.start()]);
      await database.events.commit([new CaseScript("case-2").start()]);
      await database.events.commit([
        script.commit([{ type: "TaskClaimed", key: 3, element: "process_1", assignee: "clerk-1" }]),
      ]);
      await database.events.commit([script.commit([complete(2, "process_1"), { type: "CaseCompleted" }])]);
    }
    const broken: readonly { what: string; sql: string; at: number }[] = [
      {
        what: "a changed event",
        sql: "update log set events = replace(events, 'clerk-1', 'clerk-9') where seq = 3",
        at: 3,
      },
      {
        what: "a changed actor",
        sql: "update log set by_actor = 'clerk-9' where case_id = 'case-1' and seq = 3",
        at: 3,
      },
      { what: "a changed instant", sql: "update log set at = '2012-05-14T03:00:00.000Z' where seq = 4", at: 4 },
      { what: "a changed cause", sql: "update log set cause = 'CancelCase' where seq = 3", at: 3 },
      {
        what: "a first event that is another's",
        sql: "update log set case_id = 'case-3' where case_id = 'case-1' and seq = 1",
        at: 1,
      },
      { what: "a row tied to another hash", sql: "update log set prev_hash = hash where seq = 4", at: 4 },
      { what: "a row left out", sql: "update log set prev_position = 1 where seq = 4", at: 3 },
      { what: "a row taken away", sql: "delete from log where seq = 3", at: 1 },
      { what: "a row with an event dropped", sql: "update log set count = 1 where seq = 4", at: 4 },
      { what: "the end cut off", sql: "update cases set last_position = 3 where id = 'case-1'", at: 4 },
    ];
    for (const { what, sql, at } of broken)
      it(`given ${what}, says where it breaks`, async () => {
        await threeRows();
        expect(await database.events.verify("case-1")).to.deep.equal({ ok: true, events: 5 });
        await harness.sql(sql);
        expect(await database.events.verify("case-1")).to.deep.include({ ok: false, brokenAt: at });
        expect(await database.events.verify("case-2")).to.deep.equal({ ok: true, events: 2 });
      });
  });

  describe("receipts", () => {
    const receipt: StoredReceipt = {
      key: "key-1",
      account: "clerk-1",
      request: "r".repeat(64),
      response: '{"case":"case-1"}',
      at: instant(1),
    };

    it("are there with the command that they answer", async () => {
      await database.events.commit([new CaseScript("case-1").start(undefined, { receipt })]);
      expect(await database.events.receipt("clerk-1", "key-1")).to.deep.equal(receipt);
      expect(await database.receipts.find("clerk-1", "key-1")).to.deep.equal(receipt);
      expect(await database.events.receipt("clerk-2", "key-1")).to.equal(undefined);
    });

    it("given a key that was used, the commit conflicts and writes nothing", async () => {
      await database.events.commit([new CaseScript("case-1").start(undefined, { receipt })]);
      const again = new CaseScript("case-2").start(undefined, { receipt: { ...receipt, response: "other" } });
      const good = new CaseScript("case-3").start(undefined, { receipt: { ...receipt, account: "clerk-2" } });
      expect(await database.events.commit([again, good])).to.deep.equal(["conflict", "committed"]);
      expect(await database.events.load("case-2")).to.equal(undefined);
      expect(await database.events.receipt("clerk-1", "key-1")).to.deep.equal(receipt);
    });

    it("given a key twice in one group, the second commit conflicts with all that follows on it", async () => {
      const second = new CaseScript("case-2");
      const group = [
        new CaseScript("case-1").start(undefined, { receipt }),
        second.start(undefined, { receipt }),
        second.commit([complete(2, "process_1")]),
      ];
      expect(await database.events.commit(group)).to.deep.equal(["committed", "conflict", "conflict"]);
      expect(await database.events.load("case-2")).to.equal(undefined);
    });

    it("of requests that change no case are saved once", async () => {
      expect(await database.receipts.save(receipt)).to.equal("saved");
      expect(await database.receipts.save({ ...receipt, response: "other" })).to.equal("taken");
      expect(await database.events.receipt("clerk-1", "key-1")).to.deep.equal(receipt);
    });
  });

  describe("the case file", () => {
    const document = (id: string, text: string): NewDocument => ({
      id,
      name: "application",
      mediaType: "application/json",
      bytes: new TextEncoder().encode(text),
      salt: "0f".repeat(16),
      hash: createHash("sha256")
        .update(Buffer.from("0f".repeat(16), "hex"))
        .update(text)
        .digest("hex"),
    });
    const filed = ({ id, name, mediaType, hash }: NewDocument) =>
      ({ type: "DocumentFiled", document: id, name, mediaType, hash }) as const;

    it("holds the documents that a commit's events name, in their order", async () => {
      const script = new CaseScript("case-1");
      const first = document("z-first", '{"child":"Ә"}');
      const second = document("a-second", "{}");
      await database.events.commit([
        script.start([filed(first)], { documents: [first], by: "applicant-1" }),
        script.commit([filed(second)], { documents: [second] }),
      ]);
      expect(await database.caseFile.list("case-1")).to.deep.equal([
        {
          id: "z-first",
          case: "case-1",
          name: "application",
          mediaType: "application/json",
          size: first.bytes.length,
          hash: first.hash,
          filedAt: instant(1),
          filedBy: "applicant-1",
        },
        {
          id: "a-second",
          case: "case-1",
          name: "application",
          mediaType: "application/json",
          size: 2,
          hash: second.hash,
          filedAt: instant(2),
          filedBy: "clerk-1",
        },
      ]);
      const read = await database.caseFile.read("z-first");
      expect(new TextDecoder().decode(read?.bytes)).to.equal('{"child":"Ә"}');
      expect(read).to.include({ salt: first.salt, hash: first.hash });
      expect(await database.caseFile.read("none")).to.equal(undefined);
    });

    it("given a commit that conflicts, holds nothing of it", async () => {
      const lost = document("lost", "{}");
      await database.events.commit([new CaseScript("case-1").start()]);
      await database.events.commit([new CaseScript("case-1").start([filed(lost)], { documents: [lost] })]);
      expect(await database.caseFile.list("case-1")).to.deep.equal([]);
    });

    it("given the same bytes in two cases, keeps them once, each document with a salt of its own", async () => {
      const [one, two] = [new CaseScript("case-1"), new CaseScript("case-2")];
      const [first, second] = [
        document("first", "a scan"),
        { ...document("second", "a scan"), salt: "aa", hash: "h2" },
      ];
      await database.events.commit([one.start([filed(first)], { documents: [first] })]);
      await database.events.commit([two.start([filed(second)], { documents: [second] })]);
      for (const { id, salt } of [first, second]) {
        const read = await database.caseFile.read(id);
        expect(new TextDecoder().decode(read?.bytes)).to.equal("a scan");
        expect(read?.salt).to.equal(salt);
      }
      expect(await harness.sql("select digest from contents")).to.have.length(1);
    });

    it("given an erased case file, has its rows and hashes but neither content nor salt, and the chain holds", async () => {
      const script = new CaseScript("case-1");
      const [one, two] = [document("one", "Ә"), { ...document("two", "Ұ"), number: "AAAA-BBBB-CCCC" }];
      const erased = { type: "CaseFileErased", documents: ["one", "two"], ground: "law", reason: "order 7" } as const;
      await database.events.commit([
        script.start([filed(one), filed(two)], { documents: [one, two] }),
        script.commit([{ type: "CaseCompleted" }]),
        script.commit([erased]),
      ]);
      const list = await database.caseFile.list("case-1");
      expect(list.map(({ id, hash, erasedAt }) => [id, hash, erasedAt])).to.deep.equal([
        ["one", one.hash, instant(3)],
        ["two", two.hash, instant(3)],
      ]);
      expect(await database.caseFile.read("one")).to.equal(undefined);
      expect(await harness.sql("select * from contents")).to.deep.equal([]);
      expect(await harness.sql("select salt, content from documents")).to.deep.equal([
        { salt: null, content: null },
        { salt: null, content: null },
      ]);
      expect(await database.caseFile.issued("AAAA-BBBB-CCCC"))
        .to.include({ id: "two" })
        .and.not.have.property("digest");
      expect(await database.events.verify("case-1")).to.deep.equal({ ok: true, events: 5 });
    });

    it("given an erased case file, what was written beside it goes too, that of other cases stays", async () => {
      const [one, two] = [new CaseScript("case-1"), new CaseScript("case-2")];
      await database.events.commit([one.start(), two.start()]);
      for (const id of ["case-1", "case-2"]) {
        await database.comments.add({ id: `of-${id}`, case: id, by: "clerk-1", at: instant(1), text: "rang Айгүл" });
        await database.notifications.begin({
          id: `${id}.7`,
          case: id,
          channel: "inbox",
          language: "kk",
          subject: "s",
          text: "Айгүл",
          begunAt: instant(1),
        });
      }
      const answer = { id: "answer", at: instant(2), json: `{"person":"Айгүл"}` };
      for (const id of ["case-1", "case-2"]) {
        await database.surveys.answer({ case: id, answeredAt: instant(2), by: "applicant-1", answers: { q: "good" } });
        const message = { id: `message-${id}`, case: id, system: "person-register", service: "s" };
        await database.gatewayOutbox.queue(message, instant(1));
        await database.gatewayOutbox.answered(message.id, answer);
      }
      const erased = { type: "CaseFileErased", documents: [], ground: "law", reason: "order 7" } as const;
      await database.events.commit([one.commit([{ type: "CaseCompleted" }]), one.commit([erased])]);
      for (const table of ["comments", "notifications", "surveys"])
        expect(await harness.sql(`select case_id from ${table}`)).to.deep.equal([{ case_id: "case-2" }]);
      // Nor does an answer that comes once more bring it back.
      expect(await database.gatewayOutbox.answered("message-case-1", answer)).to.equal("repeated");
      expect(await database.gatewayOutbox.find("message-case-1")).to.include({ state: "answered" });
      expect(await database.gatewayOutbox.find("message-case-1")).to.not.have.property("answer");
      expect(await database.gatewayOutbox.find("message-case-2")).to.include({ answer: answer.json });
      expect(await database.events.verify("case-1")).to.include({ ok: true });
    });

    it("given an erased case file, leaves the same bytes to the case that holds them too", async () => {
      const [one, two] = [new CaseScript("case-1"), new CaseScript("case-2")];
      const [mine, theirs] = [document("mine", "a form"), document("theirs", "a form")];
      const erase = (id: string) =>
        ({ type: "CaseFileErased", documents: [id], ground: "retention", reason: "five years" }) as const;
      await database.events.commit([
        one.start([filed(mine)], { documents: [mine] }),
        two.start([filed(theirs)], { documents: [theirs] }),
      ]);
      // A case can erase nothing but its own.
      await database.events.commit([one.commit([erase("mine"), erase("theirs")])]);
      expect(await database.caseFile.read("mine")).to.equal(undefined);
      expect(new TextDecoder().decode((await database.caseFile.read("theirs"))?.bytes)).to.equal("a form");
      await database.events.commit([two.commit([erase("theirs")])]);
      expect(await harness.sql("select * from contents")).to.deep.equal([]);
    });

    it("finds what was issued by its number, with the digest of its bytes", async () => {
      const script = new CaseScript("case-1");
      const paper = { ...document("paper", "%PDF"), number: "0000-1111-2222" };
      await database.events.commit([script.start([filed(paper)], { documents: [paper] })]);
      expect(await database.caseFile.issued("0000-1111-2222")).to.include({
        id: "paper",
        case: "case-1",
        number: "0000-1111-2222",
        digest: createHash("sha256").update("%PDF").digest("hex"),
      });
      expect(await database.caseFile.issued("0000-1111-2223")).to.equal(undefined);
    });

    it("refuses a document that no event names", async () => {
      const stray = document("stray", "{}");
      expect(
        await failure(database.events.commit([new CaseScript("case-1").start([], { documents: [stray] })])),
      ).to.contain("stray");
      expect(await database.events.load("case-1")).to.equal(undefined);
    });
  });

  describe("rebuild", () => {
    /** Cases with every kind of row, open and closed, written in groups so that rows are changed within and across groups. */
    async function aBusyInstallation(): Promise<void> {
      const scripts = Array.from({ length: 7 }, (_, index) => new CaseScript(`case-${index}`));
      await database.events.commit(
        scripts.map((script, index) =>
          script.start([
            limit(2, instant(60 + index), { kind: "term", of: "6" }),
            enter(3, "process_1", [
              task(4, "process_1"),
              timer(5, "late", instant(90)),
              message(6, "withdrawn", "withdrawal", { case: index }),
            ]),
            enter(7, "lookup", [job(8, "lookup")]),
            {
              type: "MessageSent",
              element: "told",
              name: "status",
              correlation: script.id,
              payload: { status: "received" },
            },
          ]),
        ),
      );
      const [one, two, three, four, five, six] = scripts as [
        CaseScript,
        CaseScript,
        CaseScript,
        CaseScript,
        CaseScript,
        CaseScript,
      ];
      await database.events.commit([
        one.commit([{ type: "TaskClaimed", key: 4, element: "process_1", assignee: "clerk-1" }]),
        one.commit([
          complete(3, "process_1", "clerk-1"),
          { type: "LimitMet", key: 2, late: false },
          enter(9, "process_2", [task(10, "process_2", "office.head")]),
          limit(11, instant(45)),
        ]),
        two.commit([
          {
            type: "JobFailed",
            key: 8,
            element: "lookup",
            failures: 1,
            code: "X",
            message: "no answer",
            retryAt: instant(70),
          },
        ]),
        two.commit([
          { type: "JobFailed", key: 8, element: "lookup", failures: 2, code: "X", message: "no answer" },
          {
            type: "IncidentRaised",
            key: 7,
            element: "lookup",
            code: "JOB_FAILED",
            message: "no answer",
            at: "working",
          },
        ]),
        three.commit([{ type: "CaseSuspended", at: instant(30), reason: "checked by the prosecutor" }]),
        four.commit([{ type: "CaseTerminated", why: "cancelled", reason: "withdrawn" }]),
      ]);
      await database.events.commit([
        one.commit([
          { type: "LimitMoved", key: 11, dueAt: instant(50), derivation: limitDerivation(50), reason: "extended" },
        ]),
        two.commit([
          { type: "IncidentResolved", key: 7, element: "lookup", resolution: "retried", reason: "line is back" },
          { type: "JobRetried", key: 8, element: "lookup", reason: "line is back" },
        ]),
        five.commit([
          { type: "TimerFired", key: 5, element: "late", dueAt: instant(90), nextDueAt: instant(120), left: 1 },
          { type: "MessageReceived", key: 6, element: "withdrawn", name: "withdrawal" },
          { type: "LimitBreached", key: 2, of: "6", dueAt: instant(64) },
        ]),
        six.commit([{ type: "ElementTerminated", key: 3, element: "process_1", why: "interrupted" }]),
        six.commit([
          { type: "SignalSent", element: "all", name: "closed" },
          { type: "CaseCompleted", variables: { ok: true } },
        ]),
      ]);
      await database.readModels.delivered((await database.readModels.outbox(3)).map(({ id }) => id));
    }
    const limitDerivation = (minutes: number) =>
      (limit(0, instant(minutes)) as Extract<ReturnType<typeof limit>, { type: "LimitStarted" }>).derivation;

    it("makes the same rows again from the log, in chunks of any size", async () => {
      await aBusyInstallation();
      const before = await derivedRows(harness);
      for (const table of Object.keys(before)) expect(before[table], table).to.not.deep.equal([]);
      for (const chunk of [1, 2, 5, 1000]) {
        await harness.sql("update cases set state = '{}', last_hash = 'x' where id = 'case-1'");
        await harness.sql("delete from tasks where case_id = 'case-0'");
        const done = await database.rebuild(evolve, { chunk });
        expect(done).to.deep.equal({ commits: 18, events: 54, cases: 7 });
        expect(await derivedRows(harness), `chunks of ${chunk}`).to.deep.equal(before);
      }
    });

    it("leaves delivered messages delivered and undelivered ones to be sent", async () => {
      await aBusyInstallation();
      const waiting = await database.readModels.outbox(100);
      expect(waiting.length).to.equal(5);
      await database.rebuild(evolve);
      expect(await database.readModels.outbox(100)).to.deep.equal(waiting);
    });

    it("is followed by commits as if nothing had been", async () => {
      const script = new CaseScript("case-1");
      await database.events.commit([script.start()]);
      await database.rebuild(evolve);
      expect(await database.events.commit([script.commit([complete(2, "process_1")])])).to.deep.equal(["committed"]);
      expect(await database.events.verify("case-1")).to.deep.equal({ ok: true, events: 3 });
    });

    it("tells its progress", async () => {
      await aBusyInstallation();
      const told: number[] = [];
      await database.rebuild(evolve, { chunk: 8, onProgress: (commits) => told.push(commits) });
      expect(told).to.deep.equal([8, 16, 18]);
    });

    it("given a broken chain, names the place and leaves every row as it was", async () => {
      await aBusyInstallation();
      const before = await derivedRows(harness);
      await harness.sql(
        "update log set events = replace(events, 'withdrawn', 'forgotten') where case_id = 'case-3' and seq = 6",
      );
      try {
        await database.rebuild(evolve, { chunk: 3 });
        expect.fail("it went through");
      } catch (error) {
        expect(error).to.be.instanceOf(ChainBroken);
        expect(error).to.include({ case: "case-3", seq: 6 });
      }
      expect(await derivedRows(harness)).to.deep.equal(before);
    });
  });
}

/** The message with which it fails. */
async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It did not fail");
}
