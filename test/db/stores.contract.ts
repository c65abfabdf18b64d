/** What the stores beside the log must do: definitions, accounts, sessions. */
import { hash } from "node:crypto";
import { expect } from "chai";
import type { Database } from "../../db/open-database.ts";
import type { AccountRow, Deployment, Resource, UnitRow, UnitStore } from "../../engine/ports.ts";
import { instant } from "./case-script.ts";
import type { DatabaseHarness } from "./sqlite-harness.ts";

export function describeStores(makeHarness: () => Promise<DatabaseHarness>): void {
  let harness: DatabaseHarness;
  let database: Database;

  beforeEach(async () => {
    harness = await makeHarness();
    database = await harness.open();
  });
  afterEach(() => harness.discard());

  describe("definitions", () => {
    const resource = (kind: Resource["kind"], name: string, text: string): Resource => ({
      kind,
      name,
      bytes: new TextEncoder().encode(text),
      digest: hash("sha256", text, "hex"),
    });
    const deployment = (text: string, processes: readonly string[] = ["office"], minute = 1): Deployment => {
      const resources = [resource("bpmn", "office.bpmn", text), resource("form", "check", '{"type":"object"}')];
      return {
        digest: hash("sha256", `${processes.join()} ${text}`, "hex"),
        resources,
        processes,
        regulation: "preschool",
        channel: "office",
        deployedAt: instant(minute),
        deployedBy: "analyst-1",
        comment: "first try",
      };
    };

    it("given a deployment, makes version 1 of its processes and gives its bytes back", async () => {
      const first = deployment("<one/>", ["office", "centre"]);
      const saved = await database.definitions.save(first);
      expect(saved.created).to.equal(true);
      expect(saved.definitions.map(({ process, version }) => [process, version])).to.deep.equal([
        ["office", 1],
        ["centre", 1],
      ]);
      const read = await database.definitions.byDigest(first.digest);
      expect({
        ...read,
        resources: read?.resources.map(({ name, bytes, ...rest }) => ({ name, bytes: [...bytes], ...rest })),
      }).to.deep.equal({
        ...first,
        resources: first.resources.map(({ name, bytes, ...rest }) => ({ name, bytes: [...bytes], ...rest })),
      });
      expect(await database.definitions.latest("office")).to.deep.equal({
        process: "office",
        version: 1,
        digest: first.digest,
        regulation: "preschool",
        channel: "office",
        deployedAt: instant(1),
        deployedBy: "analyst-1",
        comment: "first try",
      });
      expect(await database.definitions.byDigest("none")).to.equal(undefined);
      expect(await database.definitions.latest("none")).to.equal(undefined);
    });

    it("given a process of another channel in the diagram, keeps that with its definition", async () => {
      await database.definitions.save({
        ...deployment("<one/>", ["office", "actions"]),
        channels: { actions: "actions" },
      });
      expect(await database.definitions.latest("actions")).to.include({ regulation: "preschool", channel: "actions" });
      expect(await database.definitions.latest("office")).to.include({ channel: "office" });
    });

    it("given the same deployment again, changes nothing", async () => {
      const first = await database.definitions.save(deployment("<one/>"));
      const again = await database.definitions.save({ ...deployment("<one/>"), deployedAt: instant(9) });
      expect(again).to.deep.equal({ created: false, definitions: first.definitions });
      expect((await database.definitions.list()).items).to.deep.equal(first.definitions);
    });

    it("given another deployment and the first one again, counts versions 2 and 3", async () => {
      await database.definitions.save(deployment("<one/>"));
      await database.definitions.save(deployment("<two/>"));
      const third = await database.definitions.save(deployment("<one/>", ["office"], 7));
      expect(third.created).to.equal(true);
      expect(third.definitions[0]).to.include({
        version: 3,
        digest: deployment("<one/>").digest,
        deployedAt: instant(7),
      });
      expect((await database.definitions.version("office", 2))?.digest).to.equal(deployment("<two/>").digest);
      expect(await database.definitions.version("office", 4)).to.equal(undefined);
      expect((await database.definitions.latest("office"))?.version).to.equal(3);
    });

    it("given two deployments at once, counts both", async () => {
      await Promise.all([
        database.definitions.save(deployment("<one/>")),
        database.definitions.save(deployment("<two/>")),
      ]);
      const { items } = await database.definitions.list({ process: "office" });
      expect(items.map(({ version }) => version)).to.deep.equal([1, 2]);
      expect(new Set(items.map(({ digest }) => digest)).size).to.equal(2);
    });

    it("are listed by process and version, all or the latest, in pages", async () => {
      await database.definitions.save(deployment("<one/>", ["b", "a"]));
      await database.definitions.save(deployment("<two/>", ["b"]));
      const first = await database.definitions.list({}, { limit: 2 });
      const rest = await database.definitions.list({}, { limit: 2, cursor: first.next! });
      expect([...first.items, ...rest.items].map(({ process, version }) => `${process}${version}`)).to.deep.equal([
        "a1",
        "b1",
        "b2",
      ]);
      const latest = await database.definitions.list({ latestOnly: true });
      expect(latest.items.map(({ process, version }) => `${process}${version}`)).to.deep.equal(["a1", "b2"]);
    });

    it("given start timers, then those of each process's latest version are due, oldest first, and go on only from where they are", async () => {
      const { definitions, readModels } = database;
      const at = (startEvent: string, minute: number) => ({
        process: "office",
        startEvent,
        trigger: 0,
        dueAt: instant(minute),
      });
      const first = { ...deployment("<one/>"), startTimers: [{ ...at("a", 20), every: "PT1M", left: 2 }, at("b", 10)] };
      await definitions.save(first);
      const report = { ...at("weekly", 15), process: "report", every: "P7D" };
      await definitions.save({ ...deployment("<report/>", ["report"]), startTimers: [report] });
      const armed = { version: 1, definition: first.digest };
      expect(await readModels.nextDueAt()).to.equal(instant(10));
      expect((await definitions.dueStarts(instant(20), 10)).map(({ startEvent }) => startEvent)).to.deep.equal([
        "b",
        "weekly",
        "a",
      ]);
      expect(await definitions.dueStarts(instant(12), 10)).to.deep.equal([{ ...at("b", 10), ...armed }]);

      const a = { ...at("a", 20), every: "PT1M", left: 2, ...armed };
      expect(await definitions.startFired({ ...at("b", 10), ...armed }, undefined)).to.equal(true);
      expect(await definitions.startFired(a, { dueAt: instant(21), left: 1 })).to.equal(true);
      expect(await definitions.startFired(a, { dueAt: instant(21), left: 1 })).to.equal(false);
      expect(await definitions.dueStarts(instant(30), 1)).to.have.length(1);
      expect((await definitions.dueStarts(instant(30), 10)).at(-1)).to.deep.equal({
        ...a,
        dueAt: instant(21),
        left: 1,
      });

      const second = { ...deployment("<two/>"), startTimers: [at("a", 40)] };
      await definitions.save(second);
      expect(await definitions.startFired({ ...a, dueAt: instant(21), left: 1 }, undefined)).to.equal(false);
      expect((await definitions.dueStarts(instant(50), 10)).map((row) => [row.startEvent, row.version])).to.deep.equal([
        ["weekly", 1],
        ["a", 2],
      ]);
    });

    it("refuse bytes that are not those of their digest, coming and going", async () => {
      const good = deployment("<one/>");
      const wrong = { ...good, resources: [{ ...good.resources[0]!, digest: "0".repeat(64) }] };
      expect(await failure(database.definitions.save(wrong))).to.contain("office.bpmn");
      expect(await database.definitions.latest("office")).to.equal(undefined);
      await database.definitions.save(good);
      await harness.sql("update resources set bytes = ? where digest = ?", [
        Buffer.from("<two/>"),
        good.resources[0]!.digest,
      ]);
      expect(await failure(database.definitions.byDigest(good.digest))).to.contain("office.bpmn");
    });
  });

  const account = (login: string, more: Partial<AccountRow> = {}): AccountRow => ({
    id: `id-${login}`,
    login,
    name: "Әсел Қ.",
    language: "kk",
    roles: ["office.clerk"],
    createdAt: instant(1),
    createdBy: "system",
    ...more,
  });

  describe("units", () => {
    const unit = (id: string, more: Partial<UnitRow> = {}): UnitRow => ({
      id,
      kind: "provider",
      names: { kk: "Бөлім", ru: "Отдел", en: "Department" },
      provides: ["a", "b"],
      defaultFor: [],
      closed: false,
      ...more,
    });

    it("given a unit, finds it by id, kind and regulation, and replaces all of it", async () => {
      expect(await database.units.put(unit("north", { defaultFor: ["a"] }))).to.equal("created");
      const centre = unit("centre", { kind: "centre", parent: "north", provides: [] });
      await database.units.put(centre);
      expect(await database.units.byId("centre")).to.deep.equal(centre);
      expect(await database.units.byId("none")).to.equal(undefined);
      const ids = async (filter?: Parameters<UnitStore["list"]>[0]) =>
        (await database.units.list(filter)).items.map(({ id }) => id);
      expect([await ids(), await ids({ kind: "centre" }), await ids({ provides: "a" })]).to.deep.equal([
        ["centre", "north"],
        ["centre"],
        ["north"],
      ]);
      expect(await database.units.put(unit("north", { provides: ["c"] }))).to.equal("replaced");
      expect(await ids({ provides: "a" })).to.deep.equal([]);
      expect(await database.units.byId("north")).to.deep.equal(unit("north", { provides: ["c"] }));
    });

    it("given a new default, the one before is it no longer; closed units provide nothing any more", async () => {
      await database.units.put(unit("north", { defaultFor: ["a", "b"] }));
      await database.units.put(unit("south", { defaultFor: ["a"] }));
      await database.units.put(unit("shut", { closed: true }));
      const providers = await database.units.providersOf("a");
      expect(providers.map(({ id, defaultFor }) => [id, ...defaultFor])).to.deep.equal([
        ["north", "b"],
        ["south", "a"],
      ]);
    });
  });

  describe("accounts", () => {
    it("given a new account, finds it by id and by login, with its secret by login only", async () => {
      const clerk = account("clerk", { unit: "office-1" });
      expect(await database.accounts.create(clerk, "scrypt$1")).to.equal("created");
      expect(await database.accounts.byId("id-clerk")).to.deep.equal(clerk);
      expect(await database.accounts.byLogin("clerk")).to.deep.equal({
        ...clerk,
        passwordHash: "scrypt$1",
        failures: 0,
      });
      expect(await database.accounts.byId("none")).to.equal(undefined);
      expect(await database.accounts.byLogin("none")).to.equal(undefined);
    });

    it("given a login that is taken, writes nothing", async () => {
      await database.accounts.create(account("clerk"), "scrypt$1");
      expect(await database.accounts.create(account("clerk", { id: "other" }), "scrypt$2")).to.equal("login-taken");
      expect(await database.accounts.byId("other")).to.equal(undefined);
      expect((await database.accounts.byLogin("clerk"))?.passwordHash).to.equal("scrypt$1");
    });

    it("are listed by login, of one role when asked, in pages", async () => {
      for (const login of ["c", "a", "b"]) await database.accounts.create(account(login), "x");
      await database.accounts.create(account("d", { roles: ["office.clerk.trainee", "head"] }), "x");
      await database.accounts.create(account("e", { roles: ["office_clerk"] }), "x");
      const first = await database.accounts.list({}, { limit: 2 });
      const rest = await database.accounts.list({}, { cursor: first.next! });
      expect([...first.items, ...rest.items].map(({ login }) => login)).to.deep.equal(["a", "b", "c", "d", "e"]);
      const logins = async (role: string) => (await database.accounts.list({ role })).items.map(({ login }) => login);
      expect(await logins("office.clerk")).to.deep.equal(["a", "b", "c"]);
      expect(await logins("head")).to.deep.equal(["d"]);
      expect(await logins("office_clerk")).to.deep.equal(["e"]);
      expect(await logins("%")).to.deep.equal([]);
    });

    it("count wrong passwords, two at once as two, and keep the lock", async () => {
      await database.accounts.create(account("clerk"), "x");
      const counts = await Promise.all([
        database.accounts.addFailure("id-clerk"),
        database.accounts.addFailure("id-clerk"),
      ]);
      expect([...counts].sort()).to.deep.equal([1, 2]);
      await database.accounts.setFailures("id-clerk", 5, instant(30));
      expect(await database.accounts.byLogin("clerk")).to.include({ failures: 5, lockedUntil: instant(30) });
      await database.accounts.setFailures("id-clerk", 0);
      expect(await database.accounts.byLogin("clerk"))
        .to.include({ failures: 0 })
        .and.not.have.property("lockedUntil");
    });
  });

  describe("sessions", () => {
    const session = {
      tokenHash: "f".repeat(64),
      account: "id-clerk",
      createdAt: instant(1),
      expiresAt: instant(60),
      method: "signature",
    } as const;

    it("are found with their owner until they are closed", async () => {
      await database.accounts.create(account("clerk", { createdAt: instant(0) }), "x");
      await database.sessions.open(session);
      expect(await database.sessions.find(session.tokenHash)).to.deep.equal({
        ...session,
        owner: account("clerk", { createdAt: instant(0) }),
      });
      await database.sessions.close(session.tokenHash);
      expect(await database.sessions.find(session.tokenHash)).to.equal(undefined);
      await database.sessions.close(session.tokenHash);
    });

    it("that ended are deleted, the others stay", async () => {
      await database.accounts.create(account("clerk"), "x");
      await database.sessions.open(session);
      await database.sessions.open({ ...session, tokenHash: "e".repeat(64), expiresAt: instant(90) });
      await database.sessions.closeExpired(instant(61));
      expect(await database.sessions.find(session.tokenHash)).to.equal(undefined);
      expect((await database.sessions.find("e".repeat(64)))?.expiresAt).to.equal(instant(90));
    });

    it("are not opened for an account that is not there", async () => {
      expect(await failure(database.sessions.open(session))).to.match(/foreign key/i);
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
