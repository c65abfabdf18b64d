import fc from "fast-check";
import { expect } from "chai";
import { signCms } from "../../fixtures/test-ca/cms-signer.ts";
import { signWith } from "../../fixtures/test-ca/signer.ts";
import type { TestSigner } from "../../fixtures/test-ca/signer.ts";
import type { KeyKind } from "../../fixtures/test-ca/test-ca.ts";
import { stampCms } from "../../fixtures/test-ca/timestamps.ts";
import { signXml, signedDocumentXml } from "../../fixtures/test-ca/xml-signer.ts";
import type { SignatureSource } from "../../handlers/read-signature.ts";
import { checkSignature } from "../../handlers/signature-check.ts";
import { SIGNATURE_REASONS } from "../../handlers/signature-words.ts";
import { NOW, bytesOf, openWorld } from "./job.ts";
import type { World } from "./job.ts";

const document = bytesOf({ applicant: "as filled in", language: "kk" });
const changed = bytesOf({ applicant: "as filled in", language: "ru" });

describe("the check of signatures, whatever comes", () => {
  let world: World;
  const signers = new Map<KeyKind, TestSigner>();
  let stamps: TestSigner;
  before(async () => {
    world = await openWorld();
    stamps = await world.ca.timestampAuthority();
    const subject = { ...world.people.personas.clerk, label: "clerk" };
    for (const key of ["ecdsa", "rsa", "gost"] as const) signers.set(key, await world.ca.signer(subject, "valid", key));
  });
  after(() => world.close());

  const check = async (signature: SignatureSource, over = document) => {
    const { reason } = await checkSignature({
      document: over,
      signature,
      purpose: "signing",
      iin: world.people.personas.clerk.iin,
      signedAt: new Date(NOW),
      now: () => new Date(NOW),
      source: world.simulated.outside.revocation,
      ask: (ask) => ask({ messageId: "1", signal: new AbortController().signal }),
    });
    expect(SIGNATURE_REASONS).to.include(reason);
    return reason;
  };

  const forms: readonly [string, (signer: TestSigner) => Promise<Uint8Array>][] = [
    ["CMS, detached", (signer) => signCms([signer], document)],
    [
      "CMS, with a time stamp",
      async (signer) => stampCms(await signCms([signer], document), stamps, { at: new Date(NOW) }),
    ],
    ["CMS, attached", (signer) => signCms([signer], document, { attached: true })],
    ["XML", (signer) => Promise.resolve(Buffer.from(signXml(signer, signedDocumentXml(document))))],
    ["JSON", (signer) => Promise.resolve(Buffer.from(JSON.stringify(signWith(signer, document))))],
  ];
  for (const key of ["ecdsa", "rsa", "gost"] as const) {
    for (const [form, sign] of forms) {
      it(`${form} by an ${key} key with any byte changed, cut or doubled: an answer, and never over another document`, async () => {
        const whole = await sign(signers.get(key)!);
        expect(await check(whole)).to.equal("valid");
        const broken = fc
          .record({ at: fc.nat(whole.byteLength - 1), to: fc.nat(255), how: fc.constantFrom("set", "cut", "insert") })
          .map(({ at, to, how }) => {
            const [head, tail] = [whole.subarray(0, at), whole.subarray(at)];
            if (how === "cut") return Buffer.concat([head, tail.subarray(1 + (to % 40))]);
            return Buffer.concat([head, Buffer.from([to]), how === "insert" ? tail : tail.subarray(1)]);
          });
        await fc.assert(
          fc.asyncProperty(broken, async (bytes) => {
            await check(bytes);
            expect(await check(bytes, changed)).not.to.equal("valid");
          }),
          { numRuns: key === "gost" ? 30 : 80 },
        );
      });
    }
  }

  it("any bytes, texts and JSON: malformed, without an error", async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Uint8Array.from([0x30, ...bytes])),
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: "binary" }),
      fc.string().map((text) => `<a>${text}</a>`),
      fc.jsonValue() as fc.Arbitrary<SignatureSource>,
    );
    await fc.assert(
      fc.asyncProperty(anything, async (signature) => {
        expect(await check(signature)).to.equal("malformed");
      }),
      { numRuns: 300 },
    );
  });
});
