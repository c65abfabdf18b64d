import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ConfigError, placeOfData, readConfig } from "../../api/config.ts";

describe("the environment of an installation", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reglament-config-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("given no PORT, the port is 3000; given 0, the system chooses", () => {
    expect(readConfig({ DATA_DIR: folder }).port).to.equal(3000);
    expect(readConfig({ DATA_DIR: folder, PORT: "0" }).port).to.equal(0);
  });

  it("given a DATA_DIR that is not there yet, it is made", () => {
    const { dataDir } = readConfig({ DATA_DIR: join(folder, "deep", "data") });
    expect(statSync(dataDir).isDirectory()).to.equal(true);
  });

  for (const value of ["", "http", "3000a", "-1", "65536", "3.5", " 3000", "1e3"])
    it(`given PORT=${JSON.stringify(value)}, the start stops with a sentence that names both`, () => {
      expect(() => readConfig({ DATA_DIR: folder, PORT: value }))
        .to.throw(ConfigError)
        .with.property(
          "message",
          `PORT is ${JSON.stringify(value)}, but it must be a whole number from 0 (any free port) to 65535.`,
        );
    });

  it("given a DATA_DIR that is a file, the start stops with a sentence that names it", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(() => readConfig({ DATA_DIR: file })).to.throw(ConfigError, `DATA_DIR is ${JSON.stringify(file)}`);
    expect(() => readConfig({ DATA_DIR: join(file, "below") })).to.throw(ConfigError, "DATA_DIR");
    expect(() => readConfig({ DATA_DIR: "" })).to.throw(ConfigError, 'DATA_DIR is ""');
  });

  it("given the address of a PostgreSQL database, takes it, and shows it without its password", () => {
    const databaseUrl = "postgres://reglament:secret@db:5433/cases";
    const config = readConfig({ DATA_DIR: folder, DATABASE_URL: databaseUrl });
    expect(config).to.include({ databaseUrl });
    expect(placeOfData(config)).to.equal("PostgreSQL at db:5433/cases");
    expect(placeOfData(readConfig({ DATA_DIR: folder }))).to.equal(folder);
  });

  it("given another DATABASE_URL, the start stops, and the password in it is not shown", () => {
    expect(() => readConfig({ DATA_DIR: folder, DATABASE_URL: "mysql://reglament:secret@db/reglament" }))
      .to.throw(ConfigError, 'DATABASE_URL is "mysql:..."')
      .with.property("message")
      .that.does.not.include("secret");
    expect(() => readConfig({ DATA_DIR: folder, DATABASE_URL: "" })).to.throw(ConfigError, 'DATABASE_URL is ""');
  });
});
