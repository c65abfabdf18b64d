import "reflect-metadata";
import { generateKeyPairSync, sign } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { expect } from "chai";
import { createHandlers } from "../../handlers/index.ts";
import type { Outside, RevocationAnswer, RevocationSource } from "../../handlers/outside.ts";
import { SIGNATURE_REASONS, SIGNATURE_WORDS } from "../../handlers/signature-words.ts";
import { signWith } from "../../fixtures/test-ca/signer.ts";
import type { SignatureJson } from "../../fixtures/test-ca/signer.ts";
import type { CertificateKind, KeyKind, Subject } from "../../fixtures/test-ca/test-ca.ts";
import { authorityOf, ecdsaIssuer, gostCertificate, issueOdd, oddCrl, signingExtensions } from "./odd-certificates.ts";
import { NOW, bytesOf, failureOf, filed, openWorld, runJob } from "./job.ts";
import type { CaseFile, World } from "./job.ts";

const application = bytesOf({ applicant: "as filled in", language: "kk" });

describe("signature.verify", () => {
  let world: World;
  let clerk: Subject;
  before(async () => {
    world = await openWorld();
    clerk = { ...world.people.personas.clerk, label: "clerk", staff: true };
  });
  after(() => world.close());
  afterEach(() => world.simulated.outage("all", false));

  const input = { document: "application", signature: "signature", signer: "staff" };
  const file = (signature: object, more: Partial<CaseFile> = {}): CaseFile => ({
    ...more,
    documents: { application, signature, signer: { iin: clerk.iin }, ...more.documents },
  });
  const verify = (signature: object, more: Partial<CaseFile> = {}, inputs: object = {}) =>
    runJob(world.handlers, world.people, "signature.verify", { ...input, ...inputs }, file(signature, more));
  const signed = async (kind: CertificateKind = "valid", key: KeyKind = "ecdsa", subject = clerk) =>
    signWith(await world.ca.signer(subject, kind, key), application);
  /** The handlers with another source of trust and revocation behind them. */
  const withSource = async (source: Partial<RevocationSource>, signature: object) => {
    const outside: Outside = {
      ...world.simulated.outside,
      revocation: { ...world.simulated.outside.revocation, ...source },
    };
    const handlers = createHandlers({ outside, clock: { now: () => NOW } });
    return runJob(handlers, world.people, "signature.verify", input, file(signature));
  };
  /** Answers so for what the issuing authority issued; for that authority's own certificate the source answers as ever. */
  const answering = (answer: RevocationAnswer): Partial<RevocationSource> => ({
    statusOf: (request, call) =>
      request.issuer === authorityOf(world.ca, "issuing").certificate
        ? Promise.resolve(answer)
        : world.simulated.outside.revocation.statusOf(request, call),
  });

  const good: RevocationSource["statusOf"] = () =>
    Promise.resolve({
      kind: "status",
      status: "good",
      thisUpdate: "2026-05-14T03:00:00Z",
      nextUpdate: "2026-05-14T05:00:00Z",
    });

  describe("given a good signature", () => {
    it("by an ECDSA key confirms it and files every check that was made", async () => {
      const answer = await verify(await signed());
      expect(answer.facts).to.deep.equal({ valid: true, reason: "valid" });
      const outcome = filed(answer, "signature-check");
      expect(outcome.checks).to.deep.equal(
        ["readable", "path", "validity", "purpose", "person", "signature", "revocation"].map((check) => ({
          check,
          passed: true,
        })),
      );
      expect(outcome.words).to.deep.equal(SIGNATURE_WORDS.valid);
      expect(outcome.document).to.equal("id-of-application");
      expect((outcome.certificate as { subject: string }).subject).to.include(`IIN${clerk.iin}`);
    });

    it("by an RSA key confirms it", async () => {
      expect((await verify(await signed("valid", "rsa"))).facts).to.deep.equal({ valid: true, reason: "valid" });
    });

    it("encoded as a browser's WebCrypto does confirms it", async () => {
      const signature = signWith(await world.ca.signer(clerk), application, "ieee-p1363");
      expect(signature.algorithm).to.equal("ECDSA-SHA256-P1363");
      expect((await verify(signature)).facts).to.deep.equal({ valid: true, reason: "valid" });
    });

    it("inside a field of the signing form, by an applicant, finds both where the inputs say", async () => {
      const { applicant } = world.people.personas;
      const signature = signWith(await world.ca.signer({ ...applicant, label: "applicant" }), application);
      const answer = await verify(
        { place: "portal", eds: signature },
        { documents: { profile: { personal: { iin: applicant.iin } } } },
        { signer: "applicant", signatureField: "eds", iinFrom: "profile", iinField: "/personal/iin", as: "check" },
      );
      expect(answer.facts).to.deep.equal({ valid: true, reason: "valid" });
      expect(filed(answer, "check")).to.include({ signer: "applicant", valid: true });
    });
  });

  describe("given a certificate that does not serve", () => {
    const cases: readonly [CertificateKind, KeyKind, string][] = [
      ["expired", "ecdsa", "expired"],
      ["not-yet-valid", "ecdsa", "not-yet-valid"],
      ["revoked", "ecdsa", "revoked"],
      ["revoked", "rsa", "revoked"],
      ["sign-in", "ecdsa", "wrong-purpose"],
      ["untrusted", "ecdsa", "untrusted"],
    ];
    for (const [kind, key, reason] of cases) {
      it(`${kind} (${key}): ${reason}`, async () => {
        const answer = await verify(await signed(kind, key));
        expect(answer.facts).to.deep.equal({ valid: false, reason });
        expect(filed(answer, "signature-check")).to.deep.include({ valid: false, reason });
      });
    }

    it("of another person: wrong-person", async () => {
      const other = { ...world.people.personas.otherClerk, label: "other-clerk", staff: true };
      const { facts } = await verify(await signed("valid", "ecdsa", other));
      expect(facts).to.deep.equal({ valid: false, reason: "wrong-person" });
    });

    const odd: readonly [string, () => x509.Extension[], string][] = [
      [
        "whose key may sign but not bind (no nonRepudiation)",
        () => [usage("digitalSignature"), mail()],
        "wrong-purpose",
      ],
      ["without any key usage", () => [mail()], "wrong-purpose"],
      ["without an extended key usage", () => [usage("digitalSignature", "nonRepudiation")], "wrong-purpose"],
      ["that is an authority's own", () => [...signingExtensions(), authority()], "wrong-purpose"],
      ["with a critical extension that nobody knows", () => [...signingExtensions(), unknown(true)], "untrusted"],
      ["with an extension that stands twice", () => [...signingExtensions(), mail()], "untrusted"],
      ["with an extension that nobody needs to know", () => [...signingExtensions(), unknown(false)], "valid"],
    ];
    for (const [which, extensions, reason] of odd) {
      it(`${which}: ${reason}`, async () => {
        const subject = [{ "2.5.4.5": [`IIN${clerk.iin}`] }];
        const signer = await issueOdd(authorityOf(world.ca, "issuing"), subject, extensions());
        expect((await verify(signWith(signer, application))).facts).to.deep.equal({
          valid: reason === "valid",
          reason,
        });
      });
    }

    it("signed with SHA-1: untrusted", async () => {
      const issuing = authorityOf(world.ca, "issuing");
      const subject = [{ "2.5.4.5": [`IIN${clerk.iin}`] }];
      const signer = await issueOdd(issuing, subject, signingExtensions(), { hash: "SHA-1" });
      expect((await verify(signWith(signer, application))).facts).to.have.property("reason", "untrusted");
    });

    it("with an RSA key of 1024 bits: unsupported-algorithm", async () => {
      const issuing = authorityOf(world.ca, "issuing");
      const subject = [{ "2.5.4.5": [`IIN${clerk.iin}`] }];
      const signer = await issueOdd(issuing, subject, signingExtensions(), { rsaBits: 1024 });
      expect((await verify(signWith(signer, application))).facts).to.have.property("reason", "unsupported-algorithm");
    });

    it("that names two persons, a number without its prefix or nobody: wrong-person", async () => {
      for (const subject of [
        [{ "2.5.4.5": [`IIN${clerk.iin}`] }, { "2.5.4.5": ["IIN810907144148"] }],
        [{ "2.5.4.5": [clerk.iin] }],
        [{ CN: [`IIN${clerk.iin}`] }],
      ]) {
        const signer = await issueOdd(authorityOf(world.ca, "issuing"), subject, signingExtensions());
        expect((await verify(signWith(signer, application))).facts).to.have.property("reason", "wrong-person");
      }
    });

    it("that is the trusted authority itself: wrong-purpose", async () => {
      const issuing = world.ca.trustedIssuers().intermediates[0] ?? "";
      const signature = { ...(await signed("valid", "rsa")), certificate: issuing };
      expect((await verify(signature)).facts).to.deep.equal({ valid: false, reason: "wrong-purpose" });
    });
  });

  it("judges validity at the instant at which the signature was filed", async () => {
    const signature = await signed("expired");
    const { facts } = await verify(signature, { filedAt: "2010-06-01T00:00:00.000Z" });
    expect(facts).to.deep.equal({ valid: true, reason: "valid" });
  });

  describe("given a signature that does not fit", () => {
    it("the document as it is now: signature-mismatch", async () => {
      const changed = { documents: { application: bytesOf({ applicant: "as changed afterwards" }) } };
      expect((await verify(await signed(), changed)).facts).to.deep.equal({
        valid: false,
        reason: "signature-mismatch",
      });
      expect((await verify(await signed("valid", "rsa"), changed)).facts).to.have.property(
        "reason",
        "signature-mismatch",
      );
    });

    it("the certificate beside it: signature-mismatch", async () => {
      const own = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
      const forged = { ...(await signed()), signature: sign("sha256", application, own).toString("base64") };
      expect((await verify(forged)).facts).to.deep.equal({ valid: false, reason: "signature-mismatch" });
    });

    it("its own encoding: signature-mismatch", async () => {
      const signature: SignatureJson = { ...(await signed()), algorithm: "ECDSA-SHA256-P1363" };
      expect((await verify(signature)).facts).to.deep.equal({ valid: false, reason: "signature-mismatch" });
    });
  });

  it("given an algorithm that it does not know, or one that is not the key's: unsupported-algorithm", async () => {
    const signature = await signed();
    for (const algorithm of ["GOST3410-2015-512", "RSA-SHA256", "RSA-SHA1", "constructor", ""]) {
      const { facts } = await verify({ ...signature, algorithm });
      expect(facts, algorithm).to.deep.equal({ valid: false, reason: "unsupported-algorithm" });
    }
  });

  it("given a certificate with a GOST key that lies on no curve: unsupported-algorithm, not malformed", async () => {
    const certificate = await gostCertificate(authorityOf(world.ca, "issuing"));
    const { facts } = await verify({ ...(await signed()), certificate });
    expect(facts).to.deep.equal({ valid: false, reason: "unsupported-algorithm" });
  });

  it("given what is no signature at all: malformed", async () => {
    const sound = await signed();
    const withoutCertificate: object = { signature: sound.signature, algorithm: sound.algorithm };
    const broken: readonly object[] = [
      {},
      [],
      new TextEncoder().encode("not JSON"),
      withoutCertificate,
      { ...sound, certificate: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
      { ...sound, certificate: `${sound.certificate}${sound.certificate}` },
      { ...sound, signature: "" },
      { ...sound, signature: "не base64" },
      { ...sound, signature: 7 },
      { ...sound, chain: "not a list" },
    ];
    for (const signature of broken) {
      const { facts } = await verify(signature);
      expect(facts, JSON.stringify(signature).slice(0, 60)).to.deep.equal({ valid: false, reason: "malformed" });
    }
  });

  describe("given a chain", () => {
    it("with the signature, builds the path through it", async () => {
      const { anchors, intermediates } = world.ca.trustedIssuers();
      const trustedIssuers = () => Promise.resolve({ anchors, intermediates: [] });
      const signature = await signed();
      expect((await withSource({ trustedIssuers }, signature)).facts).to.have.property("reason", "untrusted");
      const { facts } = await withSource({ trustedIssuers }, { ...signature, chain: intermediates });
      expect(facts).to.deep.equal({ valid: true, reason: "valid" });
    });

    it("of its own making, does not trust it", async () => {
      const stranger = await signed("untrusted");
      const { facts } = await verify({ ...stranger, chain: [stranger.certificate] });
      expect(facts).to.deep.equal({ valid: false, reason: "untrusted" });
    });

    it("with an authority that had expired when the signature was filed, does not trust it", async () => {
      const chained = async (notAfter: Date) => {
        const extensions = [authority(), usage("keyCertSign", "cRLSign")];
        const middle = await issueOdd(authorityOf(world.ca, "root"), [{ CN: ["MIDDLE"] }], extensions, { notAfter });
        const subject = [{ "2.5.4.5": [`IIN${clerk.iin}`] }];
        const signer = await issueOdd(ecdsaIssuer(middle), subject, signingExtensions());
        const signature = { ...signWith(signer, application), chain: [middle.certificate] };
        return (await withSource({ statusOf: good }, signature)).facts.reason;
      };
      expect(await chained(new Date("2026-05-15T00:00:00Z"))).to.equal("valid");
      expect(await chained(new Date("2026-05-13T00:00:00Z"))).to.equal("untrusted");
    });

    it("longer than an authority allows below itself, does not trust it", async () => {
      const extensions = [authority(), usage("keyCertSign", "cRLSign")];
      // The issuing authority's own certificate says: no further authority below it.
      const middle = await issueOdd(authorityOf(world.ca, "issuing"), [{ CN: ["MIDDLE"] }], extensions);
      const subject = [{ "2.5.4.5": [`IIN${clerk.iin}`] }];
      const signer = await issueOdd(ecdsaIssuer(middle), subject, signingExtensions());
      const signature = { ...signWith(signer, application), chain: [middle.certificate] };
      expect((await withSource({ statusOf: good }, signature)).facts).to.have.property("reason", "untrusted");
    });

    it("in which somebody's signing certificate issued another one, does not trust it", async () => {
      const middle = await world.ca.signer(clerk);
      const subject = [{ "2.5.4.5": [`IIN${clerk.iin}`] }];
      const signer = await issueOdd(ecdsaIssuer(middle), subject, signingExtensions());
      const { facts } = await verify({ ...signWith(signer, application), chain: [middle.certificate] });
      expect(facts).to.deep.equal({ valid: false, reason: "untrusted" });
    });
  });

  describe("given a revocation source", () => {
    it("that is down, fails so that it is tried again", async () => {
      world.simulated.outage("revocation-source", true);
      expect(await failureOf(verify(await signed()))).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
    });

    it("whose list is stale, of tomorrow, of another issuer or unreadable: revocation-unknown", async () => {
      const issuing = world.ca.trustedIssuers().intermediates[0] ?? "";
      const crls = [
        await world.ca.crl(issuing, new Date("2026-05-12T04:00:00Z")),
        await world.ca.crl(issuing, new Date("2026-05-15T04:00:00Z")),
        await world.ca.crl(world.ca.trustedIssuers().anchors[0] ?? "", new Date(NOW)),
        "AAAA",
        "",
      ];
      for (const crl of crls) {
        const { facts } = await withSource(answering({ kind: "crl", crl: crl ?? "" }), await signed());
        expect(facts).to.deep.equal({ valid: false, reason: "revocation-unknown" });
      }
    });

    it("whose list somebody else signed in the issuer's name: revocation-unknown", async () => {
      const issuing = authorityOf(world.ca, "issuing");
      const crl = await oddCrl(issuing, ecdsaIssuer(await world.ca.signer(clerk)));
      const { facts } = await withSource(answering({ kind: "crl", crl }), await signed("revoked"));
      expect(facts).to.deep.equal({ valid: false, reason: "revocation-unknown" });
    });

    it("whose list the issuer signed in another name, or is only a part: revocation-unknown", async () => {
      const [root, issuing] = [authorityOf(world.ca, "root"), authorityOf(world.ca, "issuing")];
      const delta = new x509.Extension("2.5.29.27", true, new Uint8Array([2, 1, 1]));
      for (const crl of [await oddCrl(root, issuing), await oddCrl(issuing, issuing, { extensions: [delta] })]) {
        const { facts } = await withSource(answering({ kind: "crl", crl }), await signed("revoked"));
        expect(facts).to.deep.equal({ valid: false, reason: "revocation-unknown" });
      }
      const whole = await oddCrl(issuing, issuing);
      const { facts } = await withSource(answering({ kind: "crl", crl: whole }), await signed("revoked"));
      expect(facts, "the same list without these faults would do").to.have.property("valid", true);
    });

    it("whose list comes from an authority that may not sign lists: revocation-unknown", async () => {
      const root = authorityOf(world.ca, "root");
      for (const [flags, reason] of [
        [["keyCertSign"], "revocation-unknown"],
        [["keyCertSign", "cRLSign"], "valid"],
      ] as const) {
        const extensions = [authority(), usage(...flags)];
        const middle = await issueOdd(root, [{ CN: ["ANOTHER ISSUING"] }], extensions);
        const issuer = ecdsaIssuer(middle);
        const signer = await issueOdd(issuer, [{ "2.5.4.5": [`IIN${clerk.iin}`] }], signingExtensions());
        const crl = await oddCrl(issuer, issuer);
        const statusOf: RevocationSource["statusOf"] = (request, call) =>
          request.issuer === root.certificate
            ? world.simulated.outside.revocation.statusOf(request, call)
            : Promise.resolve({ kind: "crl", crl });
        const signature = { ...signWith(signer, application), chain: [middle.certificate] };
        expect((await withSource({ statusOf }, signature)).facts).to.have.property("reason", reason);
      }
    });

    it("that answers with a status, believes it while it is fresh", async () => {
      const status = (kind: "good" | "revoked" | "unknown", nextUpdate = "2026-05-14T05:00:00Z"): RevocationAnswer => ({
        kind: "status",
        status: kind,
        thisUpdate: "2026-05-14T03:00:00Z",
        nextUpdate,
      });
      const reason = async (answer: RevocationAnswer) =>
        (await withSource(answering(answer), await signed())).facts.reason;
      expect(await reason(status("good"))).to.equal("valid");
      expect(await reason(status("revoked"))).to.equal("revoked");
      expect(await reason(status("unknown"))).to.equal("revocation-unknown");
      expect(await reason(status("good", "2026-05-14T03:30:00Z"))).to.equal("revocation-unknown");
      expect(await reason(status("good", "no date"))).to.equal("revocation-unknown");
    });

    it("that calls the issuing authority revoked: revoked", async () => {
      const issuing = world.ca.trustedIssuers().intermediates[0];
      const statusOf: RevocationSource["statusOf"] = ({ certificate }) =>
        Promise.resolve({
          kind: "status",
          status: certificate === issuing ? "revoked" : "good",
          thisUpdate: "2026-05-14T03:00:00Z",
          nextUpdate: "2026-05-14T05:00:00Z",
        });
      expect((await withSource({ statusOf }, await signed())).facts).to.have.property("reason", "revoked");
    });
  });

  it("given a diagram that names a document which is not there, fails for good", async () => {
    const signature = await signed();
    const files: readonly Readonly<Record<string, object>>[] = [
      { application, signature },
      { application, signer: {} },
      { signature, signer: {} },
    ];
    for (const documents of files) {
      const run = runJob(world.handlers, world.people, "signature.verify", input, { documents });
      expect(await failureOf(run)).to.include({ code: "DOCUMENT_MISSING", retry: false });
    }
  });

  it("has words in three languages for every reason", () => {
    expect(Object.keys(SIGNATURE_WORDS)).to.have.members([...SIGNATURE_REASONS]);
    for (const words of Object.values(SIGNATURE_WORDS)) {
      expect(new Set([words.kk, words.ru, words.en]).size).to.equal(3);
      expect(words.kk).to.match(/[әғқңөұүһі]/i);
    }
  });
});

function usage(...flags: readonly (keyof typeof x509.KeyUsageFlags)[]): x509.Extension {
  const bits = flags.reduce((all, flag) => all | x509.KeyUsageFlags[flag], 0);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- a set of flags is a flag to the library
  return new x509.KeyUsagesExtension(bits as x509.KeyUsageFlags, true);
}

function mail(): x509.Extension {
  return new x509.ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.4"]);
}

function authority(): x509.Extension {
  return new x509.BasicConstraintsExtension(true, undefined, true);
}

function unknown(critical: boolean): x509.Extension {
  return new x509.Extension("1.2.398.99.1", critical, new Uint8Array([5, 0]));
}
