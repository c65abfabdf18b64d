import { expect } from "chai";
import { signWith } from "../../fixtures/test-ca/signer.ts";
import type { CertificateKind, KeyKind, Subject } from "../../fixtures/test-ca/test-ca.ts";
import { signXml, signedDocumentXml } from "../../fixtures/test-ca/xml-signer.ts";
import { bytesOf, filed, openWorld, runJob } from "./job.ts";
import type { World } from "./job.ts";

const json = bytesOf({ applicant: "as filled in", language: "kk" });
const changed = bytesOf({ applicant: "as changed afterwards", language: "kk" });
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const letter = '<letter xmlns="urn:x" Id="whole"><to>әкімдік</to><sum>100</sum></letter>';
const forged = '<letter xmlns="urn:x" Id="whole"><to>әкімдік</to><sum>900</sum></letter>';

describe("signature.verify, given XML", () => {
  let world: World;
  let clerk: Subject;
  before(async () => {
    world = await openWorld();
    clerk = { ...world.people.personas.clerk, label: "clerk", staff: true };
  });
  after(() => world.close());

  const signer = (kind: CertificateKind = "valid", key: KeyKind = "ecdsa", subject = clerk) =>
    world.ca.signer(subject, kind, key);
  const check = (signature: string, document: Uint8Array) =>
    runJob(
      world.handlers,
      world.people,
      "signature.verify",
      { document: "application", signature: "signature", signer: "staff" },
      { documents: { application: document, signature: text(signature), signer: { iin: clerk.iin } } },
    );
  const reasonOf = async (signature: string, document = text(letter)) =>
    (await check(signature, document)).facts.reason;

  describe("enveloped and good", () => {
    for (const key of ["ecdsa", "rsa"] as const) {
      it(`by an ${key} key, over the document's digest: confirms it, and files the form`, async () => {
        const answer = await check(signXml(await signer("valid", key), signedDocumentXml(json)), json);
        expect(answer.facts).to.deep.equal({ valid: true, reason: "valid" });
        expect(filed(answer, "signature-check").format).to.equal("xml");
      });
    }

    it("over a document that is XML itself: confirms it, however that is written", async () => {
      const signed = signXml(await signer(), letter);
      expect(await reasonOf(signed)).to.equal("valid");
      expect(await reasonOf(signed, text(`<?xml version="1.0"?>\n${letter}\n`))).to.equal("valid");
      expect(await reasonOf(signXml(await signer(), letter, { exclusive: true }))).to.equal("valid");
    });

    it("with the transform that NCALayer names, which keeps comments: covers the text and no comment, as XMLDSig has it", async () => {
      const commented = '<letter xmlns="urn:x"><to>әкім<!-- a -->дік</to></letter>';
      const signed = signXml(await signer("valid", "gost"), commented, { comments: true });
      expect(signed).to.include("#WithComments");
      expect(await reasonOf(signed, text(commented))).to.equal("valid");
      expect(await reasonOf(signed, text(commented.replace("<!-- a -->", "")))).to.equal("valid");
      expect(await reasonOf(signed, text(commented.replace("дік", "")))).to.equal("signature-mismatch");
      expect(await reasonOf(signed.replace("дік", ""), text(commented))).to.equal("signature-mismatch");
    });

    it("names its root by an id: confirms it", async () => {
      const signed = signXml(await signer(), letter, { byId: true });
      expect(signed).to.include('URI="#whole"');
      expect(await reasonOf(signed)).to.equal("valid");
    });

    it("as base64 in a field of a form: tells the form by its content", async () => {
      const signed = signXml(await signer(), signedDocumentXml(json));
      for (const eds of [signed, Buffer.from(signed).toString("base64")]) {
        const { facts } = await runJob(
          world.handlers,
          world.people,
          "signature.verify",
          { document: "application", signature: "form", signatureField: "eds", signer: "staff" },
          { documents: { application: json, form: { eds }, signer: { iin: clerk.iin } } },
        );
        expect(facts.reason).to.equal("valid");
      }
    });
  });

  describe("that does not count", () => {
    const kinds: readonly [CertificateKind, string][] = [
      ["expired", "expired"],
      ["revoked", "revoked"],
      ["untrusted", "untrusted"],
      ["sign-in", "wrong-purpose"],
    ];
    for (const [kind, reason] of kinds) {
      it(`by a certificate that is ${kind}: ${reason}`, async () => {
        expect(await reasonOf(signXml(await signer(kind), letter))).to.equal(reason);
      });
    }

    it("by another person: wrong-person", async () => {
      const other = { ...world.people.personas.otherClerk, label: "other-clerk", staff: true };
      expect(await reasonOf(signXml(await signer("valid", "ecdsa", other), letter))).to.equal("wrong-person");
    });

    it("changed after it was signed, or for another document: signature-mismatch", async () => {
      const signed = signXml(await signer(), letter);
      expect(await reasonOf(signed.replace("100", "900"))).to.equal("signature-mismatch");
      expect(await reasonOf(signed.replace("100", "900"), text(forged))).to.equal("signature-mismatch");
      expect(await reasonOf(signed, text(forged))).to.equal("signature-mismatch");
      expect(await reasonOf(signXml(await signer(), signedDocumentXml(json)), changed)).to.equal("signature-mismatch");
      expect(await reasonOf(signed, json)).to.equal("signature-mismatch");
    });

    it("with the certificate of somebody who did not sign: signature-mismatch", async () => {
      const own = (await signer("valid", "ecdsa", { ...clerk, label: "same-person" })).certificate;
      const base64 = own.replace(/-----[A-Z ]+-----|\s/g, "");
      const signed = signXml(await signer(), letter).replace(
        /<ds:X509Certificate>[^<]*/,
        `<ds:X509Certificate>${base64}`,
      );
      expect(await reasonOf(signed)).to.equal("signature-mismatch");
    });

    it("with SHA-1, HMAC or what the key is not for named as its algorithm: unsupported-algorithm", async () => {
      const signed = signXml(await signer(), letter);
      const [sha256, dsig] = ["http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#"];
      const method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
      const gost = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512";
      expect(await reasonOf(signed.replace(sha256, `${dsig}sha1`))).to.equal("unsupported-algorithm");
      for (const other of [`${dsig}hmac-sha1`, `${dsig}rsa-sha1`, gost]) {
        expect(await reasonOf(signed.replace(method, other))).to.equal("unsupported-algorithm");
      }
    });
  });

  describe("wrapped, so that one thing is signed and another one is read", () => {
    const signatureIn = (signed: string): string => /<ds:Signature[^]*<\/ds:Signature>/.exec(signed)?.[0] ?? "";

    it("the signed root hidden inside a forged one: malformed", async () => {
      const signed = signXml(await signer(), letter);
      const wrapped = `<letter xmlns="urn:x"><to>әкімдік</to><sum>900</sum>${signed}</letter>`;
      expect(await reasonOf(wrapped)).to.equal("malformed");
      expect(await reasonOf(wrapped, text(forged))).to.equal("malformed");
    });

    it("the signed root hidden inside the signature: malformed", async () => {
      const signed = signXml(await signer(), letter);
      const hidden = signatureIn(signed).replace("</ds:Signature>", `<ds:Object>${letter}</ds:Object></ds:Signature>`);
      const wrapped = forged.replace("</letter>", `${hidden}</letter>`);
      expect(await reasonOf(wrapped, text(forged))).to.equal("malformed");
    });

    it("two elements with the id that is signed: not believed", async () => {
      const signature = signatureIn(signXml(await signer(), letter)).replace('URI=""', 'URI="#whole"');
      const wrapped = forged.replace("</letter>", `<old>${letter}</old>${signature}</letter>`);
      expect(await reasonOf(wrapped, text(forged))).to.equal("signature-mismatch");
    });

    it("a part of it signed only: malformed", async () => {
      const signature = signatureIn(signXml(await signer(), letter)).replace('URI=""', 'URI="#part"');
      const wrapped = `<letter xmlns="urn:x"><part Id="part">${letter}</part>${signature}</letter>`;
      expect(await reasonOf(wrapped)).to.equal("malformed");
    });

    it("two signatures, or a signature as the root: malformed", async () => {
      const signed = signXml(await signer(), letter);
      expect(await reasonOf(signXml(await signer(), signed))).to.equal("malformed");
      expect(signatureIn(signed)).to.include("xmlns:ds=");
      expect(await reasonOf(signatureIn(signed))).to.equal("malformed");
    });

    it("a transform that chooses what is signed: malformed", async () => {
      const signed = signXml(await signer(), letter);
      const enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
      expect(await reasonOf(signed.replace(enveloped, "http://www.w3.org/TR/1999/REC-xpath-19991116"))).to.equal(
        "malformed",
      );
      const comments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
      expect(await reasonOf(signed.replaceAll("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", comments))).to.equal(
        "malformed",
      );
    });

    it("two references, of which one is read: malformed", async () => {
      const signed = signXml(await signer(), letter);
      const reference = /<ds:Reference[^]*<\/ds:Reference>/.exec(signed)?.[0] ?? "";
      expect(await reasonOf(signed.replace(reference, `${reference}${reference}`))).to.equal("malformed");
    });

    it("a comment that splits what was signed as one: reads the whole text, as it was signed", async () => {
      const signed = signXml(await signer(), letter);
      expect(await reasonOf(signed.replace("100", "1<!-- -->00"))).to.equal("valid");
      expect(await reasonOf(signed.replace("100", "1<!-- -->00"), text(forged))).to.equal("signature-mismatch");
    });
  });

  describe("that attacks the parser: malformed, though what is signed is untouched", () => {
    /** The same good signature, with something put behind the root's start tag, where a comment would change nothing. */
    const withInside = async (what: string) => signXml(await signer(), letter).replace("<to>", `${what}<to>`);

    it("a comment alone would do no harm", async () => {
      expect(await reasonOf(await withInside("<!-- x -->"))).to.equal("valid");
    });

    it("a DOCTYPE", async () => {
      const signed = signXml(await signer(), letter);
      expect(await reasonOf(`<!DOCTYPE letter SYSTEM "http://attacker.invalid/x.dtd">${signed}`)).to.equal("malformed");
      expect(await reasonOf(`<!DOCTYPE letter []>${signed}`)).to.equal("malformed");
    });

    it("entities that grow, and entities that nobody declared", async () => {
      const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`).join("");
      const signed = await withInside("&a9;");
      expect(await reasonOf(`<!DOCTYPE letter [<!ENTITY a0 "ha">${laughs}]>${signed}`)).to.equal("malformed");
      expect(await reasonOf(await withInside("&file;"))).to.equal("malformed");
    });

    it("a huge document", async () => {
      expect(await reasonOf(await withInside(`<!--${"x".repeat(5 * 1024 * 1024)}-->`))).to.equal("malformed");
    });

    it("a deep document", async () => {
      const deep = await withInside(`${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`);
      expect(await reasonOf(deep)).to.equal("malformed");
    });

    it("text that says to be in another encoding, or only half of a document", async () => {
      const signed = signXml(await signer(), letter);
      expect(await reasonOf(`<?xml version="1.0" encoding="UTF-8"?>${signed}`)).to.equal("valid");
      expect(await reasonOf(`<?xml version="1.0" encoding="windows-1251"?>${signed}`)).to.equal("malformed");
      expect(await reasonOf(signed.slice(0, -9))).to.equal("malformed");
    });
  });

  it("given XML without any signature: malformed", async () => {
    expect(await reasonOf(letter)).to.equal("malformed");
    const other = signWith(await signer(), text(letter));
    expect(await reasonOf(`<a>${JSON.stringify(other)}</a>`)).to.equal("malformed");
  });
});
