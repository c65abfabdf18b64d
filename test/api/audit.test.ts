import { expect } from "chai";
import { createHash } from "node:crypto";
import { csvOf } from "../../api/table-as-csv.ts";
import type { ReadRow } from "../../engine/ports.ts";
import { createReadRecorder } from "../../api/read-recorder.ts";
import { chain, diagram, end, lane, start, userTask } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

const SERVICE = `<extensionElements><reg:service regulation="audited" channel="office" clause="6">
  <reg:term duration="P1D" unit="working-day" clause="6 15)" /></reg:service></extensionElements>`;
const BPMN = diagram("audited", lane("office-clerk", "check") + chain(start, userTask("check"), end)).replace(
  /(<process id="audited"[^>]*>)/,
  `$1${SERVICE}`,
);
const PARTED = diagram(
  "parted",
  lane("office-clerk", "check") +
    `<startEvent id="start" />${userTask("check")[1]}
     <exclusiveGateway id="complete" name="Are the documents complete?" default="yes" />
     <endEvent id="issued" /><endEvent id="turned-down" name="Oral refusal"><extensionElements>
       <reg:trace clause="6 3)" step="process 3" /><reg:status value="not-accepted" /></extensionElements></endEvent>
     <sequenceFlow id="f1" sourceRef="start" targetRef="check" /><sequenceFlow id="f2" sourceRef="check" targetRef="complete" />
     <sequenceFlow id="yes" name="yes" sourceRef="complete" targetRef="issued" />
     <sequenceFlow id="no" name="no" sourceRef="complete" targetRef="turned-down">
       <conditionExpression xsi:type="tFormalExpression">documents = "incomplete"</conditionExpression></sequenceFlow>`,
).replace(/(<process id="parted"[^>]*>)/, `$1${SERVICE.replace("audited", "parted")}`);
const csv = { headers: { Accept: "text/csv" } };

