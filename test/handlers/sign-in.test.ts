import { expect } from "chai";
import { signCms } from "../../fixtures/test-ca/cms-signer.ts";
import { signWith } from "../../fixtures/test-ca/signer.ts";
import type { CertificateKind, Subject } from "../../fixtures/test-ca/test-ca.ts";
import { signXml, signedDocumentXml } from "../../fixtures/test-ca/xml-signer.ts";
import { OutsideUnavailable } from "../../handlers/outside.ts";
import type { SignatureSource } from "../../handlers/read-signature.ts";
import { SIGN_IN_WORDS, challengeBytes, verifySignIn } from "../../handlers/sign-in.ts";
import type { SignInChallenge } from "../../handlers/sign-in.ts";
import { NOW, openWorld } from "./job.ts";
import type { World } from "./job.ts";

const challenge: SignInChallenge = {
  nonce: "5f0c2a7d9e4b4b1c8a3d6e7f10293847",
  audience: "https://portal.example",
  issuedAt: "2026-05-14T03:58:00.000Z",
  expiresAt: "2026-05-14T04:03:00.000Z",
};

describe("signing in with a signature", () => {
  let world: World;
  let applicant: Subject;
  before(async () => {
    world = await openWorld();
    applicant = { ...world.people.personas.applicant, label: "applicant" };
  });
  after(() => world.close());
  afterEach(() => world.simulated.outage("all", false));

  const signed = async (kind: CertificateKind = "sign-in", of: SignInChallenge = challenge, subject = applicant) =>
    signCms([await world.ca.signer(subject, kind)], challengeBytes(of), { attached: true });
  const verify = (signature: SignatureSource, more: { challenge?: SignInChallenge; iin?: string; now?: Date } = {}) =>
    verifySignIn({
      challenge,
      signature,
      now: new Date(NOW),
      source: world.simulated.outside.revocation,
      call: { messageId: "sign-in-1", signal: new AbortController().signal },
      ...more,
    });
  const reasonOf = async (...given: Parameters<typeof verify>) => {
    const answer = await verify(...given);
    return answer.signedIn ? "signed in" : answer.reason;
  };

  it("given a challenge signed with a sign-in certificate, says who it is", async () => {
    const answer = await verify(await signed());
    expect(answer).to.deep.include({ signedIn: true, iin: applicant.iin, signerTypes: ["individual"] });
  });

  it("takes every form of signature", async () => {
    const signer = await world.ca.signer(applicant, "sign-in");
    const bytes = challengeBytes(challenge);
    for (const signature of [
      { ...signWith(signer, bytes) },
      (await signCms([signer], bytes)).toString("base64"),
      signXml(signer, signedDocumentXml(bytes)),
    ]) {
      expect(await reasonOf(signature)).to.equal("signed in");
    }
  });

  it("of somebody who acts for an organisation, says which and as what", async () => {
    const organization = { bin: "990540001234", name: "ҮЛГІ МЕКТЕБІ", capacity: "ceo" } as const;
    const answer = await verify(
      await signed("sign-in", challenge, { ...applicant, label: "school-head", organization }),
    );
    expect(answer).to.deep.include({ signedIn: true, bin: organization.bin, signerTypes: ["ceo", "legal-entity"] });
  });

  const refusals: readonly [CertificateKind, string][] = [
    ["valid", "wrong-purpose"],
    ["expired-sign-in", "expired"],
    ["revoked-sign-in", "revoked"],
    ["untrusted", "untrusted"],
  ];
  for (const [kind, reason] of refusals) {
    it(`with a certificate of the kind ${kind}: ${reason}, in words of signing in`, async () => {
      const answer = await verify(await signed(kind));
      expect(answer).to.deep.include({ signedIn: false, reason, words: SIGN_IN_WORDS[reason as "revoked"] });
    });
  }

  it("as somebody else than was said: wrong-person", async () => {
    const { iin } = world.people.personas.otherClerk;
    expect(await reasonOf(await signed(), { iin })).to.equal("wrong-person");
    expect(await reasonOf(await signed(), { iin: applicant.iin })).to.equal("signed in");
  });

  it("over another challenge, of another nonce, site or time: signature-mismatch", async () => {
    for (const other of [{ nonce: "another" }, { audience: "https://phish.example" }, { expiresAt: NOW }]) {
      expect(await reasonOf(await signed("sign-in", { ...challenge, ...other }))).to.equal("signature-mismatch");
    }
  });

  it("too late, too early, or at no time at all: challenge-expired", async () => {
    const at = (instant: string) => ({ now: new Date(instant) });
    expect(await reasonOf(await signed(), at(challenge.expiresAt))).to.equal("challenge-expired");
    expect(await reasonOf(await signed(), at("2026-05-14T03:57:59Z"))).to.equal("challenge-expired");
    const never = { ...challenge, expiresAt: "never" };
    expect(await reasonOf(await signed("sign-in", never), { challenge: never })).to.equal("challenge-expired");
  });

  it("by two persons at once: no-person", async () => {
    const other = { ...world.people.personas.otherClerk, label: "other-clerk" };
    const both = [await world.ca.signer(applicant, "sign-in"), await world.ca.signer(other, "sign-in")];
    expect(await reasonOf(await signCms(both, challengeBytes(challenge)))).to.equal("no-person");
  });

  it("with what is no signature: malformed", async () => {
    for (const nonsense of ["", "nonsense", {}, null, 7, new Uint8Array([0x30])]) {
      expect(await reasonOf(nonsense)).to.equal("malformed");
    }
  });

  it("while the CA does not answer, signs nobody in", async () => {
    world.simulated.outage("revocation-source", true);
    let caught: unknown;
    await verify(await signed()).catch((error: unknown) => {
      caught = error;
    });
    expect(caught).to.be.instanceOf(OutsideUnavailable);
  });

  it("has words in three languages for every reason", () => {
    for (const words of Object.values(SIGN_IN_WORDS)) {
      expect(new Set([words.kk, words.ru, words.en]).size).to.equal(3);
      expect(words.kk).to.match(/[әғқңөұүһі]/i);
    }
  });
});
