import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readAuthorities } from "../../api/authority-settings.ts";
import { ConfigError } from "../../api/config.ts";
import { openHouse } from "../../api/server.ts";
import { createCaOverHttp, listenAsCa } from "../../fixtures/test-ca/ca-over-http.ts";
import { ensureTestCa } from "../../fixtures/test-ca/test-ca.ts";
import type { TestCa } from "../../fixtures/test-ca/test-ca.ts";

describe("the authorities of an installation", () => {
  let folder: string;
  let ca: TestCa;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "reglament-authorities-"));
    ca = await ensureTestCa(join(folder, "ca"));
    const { anchors, intermediates } = ca.trustedIssuers();
    writeFileSync(join(folder, "root.pem"), anchors[0]!);
    writeFileSync(join(folder, "issuing.pem"), intermediates[0]!);
    const person = { label: "person", iin: "941101210424", surname: "Сынақова", name: "Жанар" };
    writeFileSync(join(folder, "person.pem"), (await ca.signer(person)).certificate);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const root = { certificate: "root.pem", anchor: true, crlUrl: "http://127.0.0.1:9/root.crl" };
  const read = (rows: unknown) => {
    const path = join(folder, "authorities.json");
    writeFileSync(path, JSON.stringify(rows));
    return readAuthorities({ AUTHORITIES_FILE: path });
  };

  it("given no file, are none", () => {
    expect(readAuthorities({})).to.equal(undefined);
  });

  it("given a file, are its rows with the certificates beside it", () => {
    const issuing = {
      certificate: "issuing.pem",
      anchor: false,
      crlUrl: root.crlUrl,
      ocspUrl: "http://127.0.0.1:9/ocsp",
    };
    const { anchors, intermediates } = ca.trustedIssuers();
    expect(read([root, issuing])).to.deep.equal([
      { ...root, certificate: anchors[0] },
      { ...issuing, certificate: intermediates[0] },
    ]);
  });

  const broken: readonly [string, unknown, string][] = [
    ["no list", {}, "a list of authorities"],
    ["an empty list", [], "at least one anchor"],
    ["no anchor", [{ ...root, anchor: false }], "at least one anchor"],
    ["a row that is none", [root, 7], "row 2 has certificate, anchor and crlUrl"],
    ["anchor in words", [{ ...root, anchor: "yes" }], "row 1 has anchor"],
    ["no address of the list", [{ ...root, crlUrl: "ldap://x" }], "row 1 has crlUrl"],
    ["a wrong address of the delta list", [{ ...root, deltaCrlUrl: "ftp://x" }], "row 1 has deltaCrlUrl"],
    ["a wrong address of OCSP", [{ ...root, ocspUrl: 7 }], "row 1 has ocspUrl"],
    ["a certificate that is not there", [{ ...root, certificate: "none.pem" }], "row 1 has certificate"],
    ["a person's certificate", [{ ...root, certificate: "person.pem" }], "row 1 has certificate"],
  ];
  for (const [what, rows, says] of broken) {
    it(`given ${what}, the start stops with a sentence that names the place`, () => {
      expect(() => read(rows)).to.throw(ConfigError, says);
    });
  }

  it("given no such file, the start stops", () => {
    expect(() => readAuthorities({ AUTHORITIES_FILE: join(folder, "nowhere.json") })).to.throw(ConfigError, "nowhere");
  });

  it("once configured, are who the installation asks about signatures", async () => {
    const served = createCaOverHttp({ ca, clock: { now: () => new Date().toISOString() } });
    const server = await listenAsCa(served);
    // The first of each: the GOST authorities are configured the same way.
    const { anchors, intermediates } = ca.trustedIssuers();
    const row = (which: string) => ({
      certificate: `${which}.pem`,
      anchor: which === "root",
      crlUrl: `${server.url}/crl/${which}.crl`,
      ocspUrl: `${server.url}/ocsp/${which}`,
    });
    const authorities = read([row("root"), row("issuing")])!;
    const house = await openHouse({ dataDir: join(folder, "data"), authorities });
    try {
      const call = { messageId: "1", signal: new AbortController().signal };
      const trusted = await house.revocation.trustedIssuers(call);
      const issuer = intermediates[0]!;
      expect(trusted).to.deep.equal({ anchors: [anchors[0]], intermediates: [issuer] });
      await house.revocation.statusOf({ certificate: "", issuer }, call);
      expect(served.requests("crl")).to.equal(1);
    } finally {
      await house.close();
      await server.close();
    }
  });
});
