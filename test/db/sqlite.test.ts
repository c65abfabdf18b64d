/** What only SQLite can suffer: faults of single statements, a process that dies, files that are not ours, bytes changed on the disk. */
import { copyFileSync, mkdirSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { DATABASE_FILE, openDatabase } from "../../db/open-database.ts";
import type { Database } from "../../db/open-database.ts";
import { freeJobs } from "../../db/job-locks.ts";
import { createReadModels } from "../../db/read-models.ts";
import { openSqlite } from "../../db/sqlite.ts";
import { evolve } from "../../engine/core/evolve.ts";
import type { Commit } from "../../engine/ports.ts";
import { CaseScript, complete, enter, instant, job, limit, message, task, timer } from "./case-script.ts";
import { derivedRows, sqliteHarness } from "./sqlite-harness.ts";
import type { SqliteHarness } from "./sqlite-harness.ts";

describe("SQLite", () => {
  let harness: SqliteHarness;
  beforeEach(async () => {
    harness = await sqliteHarness();
  });
  afterEach(() => harness.discard());

  /** A group that writes every table: a case goes on, another starts, a third ends; with a receipt and a document. */
  function aGroup(): { readonly before: readonly Commit[]; readonly group: readonly Commit[]; readonly later: Commit } {
    const waiting = [
      enter(3, "a", [task(4, "a"), job(5, "a"), timer(6, "a", instant(9)), message(7, "a", "m")]),
      limit(8, instant(30)),
    ];
    const [one, two, three] = [new CaseScript("case-1"), new CaseScript("case-2"), new CaseScript("case-3")];
    const before = [one.start(waiting), three.start(waiting)];
    const document = {
      id: "doc-1",
      name: "receipt",
      mediaType: "text/plain",
      bytes: Buffer.from("x"),
      salt: "00",
      hash: "h",
    };
    const group = [
      one.commit(
        [
          complete(3, "a"),
          { type: "LimitMet", key: 8, late: false },
          { type: "DocumentFiled", document: "doc-1", name: "receipt", mediaType: "text/plain", hash: "h" },
          enter(9, "b", [task(10, "b")]),
          { type: "MessageSent", element: "b", name: "status" },
        ],
        {
          documents: [document],
          receipt: { key: "k", account: "clerk-1", request: "r", response: "{}", at: instant(2) },
        },
      ),
      two.start(waiting),
      one.commit([
        { type: "IncidentRaised", key: 9, element: "b", code: "NO_FLOW_TAKEN", message: "x", at: "entering" },
      ]),
      three.commit([{ type: "CaseCompleted" }]),
    ];
    return { before, group, later: one.commit([complete(9, "b")]) };
  }

  async function everything(): Promise<unknown> {
    return {
      ...(await derivedRows(harness)),
      log: await harness.sql("select * from log order by position"),
      documents: await harness.sql("select * from documents"),
      receipts: await harness.sql("select * from receipts"),
    };
  }

  it("given a fault at any statement of a commit, writes nothing of the group, and the next group goes through", async () => {
    const { before, group, later } = aGroup();
    let failAt = Number.POSITIVE_INFINITY;
    let ran = 0;
    const database = await harness.open((sql) => {
      ran += 1;
      if (ran === failAt) throw new Error(`no: ${sql.slice(0, 20)}`);
    });
    await database.events.commit(before);
    const untouched = await everything();
    for (let statement = 1; ; statement += 1) {
      ran = 0;
      failAt = statement;
      const outcome = await database.events.commit(group).catch((error: unknown) => (error as Error).message);
      const statements = ran;
      failAt = Number.POSITIVE_INFINITY;
      if (Array.isArray(outcome)) {
        expect(statement, "every statement has had its fault")
          .to.equal(statements + 1)
          .and.to.be.greaterThan(15);
        expect(new Set(outcome)).to.deep.equal(new Set(["committed"]));
        break;
      }
      expect(outcome).to.match(/^no: /);
      expect(await everything(), `after a fault at statement ${statement}`).to.deep.equal(untouched);
    }
    expect(await database.events.commit([later])).to.deep.equal(["committed"]);
    expect((await database.events.verify("case-1")).ok).to.equal(true);
  });

  it("given a rollback that fails too, goes on with a new connection", async () => {
    const { before, group } = aGroup();
    let fails = false;
    const database = await harness.open((sql) => {
      if (fails && (sql === "commit" || sql === "rollback")) throw new Error("no");
    });
    await database.events.commit(before);
    const untouched = await everything();
    fails = true;
    expect(await database.events.commit(group).catch((error: unknown) => (error as Error).message)).to.equal("no");
    fails = false;
    expect(await everything()).to.deep.equal(untouched);
    expect(new Set(await database.events.commit(group))).to.deep.equal(new Set(["committed"]));
  });

  it("given a process that dies at any statement, the file opens with all of the group or nothing", async () => {
    const { before, group } = aGroup();
    const copies: { readonly dir: string; readonly sql: string }[] = [];
    // What a process killed at this moment leaves behind: the file and its WAL as they stand.
    const snapshot = (dir: string) => {
      mkdirSync(dir);
      for (const suffix of ["", "-wal"]) copyFileSync(harness.file + suffix, join(dir, DATABASE_FILE + suffix));
    };
    let copying = false;
    const database = await harness.open((sql) => {
      if (!copying) return;
      const dir = join(harness.dataDir, `killed-${copies.length}`);
      snapshot(dir);
      copies.push({ dir, sql });
    });
    await database.events.commit(before);
    copying = true;
    await database.events.commit(group);
    const after = join(harness.dataDir, "killed-after");
    snapshot(after);
    expect(copies.at(-1)?.sql).to.equal("commit");
    for (const dir of [...copies.map((copy) => copy.dir), after]) {
      const reopened = await openDatabase({ dataDir: dir });
      try {
        const whole = dir === after;
        expect((await reopened.events.load("case-2")) !== undefined).to.equal(whole);
        expect((await reopened.events.load("case-1"))?.seq).to.equal(whole ? 9 : 3);
        expect(await reopened.events.receipt("clerk-1", "k")).to.deep.equal(
          whole ? await database.events.receipt("clerk-1", "k") : undefined,
        );
        for (const id of ["case-1", "case-3"]) expect((await reopened.events.verify(id)).ok).to.equal(true);
        const rows = (await reopened.readModels.tasks({})).items;
        await reopened.rebuild(evolve);
        expect((await reopened.readModels.tasks({})).items).to.deep.equal(rows);
      } finally {
        await reopened.close();
      }
    }
  });

  it("given one byte changed in the file, verify says where", async () => {
    const script = new CaseScript("case-1");
    const database = await harness.open();
    await database.events.commit([script.start()]);
    await database.events.commit([
      script.commit([{ type: "TaskClaimed", key: 3, element: "process_1", assignee: "somebody" }]),
    ]);
    await database.events.commit([script.commit([complete(2, "process_1")])]);
    expect(await database.events.verify("case-1")).to.deep.equal({ ok: true, events: 4 });
    await database.close();

    const bytes = await readFile(harness.file);
    const at = bytes.indexOf('"type":"TaskClaimed"');
    const name = bytes.indexOf("somebody", at);
    expect(at).to.be.greaterThan(0);
    bytes[name] = "S".charCodeAt(0);
    await writeFile(harness.file, bytes);
    const reopened = await harness.open();
    expect(await reopened.events.verify("case-1")).to.deep.equal({ ok: false, events: 2, brokenAt: 3 });
  });

  it("commits durably: WAL and synchronous FULL", async () => {
    await harness.open();
    expect(await harness.sql("pragma journal_mode")).to.deep.equal([{ journal_mode: "wal" }]);
    // `synchronous` belongs to the connection: the writer says its own.
    const connections = await openSqlite({ file: harness.file });
    try {
      const settings = await connections.write(async (transaction) => [
        await transaction.all("pragma synchronous"),
        await transaction.all("pragma foreign_keys"),
        await transaction.all("pragma busy_timeout"),
      ]);
      expect(settings).to.deep.equal([[{ synchronous: 2 }], [{ foreign_keys: 1 }], [{ timeout: 5000 }]]);
      const refused = await connections.query("delete from log").catch((error: unknown) => (error as Error).message);
      expect(refused).to.match(/readonly/);
    } finally {
      await connections.close();
    }
  });

  it("makes the file readable by its owner only", async () => {
    await harness.open();
    expect((await stat(harness.file)).mode & 0o777).to.equal(0o600);
  });

  it("given a new file opened twice at once, makes the tables once", async () => {
    const databases = await Promise.all([harness.open(), harness.open(), harness.open()]);
    for (const [index, database] of databases.entries())
      expect(await database.events.commit([new CaseScript(`case-${index}`).start()])).to.deep.equal(["committed"]);
  });

  it("given a database of a newer version, refuses to open it and changes nothing", async () => {
    await (await harness.open()).close();
    await harness.sql(
      "insert into knex_migrations (name, batch, migration_time) values ('9999-from-the-future', 2, 0)",
    );
    expect(await refusal(harness.open())).to.match(/newer version .*9999-from-the-future/);
  });

  it("given a database of before units, its cases keep their one unit as the provider's, and the units of its accounts are in the list", async () => {
    const before = await harness.open();
    const one = new CaseScript("case-1");
    await before.events.commit([one.start()]);
    await before.accounts.create(
      {
        id: "a",
        login: "a",
        name: "A",
        language: "kk",
        roles: ["head"],
        unit: "office-1",
        createdAt: instant(1),
        createdBy: "system",
      },
      "scrypt$1",
    );
    await before.close();
    for (const statement of [
      "drop table unit_regulations",
      "drop table units",
      "drop index cases_unit",
      "drop index cases_intake_unit",
      "drop index tasks_open_unit",
      "drop index tasks_open_unit_role",
      "drop index tasks_open_applicant",
      "alter table cases drop column intake_unit",
      "create index tasks_open_role on tasks (role) where state = 'open'",
      "delete from knex_migrations where name = '0004-units'",
    ])
      await harness.sql(statement);
    const { readModels, units } = await harness.open();
    expect(await units.list()).to.deep.equal({
      items: [
        {
          id: "office-1",
          kind: "provider",
          names: { kk: "office-1", ru: "office-1", en: "office-1" },
          provides: [],
          defaultFor: [],
          closed: false,
        },
      ],
    });
    const { items } = await readModels.cases({ unit: "office-1" });
    expect(items.map(({ id, unit }) => [id, unit])).to.deep.equal([["case-1", "office-1"]]);
    expect((await readModels.tasks({ unit: "office-1", state: "open" })).items).to.have.length(1);
  });

  it("given a database of before contents were kept by digest, gives every document back as it was", async () => {
    const first = await harness.open();
    const { before, group } = aGroup();
    await first.events.commit(before);
    await first.events.commit(group);
    await first.close();
    for (const statement of [
      "alter table documents add column bytes blob",
      "update documents set bytes = (select bytes from contents where digest = documents.content)",
      "insert into documents (id, case_id, seq, name, media_type, size, hash, filed_at, filed_by, salt, bytes) " +
        "select 'doc-2', case_id, seq, name, media_type, size, hash, filed_at, filed_by, '01', bytes from documents",
      "insert into documents (id, case_id, seq, name, media_type, size, hash, filed_at, filed_by, erased_at) " +
        "select 'gone', case_id, seq, name, media_type, size, hash, filed_at, filed_by, '2026-01-01' from documents where id = 'doc-1'",
      "drop index documents_content",
      "drop index documents_number",
      "alter table documents drop column content",
      "alter table documents drop column number",
      "drop table contents",
      "delete from knex_migrations where name = '0008-contents'",
    ])
      await harness.sql(statement);
    const again = await harness.open();
    for (const id of ["doc-1", "doc-2"])
      expect(new TextDecoder().decode((await again.caseFile.read(id))?.bytes)).to.equal("x");
    expect(await again.caseFile.read("gone")).to.equal(undefined);
    expect(await harness.sql("select bytes from contents")).to.have.length(1);
  });

  it("given an erased document, its bytes are nowhere in the database's file", async () => {
    const database = await harness.open();
    const secret = "Әлімжанов Ғани ".repeat(2_000);
    const document = {
      id: "doc-1",
      name: "application",
      mediaType: "text/plain",
      bytes: Buffer.from(secret),
      salt: "00",
      hash: "h",
    };
    const script = new CaseScript("case-1");
    await database.events.commit([
      script.start(
        [{ type: "DocumentFiled", document: "doc-1", name: "application", mediaType: "text/plain", hash: "h" }],
        {
          documents: [document],
        },
      ),
    ]);
    const holds = async () => {
      await harness.sql("pragma wal_checkpoint(truncate)");
      return (await readFile(harness.file)).includes(secret.slice(0, 40));
    };
    expect(await holds()).to.equal(true);
    await database.events.commit([
      script.commit([{ type: "CaseFileErased", documents: ["doc-1"], ground: "law", reason: "order 7" }]),
    ]);
    // Nor in what SQLite keeps beside the file, as it stands: nobody has asked for a checkpoint.
    for (const file of [harness.file, `${harness.file}-wal`])
      expect((await readFile(file)).includes(secret.slice(0, 40)), file).to.equal(false);
    expect(await holds()).to.equal(false);
  });

  it("given the inbox of a clerk, a head or an applicant, or the cases of a unit, goes along an index in order and sorts nothing", async () => {
    await (await harness.open()).close();
    const connections = await openSqlite({ file: harness.file });
    const asked: { sql: string; bindings: (string | number)[] }[] = [];
    connections.read.on("query", (query: (typeof asked)[number]) => asked.push(query));
    const reads = createReadModels(connections);
    const plans = async (question: Promise<unknown>): Promise<string[]> => {
      await question;
      const steps = asked.splice(0).map(async ({ sql, bindings }) => {
        const plan = await harness.sql(`explain query plan ${sql}`, bindings);
        return plan.map(({ detail }) => String(detail)).join("; ");
      });
      return Promise.all(steps);
    };
    const unit = "office-1";
    const state = "open";
    const clerks = await plans(reads.tasks({ state, unit, roles: ["office-clerk", "head"] }));
    expect(clerks).to.have.length(3);
    for (const plan of clerks)
      expect(plan).to.match(/^SEARCH tasks USING INDEX tasks_open_unit_role \(unit=\? AND role=\?\)$/);
    expect(await plans(reads.tasks({ state, unit }))).to.deep.equal([
      "SEARCH tasks USING INDEX tasks_open_unit (unit=?)",
    ]);
    const ofOneCase = await plans(reads.tasks({ state, unit, roles: ["office-clerk"], case: "case-1" }));
    expect(ofOneCase.join()).to.match(/^SEARCH tasks USING INDEX sqlite_autoindex_tasks_1 \(case_id=\?\)/);
    const mine = await plans(reads.tasks({ state, unit, roles: ["office-clerk"], assignee: "clerk-1" }));
    expect(mine).to.deep.equal(["SEARCH tasks USING INDEX tasks_open_assignee (assignee=?)"]);
    expect(await plans(reads.tasks({ state, forApplicant: "applicant-1" }))).to.deep.equal([
      "SEARCH tasks USING INDEX tasks_open_applicant (applicant=?)",
    ]);
    expect(await plans(reads.cases({ unit }))).to.deep.equal([
      "SEARCH cases USING INDEX cases_unit (unit=?)",
      "SEARCH cases USING INDEX cases_intake_unit (intake_unit=?)",
    ]);
    await connections.close();
  });

  it("given the work of a topic, or what falls due for handlers, goes along an index and looks through no other work", async () => {
    await (await harness.open()).close();
    const connections = await openSqlite({ file: harness.file });
    let due = { sql: "", bindings: [] as (string | number)[] };
    connections.read.on("query", (query: typeof due) => void (due = query));
    await createReadModels(connections).dueJobs(instant(1), 1);
    await connections.close();
    const plan = async (sql: string, values: readonly (string | number)[]): Promise<string> =>
      (await harness.sql(`explain query plan ${sql}`, values)).map(({ detail }) => String(detail)).join("; ");
    expect(await plan(...freeJobs("pay", instant(1), 1)))
      .to.match(/^SEARCH j USING INDEX jobs_outside \(handler=\? AND run_at<\?\)/)
      .and.not.contain("B-TREE");
    expect(await plan(due.sql, due.bindings))
      .to.match(/^S\w+ jobs USING INDEX jobs_due \(run_at<\?\)/)
      .and.not.contain("B-TREE");
  });

  it("given a file that is no database, or another program's, refuses it and leaves it alone", async () => {
    await writeFile(harness.file, "not a database, but longer than the header of one ".repeat(40));
    expect(await refusal(harness.open())).to.contain("is not a database");
    await writeFile(harness.file, "");
    await harness.sql("create table theirs (id integer)");
    expect(await refusal(harness.open())).to.contain("another program");
    expect(await harness.sql("select name from sqlite_schema")).to.deep.equal([{ name: "theirs" }]);
  });
});

async function refusal(opening: Promise<Database>): Promise<string> {
  try {
    await opening;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It was opened");
}
