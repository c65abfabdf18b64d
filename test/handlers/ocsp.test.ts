import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { expect } from "chai";
import { createCaOverHttp, listenAsCa } from "../../fixtures/test-ca/ca-over-http.ts";
import type { CaOverHttp } from "../../fixtures/test-ca/ca-over-http.ts";
import { answerOcsp } from "../../fixtures/test-ca/ocsp-responder.ts";
import type { OcspFacts } from "../../fixtures/test-ca/ocsp-responder.ts";
import { signWith } from "../../fixtures/test-ca/signer.ts";
import type { TestSigner } from "../../fixtures/test-ca/signer.ts";
import type { CertificateKind, Subject } from "../../fixtures/test-ca/test-ca.ts";
import { createHandlers } from "../../handlers/index.ts";
import { OutsideRefused } from "../../handlers/outside.ts";
import type { RevocationSource } from "../../handlers/outside.ts";
import { createRevocationOverHttp } from "../../handlers/revocation-over-http.ts";
import { authorityOf, issueOdd, signingExtensions } from "./odd-certificates.ts";
import { NOW, bytesOf, failureOf, openWorld, runJob } from "./job.ts";
import type { World } from "./job.ts";

const application = bytesOf({ applicant: "as filled in" });
const clock = { now: () => NOW };

