import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createLog } from "../../api/log.ts";
import { StartRefused } from "../../api/config.ts";
import { createServer, openHouse, type ServerOptions } from "../../api/server.ts";
import { TEST_COST } from "./installation.ts";

describe("the server", () => {
  let dataDir: string;
  let log: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "reglament-server-"));
    log = "";
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const options = (mode: ServerOptions["mode"]): ServerOptions => ({
    mode,
    port: 0,
    host: "127.0.0.1",
    dataDir,
    passwordCost: TEST_COST,
    log: createLog({ write: (line) => void (log += line) }),
  });
  const refusal = (start: Promise<unknown>): Promise<unknown> =>
    start.then(
      () => undefined,
      (error: unknown) => error,
    );

  it("given a start and a stop at once, again and again, nothing fails and nothing is left running", async () => {
    for (const _ of Array(5)) await (await createServer(options("demo"))).close();
    expect(log).not.to.match(/"level":(40|50|60)/);
  });

  it("given a folder that holds a demo, an installation refuses to start in it", async () => {
    await (await createServer(options("demo"))).close();
    expect(await refusal(createServer(options("installation"))))
      .to.be.instanceOf(StartRefused)
      .with.property("message")
      .that.includes(dataDir);
  });

  it("given a folder that holds an installation, the demo refuses to start in it, and puts no account there", async () => {
    const house = await openHouse({ dataDir });
    await house.database.accounts.create(
      {
        id: "a1",
        login: "boss",
        name: "Boss",
        language: "ru",
        roles: ["administrator"],
        createdAt: "2026-01-01T00:00:00.000Z",
        createdBy: "system",
      },
      "scrypt$1024$8$1$AAAA$AAAA",
    );
    await house.close();
    expect(await refusal(createServer(options("demo")))).to.be.instanceOf(StartRefused);
    const again = await openHouse({ dataDir });
    expect((await again.database.accounts.list()).items.map(({ login }) => login)).to.deep.equal(["boss"]);
    await again.close();
  });

  it("given a port that is taken, the start fails and lets go of the store", async () => {
    const first = await createServer(options("demo"));
    const elsewhere = mkdtempSync(join(tmpdir(), "reglament-server-"));
    const error = await refusal(createServer({ ...options("demo"), dataDir: elsewhere, port: first.port }));
    expect(error).to.have.property("code", "EADDRINUSE");
    await first.close();
    rmSync(elsewhere, { recursive: true });
  });
});
