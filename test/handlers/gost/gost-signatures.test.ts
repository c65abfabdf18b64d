import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { expect } from "chai";
import { createCaOverHttp, listenAsCa } from "../../../fixtures/test-ca/ca-over-http.ts";
import { signCms } from "../../../fixtures/test-ca/cms-signer.ts";
import type { CmsOptions } from "../../../fixtures/test-ca/cms-signer.ts";
import { signWith } from "../../../fixtures/test-ca/signer.ts";
import type { TestSigner } from "../../../fixtures/test-ca/signer.ts";
import type { CertificateKind, KeyKind, Subject } from "../../../fixtures/test-ca/test-ca.ts";
import { signXml, signedDocumentXml } from "../../../fixtures/test-ca/xml-signer.ts";
import { createHandlers } from "../../../handlers/index.ts";
import type { RevocationSource } from "../../../handlers/outside.ts";
import { createRevocationOverHttp } from "../../../handlers/revocation-over-http.ts";
import { NOW, bytesOf, filed, openWorld, runJob } from "../job.ts";
import type { World } from "../job.ts";

const application = bytesOf({ applicant: "as filled in", language: "kk" });
const changed = bytesOf({ applicant: "as changed afterwards", language: "kk" });
const clock = { now: () => NOW };

describe("signature.verify, given a GOST 34.10-2015 certificate of a GOST authority", () => {
  let world: World;
  let clerk: Subject;
  before(async () => {
    world = await openWorld();
    clerk = { ...world.people.personas.clerk, label: "clerk", staff: true };
  });
  after(() => world.close());

  const signer = (kind: CertificateKind = "valid", key: KeyKind = "gost") => world.ca.signer(clerk, kind, key);
  const run = (signature: Uint8Array | object, document = application, source?: RevocationSource) =>
    runJob(
      source === undefined
        ? world.handlers
        : createHandlers({ outside: { ...world.simulated.outside, revocation: source }, clock }),
      world.people,
      "signature.verify",
      { document: "application", signature: "signature", signer: "staff" },
      { documents: { application: document, signature, signer: { iin: clerk.iin } } },
    );
  const reasonOf = async (...given: Parameters<typeof run>) => (await run(...given)).facts.reason;
  const xmlOf = (key: TestSigner) => Buffer.from(signXml(key, signedDocumentXml(application)));

  for (const key of ["gost", "gost-256"] as const) {
    it(`confirms CMS detached and attached, XML and JSON, and refuses each over a changed document (${key})`, async () => {
      const by = await signer("valid", key);
      const forms: readonly (Uint8Array | object)[] = [
        await signCms([by], application),
        await signCms([by], application, { attached: true, byKey: true }),
        xmlOf(by),
        signWith(by, application),
      ];
      for (const form of forms) {
        expect(await reasonOf(form)).to.equal("valid");
        expect(await reasonOf(form, changed)).to.equal("signature-mismatch");
      }
    });
  }

  it("files whose certificate it is, and each check", async () => {
    const outcome = filed(await run(await signCms([await signer()], application)), "signature-check");
    expect((outcome.certificate as { issuer: string }).issuer).to.include("REGLAMENT TEST GOST ISSUING");
    expect((outcome.checks as { passed: boolean }[]).map(({ passed }) => passed)).to.deep.equal(Array(7).fill(true));
  });

  const kinds: readonly [CertificateKind, string][] = [
    ["expired", "expired"],
    ["not-yet-valid", "not-yet-valid"],
    ["revoked", "revoked"],
    ["untrusted", "untrusted"],
    ["sign-in", "wrong-purpose"],
  ];
  for (const [kind, reason] of kinds) {
    it(`refuses a certificate that is ${kind}: ${reason}`, async () => {
      expect(await reasonOf(await signCms([await signer(kind)], application))).to.equal(reason);
    });
  }

  it("refuses a value with one bit turned, and signed attributes that say something else", async () => {
    const der = Buffer.from(await signCms([await signer()], application));
    der[der.length - 1] = der[der.length - 1]! ^ 1;
    expect(await reasonOf(der)).to.equal("signature-mismatch");
    const spoilt: readonly CmsOptions[] = [
      { digest: new Uint8Array(64) },
      { meant: (await signer("expired")).certificate },
    ];
    for (const options of spoilt)
      expect(await reasonOf(await signCms([await signer()], application, options))).to.equal("signature-mismatch");
  });

  it("refuses a certificate with one bit of the authority's signature turned: untrusted", async () => {
    const by = await signer();
    const der = Buffer.from(new x509.X509Certificate(by.certificate).rawData);
    der[der.length - 1] = der[der.length - 1]! ^ 1;
    const certificate = new x509.X509Certificate(new Uint8Array(der)).toString("pem");
    expect(await reasonOf(signWith({ ...by, certificate }, application))).to.equal("untrusted");
  });

  it("refuses a certificate whose two names of its algorithm differ: untrusted", async () => {
    const by = await signer();
    const der = Buffer.from(new x509.X509Certificate(by.certificate).rawData);
    const oid = Buffer.from("06092a830e030a0101020302".replace("0609", "060a"), "hex");
    const at = der.lastIndexOf(oid);
    expect(at).to.be.greaterThan(der.indexOf(oid));
    // The outer one says 256 bits.
    der[at + oid.length - 1] = 1;
    const certificate = new x509.X509Certificate(new Uint8Array(der)).toString("pem");
    expect(await reasonOf(signWith({ ...by, certificate }, application))).to.equal("untrusted");
  });

  it("counts beside an RSA signature in one CMS, and does not when either is revoked", async () => {
    const other: Subject = { ...world.people.personas.otherClerk, label: "other-clerk", staff: true };
    const rsa = (kind: CertificateKind) => world.ca.signer(other, kind, "rsa");
    expect(await reasonOf(await signCms([await rsa("valid"), await signer()], application))).to.equal("valid");
    expect(await reasonOf(await signCms([await rsa("revoked"), await signer()], application))).to.equal("revoked");
    expect(await reasonOf(await signCms([await rsa("valid"), await signer("revoked")], application))).to.equal(
      "revoked",
    );
  });

  it("asks the GOST authority's responder, and its list when that is silent", async () => {
    const served = createCaOverHttp({ ca: world.ca, clock });
    const server = await listenAsCa(served);
    try {
      const { anchors, intermediates } = world.ca.trustedIssuers();
      const row = (certificate: string | undefined, which: string) => ({
        certificate: certificate ?? "",
        anchor: which.endsWith("root"),
        crlUrl: `${server.url}/crl/${which}.crl`,
        ocspUrl: `${server.url}/ocsp/${which}`,
      });
      const source = createRevocationOverHttp({
        authorities: [row(anchors[1], "gost-root"), row(intermediates[1], "gost-issuing")],
        clock,
      });
      const good = await signCms([await signer()], application);
      const revoked = await signCms([await signer("revoked")], application);
      expect(await reasonOf(good, application, source)).to.equal("valid");
      expect(await reasonOf(revoked, application, source)).to.equal("revoked");
      expect(served.requests("crl")).to.equal(0);
      served.outage("ocsp", true);
      expect(await reasonOf(good, application, source)).to.equal("valid");
      expect(await reasonOf(revoked, application, source)).to.equal("revoked");
      expect(served.requests("crl")).to.equal(2);
    } finally {
      await server.close();
    }
  });

  it("says of GOST 34.310-2004 that it is outdated, not that it is broken", async () => {
    const by = await signer();
    const json = { ...signWith(by, application), algorithm: "GOST3410-2004" };
    expect(await reasonOf(json)).to.equal("outdated-algorithm");
    const swapped = xmlOf(by)
      .toString("utf8")
      .replace(/urn:ietf[^"]*gostr34102015-[^"]*/, "http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311");
    expect(await reasonOf(Buffer.from(swapped))).to.equal("outdated-algorithm");
  });
});
