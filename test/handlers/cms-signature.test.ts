import { expect } from "chai";
import { pemOfCms, signCms } from "../../fixtures/test-ca/cms-signer.ts";
import type { CmsOptions } from "../../fixtures/test-ca/cms-signer.ts";
import type { CertificateKind, KeyKind, Organization, Subject } from "../../fixtures/test-ca/test-ca.ts";
import { createHandlers } from "../../handlers/index.ts";
import { readCmsSignature } from "../../handlers/cms-signature.ts";
import { authorityOf, gostCertificate } from "./odd-certificates.ts";
import { NOW, bytesOf, filed, openWorld, runJob } from "./job.ts";
import type { World } from "./job.ts";

const application = bytesOf({ applicant: "as filled in", language: "kk" });
const changed = bytesOf({ applicant: "as changed afterwards", language: "kk" });

describe("signature.verify, given CMS", () => {
  let world: World;
  let clerk: Subject;
  let other: Subject;
  before(async () => {
    world = await openWorld();
    clerk = { ...world.people.personas.clerk, label: "clerk", staff: true };
    other = { ...world.people.personas.otherClerk, label: "other-clerk", staff: true };
  });
  after(() => world.close());

  const signer = (kind: CertificateKind = "valid", key: KeyKind = "ecdsa", subject = clerk) =>
    world.ca.signer(subject, kind, key);
  const sign = async (options: CmsOptions = {}, ...given: Awaited<ReturnType<typeof signer>>[]) =>
    signCms(given.length === 0 ? [await signer()] : given, application, options);
  const verify = (
    signature: object | string,
    more: { document?: Uint8Array; signer?: object; filedAt?: string } = {},
    inputs: object = {},
  ) => {
    const field: Record<string, string> = signature instanceof Uint8Array ? {} : { signatureField: "eds" };
    return runJob(
      world.handlers,
      world.people,
      "signature.verify",
      { document: "application", signature: "signature", signer: "staff", ...field, ...inputs },
      {
        documents: {
          application: more.document ?? application,
          signature: signature instanceof Uint8Array ? signature : { eds: signature },
          signer: more.signer ?? { iin: clerk.iin },
        },
        ...(more.filedAt === undefined ? {} : { filedAt: more.filedAt }),
      },
    );
  };
  const reasonOf = async (...given: Parameters<typeof verify>) => (await verify(...given)).facts.reason;

  describe("that is good", () => {
    for (const key of ["ecdsa", "rsa"] as const) {
      it(`detached, by an ${key} key: confirms it, and files the form and every check`, async () => {
        const answer = await verify(await sign({}, await signer("valid", key)));
        expect(answer.facts).to.deep.equal({ valid: true, reason: "valid" });
        const outcome = filed(answer, "signature-check");
        expect(outcome.format).to.equal("cms");
        expect((outcome.checks as { check: string }[]).map(({ check }) => check)).to.deep.equal([
          "readable",
          "path",
          "validity",
          "purpose",
          "person",
          "signature",
          "revocation",
        ]);
      });
    }

    it("attached, with exactly the document inside: confirms it", async () => {
      expect(await reasonOf(await sign({ attached: true }))).to.equal("valid");
    });

    it("as DER, as PEM, as base64, as a field of a form: tells the form by its content", async () => {
      const der = await sign();
      const text = (value: string) => new TextEncoder().encode(value);
      const base64 = der.toString("base64");
      for (const form of [der, text(pemOfCms(der)), text(base64), base64, pemOfCms(der)]) {
        expect(await reasonOf(form)).to.equal("valid");
      }
    });

    it("that names its signer by the key identifier: finds the certificate", async () => {
      const signed = await sign({ byKey: true }, await signer("valid", "rsa", { ...clerk, label: "with-key-id" }));
      expect(await reasonOf(signed)).to.equal("valid");
    });

    it("builds the path through the certificates inside", async () => {
      const { anchors, intermediates } = world.ca.trustedIssuers();
      const { revocation } = world.simulated.outside;
      const trustedIssuers = () => Promise.resolve({ anchors, intermediates: [] });
      const outside = { ...world.simulated.outside, revocation: { ...revocation, trustedIssuers } };
      const handlers = createHandlers({ outside, clock: { now: () => NOW } });
      const run = async (signature: Uint8Array) =>
        runJob(
          handlers,
          world.people,
          "signature.verify",
          { document: "application", signature: "signature", signer: "staff" },
          { documents: { application, signature, signer: { iin: clerk.iin } } },
        );
      expect((await run(await sign())).facts).to.have.property("reason", "untrusted");
      expect((await run(await sign({ chain: intermediates }))).facts).to.have.property("reason", "valid");
    });

    it("keeps when the signer says to have signed as data, and judges by when it was filed", async () => {
      const two = [await signer(), await signer("valid", "ecdsa", other)];
      const answer = await verify(await sign({ signingTime: new Date("2010-06-01T00:00:00Z") }, ...two));
      expect(answer.facts.reason).to.equal("valid");
      const [first] = filed(answer, "signature-check").signers as { claimedAt: string }[];
      expect(first?.claimedAt).to.equal("2010-06-01T00:00:00.000Z");
      const early = await sign({ signingTime: new Date("2010-06-01T00:00:00Z") }, await signer("expired"));
      expect(await reasonOf(early)).to.equal("expired");
      expect(await reasonOf(early, { filedAt: "2010-06-01T00:00:00.000Z" })).to.equal("valid");
    });
  });

  describe("that does not count", () => {
    const kinds: readonly [CertificateKind, string][] = [
      ["expired", "expired"],
      ["not-yet-valid", "not-yet-valid"],
      ["revoked", "revoked"],
      ["untrusted", "untrusted"],
      ["sign-in", "wrong-purpose"],
    ];
    for (const [kind, reason] of kinds) {
      it(`by a certificate that is ${kind}: ${reason}`, async () => {
        expect(await reasonOf(await sign({}, await signer(kind)))).to.equal(reason);
      });
    }

    it("by another person: wrong-person", async () => {
      expect(await reasonOf(await sign({}, await signer("valid", "ecdsa", other)))).to.equal("wrong-person");
    });

    it("over a document that was changed afterwards: signature-mismatch, attached or not", async () => {
      expect(await reasonOf(await sign(), { document: changed })).to.equal("signature-mismatch");
      expect(await reasonOf(await sign({ attached: true }), { document: changed })).to.equal("signature-mismatch");
    });

    it("whose message digest is of something else, though it is signed: signature-mismatch", async () => {
      expect(await reasonOf(await sign({ digest: new Uint8Array(32) }))).to.equal("signature-mismatch");
    });

    it("in which the signer meant another certificate: signature-mismatch", async () => {
      const { certificate } = await signer("valid", "ecdsa", other);
      expect(await reasonOf(await sign({ meant: certificate }))).to.equal("signature-mismatch");
    });

    it("with one bit of the value turned: signature-mismatch", async () => {
      const der = Buffer.from(await sign({}, await signer("valid", "rsa")));
      der[der.length - 1] = der[der.length - 1]! ^ 1;
      expect(await reasonOf(der)).to.equal("signature-mismatch");
    });

    it("by a GOST key that lies on no curve: unsupported-algorithm", async () => {
      // The certificate says GOST, the signature beside it does not matter: it is refused before it is looked at.
      const certificate = await gostCertificate(authorityOf(world.ca, "issuing"));
      const der = await signCms([{ ...(await signer()), certificate }], application);
      expect(await reasonOf(der)).to.equal("unsupported-algorithm");
    });
  });

  describe("that does not hold the profile: malformed", () => {
    const spoilt: readonly [string, CmsOptions][] = [
      ["no signed attributes at all", { bare: true }],
      ["no content type among them", { without: ["content-type"] }],
      ["another content type than is signed", { contentType: "1.2.840.113549.1.7.2" }],
      ["no message digest among them", { without: ["message-digest"] }],
      ["no word on which certificate was meant", { meant: null }],
      ["no certificate inside", { withoutCertificates: true }],
    ];
    for (const [which, options] of spoilt) {
      it(which, async () => {
        expect(await reasonOf(await sign(options))).to.equal("malformed");
      });
    }

    it("nobody's signature", async () => {
      expect(await reasonOf(await signCms([], application))).to.equal("malformed");
    });

    it("more signers than anybody needs", async () => {
      const one = await signer();
      const many = await signCms(Array<typeof one>(9).fill(one), application);
      expect(await reasonOf(many)).to.equal("malformed");
    });

    it("something behind it, cut off, nested a hundred thousand deep, or no CMS at all", async () => {
      const der = await sign();
      const deep = Buffer.from("3080".repeat(100_000), "hex");
      const noCms = Buffer.from("3003020101", "hex");
      for (const bytes of [Buffer.concat([der, Buffer.from([0])]), der.subarray(0, 200), deep, noCms]) {
        expect(await reasonOf(bytes)).to.equal("malformed");
      }
    });

    it("is larger than anything that is signed here, without being parsed", async () => {
      const huge = new Uint8Array(21 * 1024 * 1024).fill(0x30);
      expect(await readCmsSignature(huge)).to.equal(undefined);
    });
  });

  describe("with several signers", () => {
    it("counts when all count and one is the person asked for, and files each of them", async () => {
      const der = await sign({}, await signer("valid", "rsa", other), await signer());
      const answer = await verify(der);
      expect(answer.facts.reason).to.equal("valid");
      const outcome = filed(answer, "signature-check");
      expect(outcome.signers).to.have.length(2);
      expect((outcome.certificate as { subject: string }).subject).to.include(clerk.iin);
    });

    it("does not count when one of them does not", async () => {
      const der = await sign({}, await signer(), await signer("revoked", "ecdsa", other));
      const answer = await verify(der);
      expect(answer.facts.reason).to.equal("revoked");
      const outcome = filed(answer, "signature-check");
      expect((outcome.certificate as { subject: string }).subject).to.include(other.iin);
    });

    it("does not count when nobody of them is the person asked for", async () => {
      const head = { ...world.people.personas.head, label: "head", staff: true };
      const der = await sign({}, await signer("valid", "ecdsa", other), await signer("valid", "ecdsa", head));
      expect(await reasonOf(der)).to.equal("wrong-person");
    });
  });

  describe("for an organisation", () => {
    const school: Organization = { bin: "990540001234", name: "ҮЛГІ МЕКТЕБІ", capacity: "employee" };
    const ofSchool = async (capacity: Organization["capacity"]) => {
      const subject = { ...clerk, label: `school-${capacity}`, organization: { ...school, capacity } };
      return sign({}, await signer("valid", "ecdsa", subject));
    };
    const asked = (bin: string) => ({ signer: { iin: clerk.iin, bin } });

    it("compares its BIN with the one asked for", async () => {
      const der = await ofSchool("employee");
      expect(await reasonOf(der, asked(school.bin), { binField: "bin" })).to.equal("valid");
      expect(await reasonOf(der, asked("990540009999"), { binField: "bin" })).to.equal("wrong-organization");
      expect(await reasonOf(await sign(), asked(school.bin), { binField: "bin" })).to.equal("wrong-organization");
    });

    it("a certificate of an individual has no organisation", async () => {
      const individual: Subject = { ...world.people.personas.clerk, label: "clerk-at-home" };
      const der = await sign({}, await signer("valid", "ecdsa", individual));
      expect(await reasonOf(der)).to.equal("valid");
      expect(await reasonOf(der, asked(school.bin), { binField: "bin" })).to.equal("wrong-organization");
      expect(await reasonOf(der, {}, { signerType: "individual" })).to.equal("valid");
      expect(await reasonOf(der, {}, { signerType: "legal-entity" })).to.equal("wrong-capacity");
    });

    it("tells the head from an employee by the certificate's purposes", async () => {
      expect(await reasonOf(await ofSchool("ceo"), {}, { signerType: "ceo" })).to.equal("valid");
      expect(await reasonOf(await ofSchool("employee"), {}, { signerType: "ceo" })).to.equal("wrong-capacity");
      expect(await reasonOf(await ofSchool("employee"), {}, { signerType: "legal-entity" })).to.equal("valid");
    });
  });
});
