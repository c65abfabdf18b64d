import { expect } from "chai";
import { ROLES } from "../../api/auth/rights.ts";
import type { ApiContext } from "../../api/context.ts";
import { fullPath } from "../../api/address.ts";
import { routeTable } from "../../api/routes/table.ts";
import { startPostgres, type PostgresServer } from "../db/postgres-harness.ts";
import { playDemoCase } from "../web/demo-case.ts";
import { startInstallation, type Installation } from "./installation.ts";

describe("an installation over PostgreSQL", function () {
  this.timeout(180_000);
  let database: PostgresServer;
  let url: string;
  let house: Installation;
  let handled: string;
  before(async () => {
    database = await startPostgres();
    url = await database.empty();
    house = await startInstallation({ databaseUrl: url, regulations: ["processes/preschool-almaty-2012"] });
    handled = await playDemoCase(house);
  });
  after(async () => {
    await house.stop();
    await database.stop();
  });

  it("handles a case from intake to its result, and proves its chain", async () => {
    const auditor = await house.as("auditor");
    expect((await auditor.get(`/api/v1/cases/${handled}`)).body).to.include({ status: "completed" });
    const { body } = await auditor.get(`/api/v1/cases/${handled}/verification`);
    expect(body).to.include({ ok: true });
  });

  it("answers every list that anybody may ask for", async () => {
    // Without the stream that does not end, and the way to an identity provider that is not there.
    const lists = routeTable({ demo: {} } as unknown as ApiContext).filter(
      ({ method, path, id }) => method === "get" && !path.includes("{") && !/watchChanges|ProviderSignIn/.test(id),
    );
    expect(lists.length).to.be.greaterThan(20);
    const answered = new Set<string>();
    for (const role of ROLES) {
      const client = await house.as(role).catch(() => undefined);
      if (client === undefined) continue;
      for (const route of lists) {
        // `installation.ts` throws at 500.
        const { status } = await client.get(fullPath(route));
        if (status === 200) answered.add(route.id);
      }
    }
    const silent = lists.map(({ id }) => id).filter((id) => !answered.has(id));
    expect(silent).to.deep.equal([]);
  });

  it("has everything after a restart, and a second server beside it sees the same", async () => {
    await house.restart();
    const beside = await startInstallation({ databaseUrl: url, regulations: ["processes/preschool-almaty-2012"] });
    try {
      for (const each of [house, beside]) {
        const clerk = await each.as("head");
        expect((await clerk.get(`/api/v1/cases/${handled}`)).body).to.include({ status: "completed" });
      }
      const other = await playDemoCase(beside, "refused-orally");
      expect((await (await house.as("head")).get(`/api/v1/cases/${other}`)).body).to.include({ status: "completed" });
    } finally {
      await beside.stop();
    }
  });

  it("refuses to start when the database is not there, without showing the password", async () => {
    const gone = url.replace("reglament@", "reglament:secret@").replace(/test_\d+$/, "gone");
    const answer = await startInstallation({ databaseUrl: gone }).then(
      () => "started",
      (error: unknown) => (error as Error).message,
    );
    expect(answer)
      .to.match(/DATABASE_URL.*"gone" does not exist/)
      .and.not.include("secret");
  });
});
