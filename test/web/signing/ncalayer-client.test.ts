import { expect } from "chai";
import { startNcaLayerSimulator } from "../../../fixtures/ncalayer/ncalayer-simulator.ts";
import type { NcaLayerSimulator } from "../../../fixtures/ncalayer/ncalayer-simulator.ts";
import { signedDocumentXml } from "../../../fixtures/test-ca/xml-signer.ts";
import type { Subject } from "../../../fixtures/test-ca/test-ca.ts";
import { challengeBytes, verifySignIn } from "../../../handlers/sign-in.ts";
import { createNcaLayerClient, readMessage, signRequest } from "../../../web/signing/ncalayer-client.ts";
import type { NcaLayerClient, SigningReply, SigningWish } from "../../../web/signing/ncalayer-client.ts";
import { NOW, bytesOf, openWorld, runJob } from "../../handlers/job.ts";
import type { World } from "../../handlers/job.ts";

const application = bytesOf({ applicant: "as filled in", language: "kk" });
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

describe("signing in the browser through NCALayer", () => {
  let world: World;
  let clerk: Subject;
  let simulator: NcaLayerSimulator;
  let client: NcaLayerClient;
  before(async () => {
    world = await openWorld();
    clerk = { ...world.people.personas.clerk, label: "clerk", staff: true };
  });
  after(() => world.close());
  beforeEach(async () => {
    const other = { ...world.people.personas.otherClerk, label: "other-clerk", staff: true };
    const organization = { bin: "990540001234", name: "ҮЛГІ МЕКТЕБІ", capacity: "ceo" } as const;
    const keys = [
      await world.ca.signer(other),
      await world.ca.signer(clerk, "sign-in"),
      await world.ca.signer(clerk),
      await world.ca.signer({ ...clerk, label: "school-head", organization }),
    ];
    simulator = await startNcaLayerSimulator({ keys });
    client = createNcaLayerClient(new WebSocket(simulator.url));
  });
  afterEach(async () => {
    client.close();
    await client.version.catch(() => undefined);
    await simulator.close();
  });

  const wish = (more: Partial<SigningWish> = {}): SigningWish => ({
    format: "cms",
    data: base64(application),
    purpose: "signing",
    iin: clerk.iin,
    language: "kk",
    ...more,
  });
  const signatureIn = (reply: SigningReply): string => {
    if (reply.kind !== "signed") throw new Error(`not signed: ${JSON.stringify(reply)}`);
    return reply.signature;
  };
  const verify = async (reply: SigningReply, inputs: object = {}) => {
    const { facts } = await runJob(
      world.handlers,
      world.people,
      "signature.verify",
      { document: "application", signature: "form", signatureField: "eds", signer: "staff", ...inputs },
      {
        documents: { application, form: { eds: signatureIn(reply) }, signer: { iin: clerk.iin, bin: "990540001234" } },
      },
    );
    return facts.reason;
  };

  it("is greeted with the version", async () => {
    expect(await client.version).to.equal("1.4");
  });

  for (const attached of [false, true]) {
    it(`signs a document as CMS, ${attached ? "attached" : "detached"}, so that our verifier confirms it`, async () => {
      expect(await verify(await client.sign(wish({ attached })))).to.equal("valid");
    });
  }

  it("signs as XML over the document's digest, so that our verifier confirms it", async () => {
    expect(await verify(await client.sign(wish({ format: "xml", data: signedDocumentXml(application) })))).to.equal(
      "valid",
    );
  });

  it("offers only keys of the person, purpose and organisation that are asked for", async () => {
    expect(await verify(await client.sign(wish({ bin: "990540001234" })), { binField: "bin" })).to.equal("valid");
    expect(await client.sign(wish({ iin: "000000000000" }))).to.deep.equal({ kind: "cancelled" });
    expect(await verify(await client.sign(wish({ purpose: "sign-in" })))).to.equal("wrong-purpose");
    const { iin } = world.people.personas.otherClerk;
    expect(await verify(await client.sign(wish({ iin })))).to.equal("wrong-person");
  });

  it("signs a challenge with the sign-in key, so that the server knows who it is", async () => {
    const challenge = {
      nonce: "5f0c2a7d9e4b4b1c8a3d6e7f10293847",
      audience: "https://portal.example",
      issuedAt: NOW,
      expiresAt: "2026-05-14T04:05:00.000Z",
    };
    const reply = await client.sign(
      wish({ purpose: "sign-in", data: base64(challengeBytes(challenge)), attached: true }),
    );
    const answer = await verifySignIn({
      challenge,
      signature: signatureIn(reply),
      now: new Date(NOW),
      source: world.simulated.outside.revocation,
      call: { messageId: "sign-in-1", signal: new AbortController().signal },
    });
    expect(answer).to.deep.include({ signedIn: true, iin: clerk.iin });
  });

  it("one dialog at a time: two wishes are answered in their order", async () => {
    const wishes = [wish(), wish({ format: "xml", data: signedDocumentXml(application) })];
    const [first, second] = await Promise.all(wishes.map((each) => client.sign(each)));
    expect(signatureIn(first!)).to.match(/^-----BEGIN CMS-----/);
    expect(signatureIn(second!)).to.match(/^<document /);
    expect(simulator.requests()).to.have.length(2);
  });

  it("tells a closed dialog, a failure and a lost connection apart", async () => {
    simulator.behave("cancel");
    expect(await client.sign(wish())).to.deep.equal({ kind: "cancelled" });
    simulator.behave("fail");
    expect(await client.sign(wish())).to.deep.include({ kind: "failed", code: "SIGNING_FAILURE" });
    simulator.behave("hang-up");
    const pending = client.sign(wish());
    const behind = client.sign(wish());
    expect(await pending).to.deep.include({ kind: "failed", code: "CONNECTION_LOST" });
    expect(await behind).to.deep.include({ kind: "failed", code: "CONNECTION_LOST" });
  });

  it("where no NCALayer runs: no version, and no signature", async () => {
    await simulator.close();
    const alone = createNcaLayerClient(new WebSocket(simulator.url));
    let caught: unknown;
    await alone.version.catch((error: unknown) => {
      caught = error;
    });
    expect(caught).to.be.instanceOf(Error);
    expect(await alone.sign(wish())).to.deep.include({ kind: "failed", code: "CONNECTION_LOST" });
  });

  it("the simulator answers heartbeats, and what it does not know, as NCALayer does", async () => {
    const socket = new WebSocket(simulator.url);
    const messages: string[] = [];
    const arrived = (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => messages.length >= count && resolve();
        socket.addEventListener("message", look);
        look();
      });
    socket.addEventListener("message", ({ data }) => messages.push(String(data)));
    await arrived(1);
    const sent = [
      "--heartbeat--",
      '{"module":"kz.gov.pki.knca.applet.Applet","method":"signXml"}',
      '{"module":"kz.gov.pki.knca.basics","method":"format"}',
      '{"module":"kz.gov.pki.knca.basics","method":"sign","args":{"format":"pdf","data":""}}',
    ];
    for (const [index, text] of sent.entries()) {
      socket.send(text);
      await arrived(index + 2);
    }
    socket.close();
    expect(messages.map(readMessage).map((message) => ("code" in message ? message.code : message.kind))).to.deep.equal(
      ["greeting", "heartbeat", "MODULE_NOT_FOUND", "INVOCATION_ERROR", "INVALID_SIGNING_PARAMS"],
    );
  });

  describe("the protocol", () => {
    it("asks for a detached CMS of base64 without a time stamp, by a signing key of that person", () => {
      expect(JSON.parse(signRequest(wish({ data: "AAAA", iin: "941101210424" })))).to.deep.equal({
        module: "kz.gov.pki.knca.basics",
        method: "sign",
        args: {
          allowedStorages: null,
          format: "cms",
          data: "AAAA",
          signingParams: { decode: true, encapsulate: false, digested: false, tsaProfile: null },
          signerParams: { extKeyUsageOids: ["1.3.6.1.5.5.7.3.4"], iin: "941101210424", chain: null },
          locale: "kk",
        },
      });
    });

    const replies: readonly [string, string, object][] = [
      ["a list of one", '{"status":true,"body":{"result":["MIIC"]}}', { kind: "signed", signature: "MIIC" }],
      ["the text itself", '{"status":true,"body":{"result":"MIIC"}}', { kind: "signed", signature: "MIIC" }],
      ["no result", '{"status":true,"body":{}}', { kind: "cancelled" }],
      ["no body", '{"status":true}', { kind: "cancelled" }],
      ["a keep-alive", "{}", { kind: "heartbeat" }],
    ];
    for (const [what, text, read] of replies) {
      it(`reads ${what}`, () => {
        expect(readMessage(text)).to.deep.equal(read);
      });
    }

    it("reads what is none of it as a failure", () => {
      const odd = ["", "null", "[]", "7", "nonsense", '{"status":true,"body":{"result":[]}}', '{"status":"true"}'];
      for (const text of [
        ...odd,
        '{"status":true,"body":{"result":["a","b"]}}',
        '{"status":true,"body":{"result":[7]}}',
      ]) {
        expect(readMessage(text), text).to.deep.include({ kind: "failed", code: "UNREADABLE_REPLY" });
      }
    });
  });
});