describe("the audit", () => {
  let house: Installation;
  let clerk: Client;
  let auditor: Client;
  let administrator: Client;
  let finished: string;
  let applicant: string;

  before(async () => {
    house = await startInstallation({ regulations: [] });
    [clerk, auditor, administrator] = await Promise.all([
      house.as("office-clerk"),
      house.as("auditor"),
      house.as("administrator"),
    ]);
    const resources = [{ kind: "bpmn", name: "diagram.bpmn", content: BPMN }];
    const deployed = await (await house.as("analyst")).post("/api/v1/definitions", { resources, comment: "first" });
    expect(deployed.status, deployed.text).to.equal(201);
    applicant = ((await (await house.as("applicant")).get("/api/v1/me")).body as { id: string }).id;
    finished = await startCase({ applicant });
    await finish(finished);
  });
  after(() => house.stop());

  async function startCase(more: object = {}): Promise<string> {
    const { status, body, text } = await clerk.post("/api/v1/cases", { process: "audited", ...more });
    expect(status, text).to.equal(201);
    return (body as { case: string }).case;
  }
  async function finish(id: string): Promise<void> {
    const { items } = (await clerk.get(`/api/v1/tasks?case=${id}`)).body as { items: { id: string }[] };
    const { status, text } = await clerk.post(`/api/v1/tasks/${items[0]!.id}/complete`, {});
    expect(status, text).to.equal(200);
  }
  const found = async (query: string, client = auditor) =>
    ((await client.get(`/api/v1/audit/cases?${query}`)).body as { items: { id: string }[] }).items.map(({ id }) => id);

  describe("finding cases", () => {
    it("finds by the beginning of the number and by the caller's own number", async () => {
      const own = await startCase({ businessKey: "2012/77" });
      expect(await found(`number=${finished.slice(0, 12)}`)).to.include(finished);
      expect(await found("number=2012%2F77")).to.deep.equal([own]);
      expect(await found("number=2012%2F7")).to.deep.equal([]);
    });

    it("finds by the applicant: account, login, and part of the name in either case", async () => {
      const { items } = (await auditor.get("/api/v1/accounts?role=applicant")).body as {
        items: { id: string; login: string; name: string }[];
      };
      const { login, name } = items.find(({ id }) => id === applicant)!;
      for (const text of [applicant, login, name.slice(0, 4), name.slice(0, 4).toUpperCase(), name.slice(1, 4)])
        expect(await found(`applicant=${encodeURIComponent(text)}`), text).to.include(finished);
      expect(await found("applicant=%25")).to.deep.equal([]);
      expect(await found("applicant=nobody")).to.deep.equal([]);
    });

    it("finds by who did a task of it", async () => {
      expect(await found("performer=office-clerk")).to.include(finished);
      expect(await found("performer=head")).not.to.include(finished);
    });

    it("finds by regulation, channel, unit, state, period and breach, all together", async () => {
      const all = "regulation=audited&channel=office&status=completed&from=2000-01-01T00:00:00Z&breached=false";
      expect(await found(all)).to.include(finished);
      for (const other of ["regulation=other", "channel=portal", "unit=nowhere", "before=2000-01-01T00:00:00Z"])
        expect(await found(other), other).to.deep.equal([]);
      expect(await found("breached=true")).to.deep.equal([]);
    });

    it("shows a head the cases of the own unit only, and nothing of another", async () => {
      const head = await house.as("head");
      expect(await found("", head)).to.include(finished);
      expect(await found("unit=another", head)).to.deep.equal([]);
    });

    it("goes on page by page, each case once", async () => {
      await startCase();
      const seen: string[] = [];
      let cursor = "";
      do {
        const { body } = await auditor.get(`/api/v1/audit/cases?limit=1${cursor}`);
        const page = body as { items: { id: string }[]; next?: string };
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next === undefined ? "" : `&cursor=${page.next}`;
      } while (cursor !== "");
      expect(seen).to.have.length.above(2);
      expect(new Set(seen).size).to.equal(seen.length);
    });
  });

  describe("a replay", () => {
    interface StoredCommit {
      seq: number;
      at: string;
      by: string;
      cause: string;
      prev: string;
      hash: string;
      events: string[];
    }
    const commits = async (client = auditor) =>
      ((await client.get(`/api/v1/cases/${finished}/commits`)).body as { items: StoredCommit[] }).items;

    it("gives the texts from which the reader computes every stored hash", async () => {
      const rows = await commits();
      expect(rows.length).to.be.above(1);
      let hash = "0".repeat(64);
      for (const row of rows) {
        expect(row.prev).to.equal(hash);
        row.events.forEach((text, index) => {
          const said = [hash, row.seq + index, row.at, row.by, row.cause, text].join("\n");
          hash = createHash("sha256").update(said).digest("hex");
        });
        expect(row.hash).to.equal(hash);
      }
    });

    it("pages through the rows without losing or repeating one", async () => {
      const whole = await commits();
      const seen: StoredCommit[] = [];
      for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
        const next = cursor === undefined ? "" : `&cursor=${cursor}`;
        const { body } = await auditor.get(`/api/v1/cases/${finished}/commits?limit=1${next}`);
        const page = body as { items: StoredCommit[]; next?: string };
        seen.push(...page.items);
        cursor = page.next;
      }
      expect(seen).to.deep.equal(whole);
    });

    it("names version, clauses, people and how dates were computed", async () => {
      const { body } = await auditor.get(`/api/v1/cases/${finished}/replay`);
      const replay = body as {
        versions: { version: number; comment: string; elements: { id: string; kind: string }[] }[];
        accounts: { id: string; name: string; roles: string[] }[];
        derivations: { seq: number; words: string[] }[];
      };
      expect(replay.versions).to.have.length(1);
      expect(replay.versions[0]).to.include({ version: 1, comment: "first" });
      expect(replay.versions[0]!.elements.find(({ id }) => id === "check")).to.include({ kind: "userTask" });
      expect(replay.accounts.flatMap(({ roles }) => roles)).to.include("office-clerk");
      expect(replay.accounts.map(({ id }) => id)).to.include(applicant);
      const rows = await commits();
      const [derivation] = replay.derivations;
      const row = rows.findLast(({ seq }) => seq <= derivation!.seq)!;
      expect(JSON.parse(row.events[derivation!.seq - row.seq]!)).to.include({ type: "LimitStarted" });
      expect(derivation!.words.length).to.be.above(2);
    });

    it("keeps the applicant's name and the case file from the administrator", async () => {
      const { body } = await administrator.get(`/api/v1/cases/${finished}/replay`);
      const replay = body as { accounts: { id: string }[]; documents: object[] };
      expect(replay.accounts.map(({ id }) => id)).not.to.include(applicant);
      expect(replay.documents).to.deep.equal([]);
    });

    it("is not there for a clerk of another unit", async () => {
      const other = await house.as("corporation-operator");
      for (const what of ["replay", "commits"])
        expect((await other.get(`/api/v1/cases/${finished}/${what}`)).body).to.include({ code: "CASE_NOT_FOUND" });
    });
  });

  describe("who looked at what", () => {
    const looks = async (query: string) =>
      ((await auditor.get(`/api/v1/audit/reads?${query}`)).body as { items: (ReadRow & { name: string })[] }).items;

    it("is written down for staff: the case, its task, documents and history, each once a minute", async () => {
      const id = await startCase({ applicant });
      const { items } = (await clerk.get(`/api/v1/tasks?case=${id}`)).body as { items: { id: string }[] };
      for (const path of [
        `cases/${id}`,
        `cases/${id}`,
        `tasks/${items[0]!.id}`,
        `cases/${id}/documents`,
        `cases/${id}/limits`,
        `cases/${id}/events`,
        `cases/${id}/verification`,
        `cases/${id}/replay`,
      ])
        expect((await clerk.get(`/api/v1/${path}`)).status, path).to.equal(200);
      const written = await looks(`case=${id}`);
      expect(written.map(({ what }) => what)).to.deep.equal([
        "replay",
        "verification",
        "history",
        "limits",
        "documents",
        "task",
        "case",
      ]);
      expect(written.find(({ what }) => what === "task")).to.include({ of: items[0]!.id });
      expect(new Set(written.map(({ name }) => name)).size).to.equal(1);
      expect((await looks("account=office-clerk")).map((look) => look.case)).to.include(id);
    });

    it("is not written of the applicant's own looks, nor of what was refused", async () => {
      const id = await startCase({ applicant });
      expect((await (await house.as("applicant")).get(`/api/v1/cases/${id}`)).status).to.equal(200);
      expect((await (await house.as("corporation-operator")).get(`/api/v1/cases/${id}`)).status).to.equal(404);
      expect(await looks(`case=${id}`)).to.deep.equal([]);
    });

    it("outlives a restart", async () => {
      const id = await startCase();
      await clerk.get(`/api/v1/cases/${id}`);
      await house.restart();
      expect((await looks(`case=${id}`)).map(({ what }) => what)).to.deep.equal(["case"]);
    });

    it("is tried again when it cannot be written, and nothing of it is lost", async () => {
      const written: object[] = [];
      let broken = true;
      const said: string[] = [];
      const recorder = createReadRecorder(
        {
          append: async (rows) => {
            if (broken) throw new Error("full");
            written.push(...rows);
          },
          list: async () => ({ items: [] }),
        },
        { now: () => "2012-05-14T04:00:00.000Z" },
        { error: (_: unknown, message: string) => void said.push(message) } as never,
      );
      recorder.record({ account: "a", case: "1", what: "case" });
      await recorder.flush();
      expect(said).to.have.length(1);
      recorder.record({ account: "a", case: "2", what: "case" });
      broken = false;
      await recorder.flush();
      expect(written.map((row) => (row as { case: string }).case)).to.deep.equal(["1", "2"]);
    });
  });

  describe("reports", () => {
    it("count kept terms by regulation, unit, step and month", async () => {
      const { body } = await auditor.get("/api/v1/reports/terms?regulation=audited&kind=term&by=regulation,month,step");
      const { items } = body as { items: { month: string; inTime: number; late: number; rate: number; of: string }[] };
      expect(items).to.have.length(1);
      expect(items[0]).to.include({ regulation: "audited", late: 0, rate: 1, of: "6 15)" });
      expect(items[0]!.inTime).to.be.above(0);
      expect(items[0]!.month).to.match(/^\d{4}-\d\d$/);
    });

    it("say where time goes, by the version of the diagram", async () => {
      const { body } = await auditor.get("/api/v1/reports/times/audited/latest");
      const report = body as { cases: number; items: { element: string; visits: number; open: number }[] };
      expect(report.cases).to.be.above(1);
      const check = report.items.find(({ element }) => element === "check")!;
      expect(check.visits).to.equal(report.cases);
      expect(check.open).to.be.below(check.visits);
      expect((await auditor.get("/api/v1/reports/times/audited/99")).body).to.include({ code: "DEFINITION_NOT_FOUND" });
    });

    it("count refusals by the step that turned the case down and the condition before it", async () => {
      const resources = [{ kind: "bpmn", name: "diagram.bpmn", content: PARTED }];
      const deployed = await (await house.as("analyst")).post("/api/v1/definitions", { resources });
      expect(deployed.status, deployed.text).to.equal(201);
      for (const documents of ["incomplete", "complete", "incomplete"])
        await finish(await startCase({ process: "parted", variables: { documents } }));
      const { body } = await auditor.get("/api/v1/reports/refusals?regulation=parted");
      expect(body).to.deep.equal({
        cases: 2,
        more: false,
        items: [
          {
            regulation: "parted",
            channel: "office",
            status: "not-accepted",
            element: "turned-down",
            name: "Oral refusal",
            clause: "6 3)",
            condition: "Are the documents complete?",
            answer: "no",
            count: 2,
          },
        ],
      });
    });

    it("keep the numbers of another unit from a head", async () => {
      const head = await house.as("head");
      for (const report of ["terms", "refusals", "times/audited/1"]) {
        const { body } = await head.get(`/api/v1/reports/${report}?unit=another`);
        expect((body as { items: object[] }).items, report).to.deep.equal([]);
      }
    });

    it("refuse a dimension that nobody counts by", async () => {
      expect((await auditor.get("/api/v1/reports/terms?by=applicant")).status).to.equal(422);
    });
  });

  describe("a table as CSV", () => {
    it("holds every row of every page under the names of its fields", async () => {
      for (let n = 0; n < 3; n += 1) await startCase();
      const { items } = (await auditor.get("/api/v1/audit/cases?limit=200")).body as { items: object[] };
      const { text, headers, status } = await auditor.get("/api/v1/audit/cases?limit=1", csv);
      expect(status).to.equal(200);
      expect(headers.get("content-type")).to.match(/^text\/csv/);
      expect(headers.get("content-disposition")).to.match(/^attachment/);
      const lines = text.trim().split("\r\n");
      expect(lines[0]).to.match(/^\uFEFF?id,seq,status/);
      expect(lines).to.have.length(items.length + 1);
      expect(text).to.include(finished);
    });

    it("is there for every list of the audit", async () => {
      for (const path of [
        "audit/reads",
        "reports/terms",
        "reports/refusals",
        "reports/times/audited/1",
        "surveys/counts",
        "incidents",
        "accounts",
        "definitions",
        `cases/${finished}/events`,
      ]) {
        const { status, headers } = await auditor.get(`/api/v1/${path}`, csv);
        expect(status, path).to.equal(200);
        expect(headers.get("content-type"), path).to.match(/^text\/csv/);
      }
    });

    it("quotes what needs it, and lets no spreadsheet run a text as a formula", () => {
      const rows = [
        { a: 'say "no"', b: "x,y", c: "=HYPERLINK(1)", d: ["1", "2"], e: -3, f: undefined, g: "line\nline" },
      ];
      expect(csvOf(["a", "b", "c", "d", "e", "f", "g"], rows)).to.equal(
        '\uFEFFa,b,c,d,e,f,g\r\n"say ""no""","x,y",\'=HYPERLINK(1),1; 2,-3,,"line\nline"\r\n',
      );
    });
  });

  describe("the state of the installation", () => {
    it("says how long the log is and what waits", async () => {
      const before = (await administrator.get("/api/v1/system/state")).body as { commits: number; openTasks: number };
      await startCase();
      const after = (await administrator.get("/api/v1/system/state")).body as typeof before & object;
      expect(after.commits).to.be.above(before.commits);
      expect(after.openTasks).to.equal(before.openTasks + 1);
      expect(after).to.include({ mode: "demo", simulated: true, openIncidents: 0 });
    });

    it("shows the calendar tables with the source of each row", async () => {
      const { items } = (await administrator.get("/api/v1/calendars")).body as {
        items: { version: string; holidays: { source: string }[]; transfers: { source: string }[] }[];
      };
      expect(items.map(({ version }) => version)).to.include("kz-2012-2026.1");
      for (const row of items.flatMap(({ holidays, transfers }) => [...holidays, ...transfers]))
        expect(row.source).not.to.equal("");
    });
  });
});
