import "reflect-metadata";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as x509 from "@peculiar/x509";
import { expect } from "chai";
import type { TestSigner } from "../../fixtures/test-ca/signer.ts";
import { readCertificate } from "../../handlers/certificate.ts";
import type { Certificate } from "../../handlers/certificate.ts";
import { OutsideUnavailable } from "../../handlers/outside.ts";
import { judgeRevocation } from "../../handlers/revocation.ts";
import { createRevocationOverHttp } from "../../handlers/revocation-over-http.ts";
import { authorityOf, ecdsaIssuer, oddCrl } from "./odd-certificates.ts";
import { NOW, openWorld } from "./job.ts";
import type { World } from "./job.ts";

type Issuer = ReturnType<typeof authorityOf>;

describe("a delta list of what has been revoked since", () => {
  let world: World;
  let issuing: Issuer;
  let root: Issuer;
  let person: TestSigner;
  let certificate: Certificate;
  before(async () => {
    world = await openWorld();
    [issuing, root] = [authorityOf(world.ca, "issuing"), authorityOf(world.ca, "root")];
    person = await world.ca.signer({ ...world.people.personas.clerk, label: "clerk" });
    certificate = readCertificate(person.certificate)!;
  });
  after(() => world.close());

  const integer = (value: number) => new Uint8Array([2, 1, value]);
  const crlNumber = (value: number) => new x509.Extension("2.5.29.20", false, integer(value));
  const indicator = (value: number, critical = true) => new x509.Extension("2.5.29.27", critical, integer(value));
  const entry = (reason: x509.X509CrlReason): x509.X509CrlEntryParams[] => [
    {
      serialNumber: new x509.X509Certificate(person.certificate).serialNumber,
      revocationDate: new Date("2026-05-13T00:00:00Z"),
      reason,
    },
  ];
  const { keyCompromise, certificateHold, removeFromCRL } = x509.X509CrlReason;
  const base = (entries: x509.X509CrlEntryParams[] = [], number = 5) =>
    oddCrl(issuing, issuing, { extensions: [crlNumber(number)], entries });
  const delta = (
    entries: x509.X509CrlEntryParams[] = [],
    odd: { readonly extensions?: x509.Extension[]; readonly by?: Issuer; readonly nextUpdate?: Date } = {},
  ) =>
    oddCrl(issuing, odd.by ?? issuing, {
      extensions: odd.extensions ?? [crlNumber(7), indicator(5)],
      entries,
      ...(odd.nextUpdate === undefined ? {} : { nextUpdate: odd.nextUpdate }),
    });
  const judge = async (crl: Promise<string>, changes?: Promise<string>) =>
    judgeRevocation(
      certificate,
      readCertificate(issuing.certificate)!,
      { kind: "crl", crl: await crl, ...(changes === undefined ? {} : { delta: await changes }) },
      new Date(NOW),
    );

  it("says the newer word: revoked since, still revoked, still good", async () => {
    expect(await judge(base())).to.equal("good");
    expect(await judge(base(), delta())).to.equal("good");
    expect(await judge(base(), delta(entry(keyCompromise)))).to.equal("revoked");
    expect(await judge(base(entry(keyCompromise)), delta())).to.equal("revoked");
  });

  it("releases what was on hold, and nothing else (removeFromCRL)", async () => {
    expect(await judge(base(entry(certificateHold)))).to.equal("revoked");
    expect(await judge(base(entry(certificateHold)), delta(entry(removeFromCRL)))).to.equal("good");
    expect(await judge(base(entry(certificateHold)), delta(entry(keyCompromise)))).to.equal("revoked");
    expect(await judge(base(entry(keyCompromise)), delta(entry(removeFromCRL)))).to.equal("revoked");
    expect(await judge(base(), delta(entry(removeFromCRL)))).to.equal("good");
  });

  it("fits a base that is newer than the one it was made for, and no older one", async () => {
    expect(await judge(base([], 7), delta(entry(keyCompromise)))).to.equal("revoked");
    expect(await judge(base([], 4), delta(entry(keyCompromise)))).to.equal("unknown");
    expect(await judge(base([], 8), delta())).to.equal("unknown");
  });

  const odd: readonly [string, () => Promise<string>][] = [
    ["somebody else signed", async () => delta([], { by: ecdsaIssuer(person) })],
    ["another authority signed", () => delta([], { by: root })],
    ["is stale", () => delta([], { nextUpdate: new Date("2026-05-14T03:30:00Z") })],
    ["is none, but a whole list", () => delta([], { extensions: [crlNumber(7)] })],
    [
      "does not say that it is one where it must be seen",
      () => delta([], { extensions: [crlNumber(7), indicator(5, false)] }),
    ],
    ["has no number", () => delta([], { extensions: [indicator(5)] })],
    [
      "speaks of a part of the certificates only",
      () =>
        delta([], {
          extensions: [crlNumber(7), indicator(5), new x509.Extension("2.5.29.28", true, new Uint8Array([48, 0]))],
        }),
    ],
    ["cannot be read", () => Promise.resolve("AAAA")],
  ];
  for (const [what, made] of odd) {
    it(`that ${what} helps as little as no list: unknown`, async () => {
      expect(await judge(base(), made())).to.equal("unknown");
    });
  }

  it("cannot stand in for the whole list, nor mend a base without a number", async () => {
    expect(await judge(delta())).to.equal("unknown");
    expect(await judge(oddCrl(issuing, issuing), delta())).to.equal("unknown");
  });

  it("is asked for where the installation says, together with the whole list; without it there is no answer", async () => {
    const lists = new Map([
      ["/base", Buffer.from(await base(), "base64")],
      ["/delta", Buffer.from(await delta(entry(keyCompromise)), "base64")],
    ]);
    const asked: string[] = [];
    const server = createServer(({ url = "" }, response) => {
      asked.push(url);
      const list = lists.get(url);
      response.writeHead(list === undefined ? 404 : 200).end(list);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const source = () =>
      createRevocationOverHttp({
        authorities: [
          {
            certificate: issuing.certificate,
            anchor: true,
            crlUrl: `${address}/base`,
            deltaCrlUrl: `${address}/delta`,
          },
        ],
        clock: { now: () => NOW },
      });
    const call = { messageId: "1", signal: new AbortController().signal };
    try {
      const kept = source();
      for (let twice = 0; twice < 2; twice += 1) {
        const answer = await kept.statusOf({ certificate: "", issuer: issuing.certificate }, call);
        const verdict = judgeRevocation(certificate, readCertificate(issuing.certificate)!, answer, new Date(NOW));
        expect(verdict).to.equal("revoked");
      }
      expect(asked.sort()).to.deep.equal(["/base", "/delta"]);
      lists.delete("/delta");
      const failure = await source()
        .statusOf({ certificate: "", issuer: issuing.certificate }, call)
        .catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(OutsideUnavailable);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