describe("the revocation of a certificate", () => {
  let world: World;
  let clerk: Subject;
  before(async () => {
    world = await openWorld();
    clerk = { ...world.people.personas.clerk, label: "clerk", staff: true };
  });
  after(() => world.close());

  const verify = async (source: RevocationSource, kind: CertificateKind = "valid") => {
    const outside = { ...world.simulated.outside, revocation: source };
    const signature = signWith(await world.ca.signer(clerk, kind), application);
    return runJob(
      createHandlers({ outside, clock }),
      world.people,
      "signature.verify",
      { document: "application", signature: "signature", signer: "staff" },
      { documents: { application, signature, signer: { iin: clerk.iin } } },
    );
  };
  const reasonOf = async (...given: Parameters<typeof verify>) => (await verify(...given)).facts.reason;

  describe("asked over HTTP", () => {
    let served: CaOverHttp;
    let server: Awaited<ReturnType<typeof listenAsCa>>;
    beforeEach(async () => {
      served = createCaOverHttp({ ca: world.ca, clock });
      server = await listenAsCa(served);
    });
    afterEach(() => server.close());

    const source = (services: readonly ("ocsp" | "crl")[] = ["ocsp", "crl"], more: object = {}): RevocationSource => {
      const { anchors, intermediates } = world.ca.trustedIssuers();
      const row = (which: string, certificate = "") => ({
        certificate,
        anchor: which === "root",
        crlUrl: `${services.includes("crl") ? server.url : "http://127.0.0.1:9"}/crl/${which}.crl`,
        ...(services.includes("ocsp") ? { ocspUrl: `${server.url}/ocsp/${which}` } : {}),
      });
      const authorities = [row("root", anchors[0]), row("issuing", intermediates[0])];
      return createRevocationOverHttp({ authorities, clock, ...more });
    };

    it("comes from the OCSP responder first, and no list is needed", async () => {
      expect(await reasonOf(source(["ocsp"]))).to.equal("valid");
      expect(await reasonOf(source(["ocsp"]), "revoked")).to.equal("revoked");
      // The signer's certificate and the issuing authority's, for the good one; the first alone for the revoked one.
      expect([served.requests("ocsp"), served.requests("crl")]).to.deep.equal([3, 0]);
    });

    it("comes from the list when the responder is down, or there is none", async () => {
      served.outage("ocsp", true);
      expect(await reasonOf(source())).to.equal("valid");
      expect(await reasonOf(source(), "revoked")).to.equal("revoked");
      expect(await reasonOf(source(["crl"]), "revoked")).to.equal("revoked");
      expect(served.requests("crl")).to.be.greaterThan(0);
    });

    it("that neither gives is a failure to try again, not a reason", async () => {
      served.outage("ocsp", true);
      served.outage("crl", true);
      expect(await failureOf(verify(source()))).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
      expect(await failureOf(verify(source([])))).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
    });

    it("keeps a list for a while, and asks again after it", async () => {
      let now = Date.parse(NOW);
      const moving = { clock: { now: () => new Date(now).toISOString() }, listKeptMs: 60_000 };
      const kept = source(["crl"], moving);
      const issuer = world.ca.trustedIssuers().intermediates[0] ?? "";
      const call = { messageId: "case-1.7", signal: new AbortController().signal };
      for (const minutes of [0, 0.5, 2]) {
        now = Date.parse(NOW) + minutes * 60_000;
        await kept.statusOf({ certificate: "", issuer }, call);
      }
      expect(served.requests("crl")).to.equal(2);
    });

    it("is asked of nobody but the configured authorities", async () => {
      const call = { messageId: "case-1.7", signal: new AbortController().signal };
      const stranger = (await world.ca.signer(clerk)).certificate;
      let caught: unknown;
      await source()
        .statusOf({ certificate: "", issuer: stranger }, call)
        .catch((error: unknown) => {
          caught = error;
        });
      expect(caught).to.be.instanceOf(OutsideRefused);
      expect(await source().ocsp?.({ request: "", certificate: "", issuer: stranger }, call)).to.equal(undefined);
    });

    it("the simulated CA answers nonsense as a responder does, and leaves other paths to others", async () => {
      const nonsense = await fetch(`${server.url}/ocsp/issuing`, { method: "POST", body: "nonsense" });
      expect(Buffer.from(await nonsense.arrayBuffer()).toString("hex")).to.equal("30030a0101");
      expect((await fetch(`${server.url}/gateway`)).status).to.equal(404);
      const pem = await (await fetch(`${server.url}/certificates/root.pem`)).text();
      expect(pem).to.equal(world.ca.trustedIssuers().anchors[0]);
    });
  });

  describe("told by an OCSP answer", () => {
    /** The list knows nothing, so that an answer which is not believed shows. */
    const telling = (answer: (request: string) => Promise<string>): RevocationSource => ({
      trustedIssuers: () => Promise.resolve(world.ca.trustedIssuers()),
      ocsp: ({ request, issuer }) => {
        const issuing = world.ca.trustedIssuers().intermediates[0];
        return issuer === issuing ? answer(request) : world.ca.ocsp(issuer, request, new Date(NOW));
      },
      statusOf: () => Promise.resolve({ kind: "crl", crl: "" }),
    });
    const good: Omit<OcspFacts, "issuer" | "responder"> = { now: new Date(NOW), statusOf: () => "good" };
    const told = async (facts: Partial<OcspFacts> = {}, responder?: TestSigner) => {
      const issuer = authorityOf(world.ca, "issuing");
      const source = telling(async (request) =>
        answerOcsp(request, { ...good, issuer: issuer.certificate, responder: responder ?? issuer, ...facts }),
      );
      return reasonOf(source);
    };
    /** A responder with these extensions, issued by that authority. */
    const responderOf = (extensions: x509.Extension[], which: "root" | "issuing" = "issuing", odd: object = {}) =>
      issueOdd(authorityOf(world.ca, which), [{ CN: ["SOME RESPONDER"] }], extensions, odd);
    const signing = () => new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true);
    const ocspSigning = () => new x509.ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.9"]);
    const noCheck = () => new x509.Extension("1.3.6.1.5.5.7.48.1.5", false, new Uint8Array([5, 0]));

    it("signed by the issuer itself: believes it, good or revoked", async () => {
      expect(await told()).to.equal("valid");
      expect(await told({ statusOf: () => "revoked" })).to.equal("revoked");
      expect(await told({ byKey: true })).to.equal("valid");
    });

    it("signed by the issuer's delegate: believes it", async () => {
      const delegate = await responderOf([signing(), ocspSigning(), noCheck()]);
      expect(await told({}, delegate)).to.equal("valid");
      expect(await told({ byKey: true, statusOf: () => "revoked" }, delegate)).to.equal("revoked");
    });

    const strangers: readonly [string, () => Promise<TestSigner>][] = [
      ["by a delegate without that purpose", () => responderOf([signing(), noCheck()])],
      ["by a delegate that would have to be asked about itself", () => responderOf([signing(), ocspSigning()])],
      ["by a delegate of another authority", () => responderOf([signing(), ocspSigning(), noCheck()], "root")],
      [
        "by a delegate whose certificate has expired",
        () => responderOf([signing(), ocspSigning(), noCheck()], "issuing", { notAfter: new Date("2026-05-01") }),
      ],
      ["by somebody's signing key", () => responderOf(signingExtensions())],
      ["by a certificate that nobody trusts", () => world.ca.signer(clerk, "untrusted")],
    ];
    for (const [who, responder] of strangers) {
      it(`signed ${who}: does not believe it`, async () => {
        expect(await told({}, await responder())).to.equal("revocation-unknown");
        expect(await told({ statusOf: () => "revoked" }, await responder())).to.equal("revocation-unknown");
      });
    }

    it("without the nonce of the question, or with another one: does not believe it", async () => {
      expect(await told({ nonce: null })).to.equal("revocation-unknown");
      expect(await told({ nonce: new Uint8Array(32) })).to.equal("revocation-unknown");
    });

    it("that is stale, of tomorrow, or without an end and old: does not believe it", async () => {
      const at = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000);
      expect(await told({ nextUpdateMinutes: -1 })).to.equal("revocation-unknown");
      expect(await told({ now: at(60) })).to.equal("revocation-unknown");
      expect(await told({ now: at(-30), nextUpdateMinutes: null })).to.equal("revocation-unknown");
      expect(await told({ nextUpdateMinutes: null })).to.equal("valid");
    });

    it("that knows nothing of the certificate, or is none: the list decides", async () => {
      expect(await told({ statusOf: () => "unknown" })).to.equal("revocation-unknown");
      for (const answer of ["", "AAAA", Buffer.from("30030a0106", "hex").toString("base64")]) {
        expect(await reasonOf(telling(() => Promise.resolve(answer)))).to.equal("revocation-unknown");
      }
      const issuer = world.ca.trustedIssuers().intermediates[0] ?? "";
      const crl = (await world.ca.crl(issuer, new Date(NOW))) ?? "";
      const listed = {
        ...telling(() => Promise.resolve("")),
        statusOf: () => Promise.resolve({ kind: "crl", crl } as const),
      };
      expect(await reasonOf(listed)).to.equal("valid");
      expect(await reasonOf(listed, "revoked")).to.equal("revoked");
    });

    it("about another certificate: does not believe it", async () => {
      const issuer = authorityOf(world.ca, "issuing");
      let first: string | undefined;
      // Every question is answered with what was asked first, which was about a certificate that is good.
      const source = telling(async (request) => {
        first ??= request;
        return answerOcsp(first, { ...good, issuer: issuer.certificate, responder: issuer, nonce: nonceOf(request) });
      });
      expect(await reasonOf(source)).to.equal("valid");
      expect(await reasonOf(source, "revoked")).to.equal("revocation-unknown");
    });
  });
});

/** The last 32 bytes: the nonce is the only extension, and stands at the end. */
function nonceOf(request: string): Uint8Array {
  return Buffer.from(request, "base64").subarray(-32);
}
