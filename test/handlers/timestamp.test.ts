import { expect } from "chai";
import { signCms } from "../../fixtures/test-ca/cms-signer.ts";
import type { TestSigner } from "../../fixtures/test-ca/signer.ts";
import type { CertificateKind, KeyKind, Subject } from "../../fixtures/test-ca/test-ca.ts";
import { stampCms } from "../../fixtures/test-ca/timestamps.ts";
import type { StampOptions } from "../../fixtures/test-ca/timestamps.ts";
import { bytesOf, filed, openWorld, runJob } from "./job.ts";
import type { World } from "./job.ts";

const application = bytesOf({ applicant: "as filled in", language: "kk" });
const YESTERDAY = new Date("2026-05-13T04:00:00Z");
/** While the certificates that have expired since still held. */
const LONG_AGO = new Date("2010-06-01T00:00:00Z");

describe("signature.verify, given CMS with a time stamp", () => {
  let world: World;
  let clerk: Subject;
  let tsa: TestSigner;
  before(async () => {
    world = await openWorld();
    clerk = { ...world.people.personas.clerk, label: "clerk", staff: true };
    tsa = await world.ca.timestampAuthority();
  });
  after(() => world.close());

  const signer = (kind: CertificateKind = "valid", key: KeyKind = "ecdsa") => world.ca.signer(clerk, kind, key);
  const verify = (signature: Uint8Array, inputs: object = {}) =>
    runJob(
      world.handlers,
      world.people,
      "signature.verify",
      { document: "application", signature: "signature", signer: "staff", ...inputs },
      { documents: { application, signature, signer: { iin: clerk.iin } } },
    );
  const reasonOf = async (...given: Parameters<typeof verify>) => (await verify(...given)).facts.reason;
  const stamped = async (options: Partial<StampOptions> = {}, by?: TestSigner, authority = tsa) =>
    stampCms(await signCms([by ?? (await signer())], application), authority, { at: YESTERDAY, ...options });

  for (const key of ["ecdsa", "gost"] as const) {
    it(`that is good: confirms it, and files the instant and the check (${key})`, async () => {
      const policy = key === "gost" ? "1.2.398.3.3.2.6.4" : "1.2.398.3.3.2.6.2";
      const authority = await world.ca.timestampAuthority(key);
      const answer = await verify(await stamped({ policy }, await signer("valid", key), authority));
      expect(answer.facts).to.deep.equal({ valid: true, reason: "valid" });
      const outcome = filed(answer, "signature-check");
      expect(outcome.stampedAt).to.equal("2026-05-13T04:00:00.000Z");
      expect(outcome.checks).to.deep.include({ check: "timestamp", passed: true });
    });
  }

  it("takes the time from it: a certificate that has expired since counts, one that did not hold yet does not", async () => {
    const expired = await signer("expired");
    expect(await reasonOf(await signCms([expired], application))).to.equal("expired");
    expect(await reasonOf(await stamped({ at: LONG_AGO }, expired))).to.equal("valid");
    expect(await reasonOf(await stamped({ at: YESTERDAY }, expired))).to.equal("expired");
    expect(await reasonOf(await stamped({ at: LONG_AGO }))).to.equal("not-yet-valid");
  });

  it("does not save a certificate that is revoked", async () => {
    expect(await reasonOf(await stamped({ at: LONG_AGO }, await signer("revoked")))).to.equal("not-yet-valid");
    expect(await reasonOf(await stamped({}, await signer("revoked")))).to.equal("revoked");
  });

  it("that is missing: refused where the diagram asks for one, and only there", async () => {
    const bare = await signCms([await signer()], application);
    expect(await reasonOf(bare)).to.equal("valid");
    expect(await reasonOf(bare, { timestamp: "required" })).to.equal("timestamp-missing");
    expect(await reasonOf(await stamped(), { timestamp: "required" })).to.equal("valid");
  });

  const invalid: readonly [string, Partial<StampOptions>][] = [
    ["stands over something else", { over: new TextEncoder().encode("another signature") }],
    ["is from the future", { at: new Date("2026-05-14T05:00:00Z") }],
    ["is not signed as it says", { token: { digest: new Uint8Array(32) } }],
    ["says nothing of which certificate was meant", { token: { meant: null } }],
    ["has another content than a time stamp", { token: { contentType: "1.2.840.113549.1.7.1" } }],
    ["comes without its content", { token: { attached: false } }],
    ["comes without its certificate", { token: { withoutCertificates: true } }],
  ];
  for (const [what, options] of invalid) {
    it(`that ${what}: timestamp-invalid`, async () => {
      expect(await reasonOf(await stamped(options))).to.equal("timestamp-invalid");
    });
  }

  it("that somebody else signed as well: timestamp-invalid", async () => {
    expect(await reasonOf(await stamped({ beside: [await signer()] }))).to.equal("timestamp-invalid");
  });

  it("of a policy that is not the national authority's: timestamp-untrusted", async () => {
    expect(await reasonOf(await stamped({ policy: "1.2.3.4" }))).to.equal("timestamp-untrusted");
  });

  it("made with a person's certificate, or one of nobody's trust: timestamp-untrusted", async () => {
    for (const kind of ["valid", "untrusted"] as const)
      expect(await reasonOf(await stamped({}, undefined, await signer(kind)))).to.equal("timestamp-untrusted");
  });

  it("beside another: each must hold, and the earlier one counts", async () => {
    const twice = async (at: Date, options: Partial<StampOptions> = {}) =>
      stampCms(await stamped({ at: LONG_AGO }, await signer("expired")), tsa, { at, ...options });
    expect(await reasonOf(await twice(YESTERDAY))).to.equal("valid");
    expect(await reasonOf(await twice(YESTERDAY, { policy: "1.2.3.4" }))).to.equal("timestamp-untrusted");
  });

  it("to each of several signers, one of whom has none where they are asked for: timestamp-missing", async () => {
    const other: Subject = { ...world.people.personas.otherClerk, label: "other-clerk", staff: true };
    const both = [await signer(), await world.ca.signer(other)];
    const signed = await signCms(both, application);
    expect(await reasonOf(await stampCms(signed, tsa, { at: YESTERDAY }), { timestamp: "required" })).to.equal("valid");
    const half = await stampCms(signed, tsa, { at: YESTERDAY, only: 0 });
    expect(await reasonOf(half)).to.equal("valid");
    expect(await reasonOf(half, { timestamp: "required" })).to.equal("timestamp-missing");
  });
});
