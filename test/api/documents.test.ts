import { createHash } from "node:crypto";
import { Document, Packer, Paragraph } from "docx";
import { expect } from "chai";
import { REFERRAL } from "../handlers/templates.ts";
import { readPdf } from "../helpers/read-pdf.ts";
import { chain, diagram, end, lane, ONE_TASK, start, userTask } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

const KB = 1024;
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const JPEG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");
const PDF = Buffer.from("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "latin1");
const GIF = Buffer.from(
  "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b",
  "hex",
);

/** Prints a referral and is over. */
const ISSUE = diagram(
  "issue-referral",
  lane("office-clerk", "check") +
    chain(
      start,
      userTask("check", `<extensionElements><reg:form name="check" /></extensionElements>`),
      [
        "issue",
        `<serviceTask id="issue"><extensionElements><reg:call handler="document.issue"><reg:input name="template">referral</reg:input><reg:input name="language">all</reg:input></reg:call></extensionElements></serviceTask>`,
      ],
      end,
    ),
);
/** The same, then signed, then checked. */
const SIGNED = diagram(
  "signed-referral",
  lane("office-clerk", "check", "sign") +
    chain(
      start,
      userTask("check", `<extensionElements><reg:form name="check" /></extensionElements>`),
      [
        "issue",
        `<serviceTask id="issue"><extensionElements><reg:call handler="document.issue"><reg:input name="template">referral</reg:input></reg:call></extensionElements></serviceTask>`,
      ],
      userTask("sign", `<extensionElements><reg:form name="sign" /></extensionElements>`),
      [
        "verify",
        `<serviceTask id="verify"><extensionElements><reg:call handler="signature.verify"><reg:input name="document">referral</reg:input><reg:input name="signature">sign</reg:input><reg:input name="signatureField">signature</reg:input><reg:input name="signer">staff</reg:input><reg:input name="as">referral-signature-check</reg:input></reg:call></extensionElements></serviceTask>`,
      ],
      end,
    ),
);
const SIGN = {
  type: "object",
  properties: { signature: { type: "object" } },
  required: ["signature"],
  additionalProperties: false,
};
const CHECK = {
  type: "object",
  properties: { name: { type: "string" }, birthDate: { type: "string" } },
  required: ["name", "birthDate"],
  additionalProperties: false,
};
/** All from what the clerk fills in. */
const TEMPLATE = {
  ...REFERRAL,
  paragraphs: undefined,
  fields: [
    { ...REFERRAL.fields[0], from: { document: "check", pointer: "/name" } },
    { ...REFERRAL.fields[1], from: { document: "check", pointer: "/birthDate" } },
  ],
};
const ACT = {
  title: { kk: "Жолдама беру", ru: "Выдача направлений", en: "Referral" },
  provider: { kk: "Білім бөлімі", ru: "Отдел образования", en: "Education department" },
};

describe("documents over HTTP", () => {
  let house: Installation;
  let clerk: Client;
  let auditor: Client;
  let administrator: Client;
  let now = "2026-05-14T04:00:00.000Z";

  before(async () => {
    house = await startInstallation({
      regulations: [],
      clock: { now: () => now },
      documents: { largestCaseFile: 40 * KB, retention: "P5Y", moreUploadTypes: [DOCX] },
    });
    [clerk, auditor, administrator] = await Promise.all([
      house.as("office-clerk"),
      house.as("auditor"),
      house.as("administrator"),
    ]);
    const analyst = await house.as("analyst");
    const bpmn = (content: string) => ({ kind: "bpmn", name: "diagram.bpmn", content });
    const file = (kind: string, name: string, content: object) => ({ kind, name, content: JSON.stringify(content) });
    for (const resources of [
      [bpmn(ONE_TASK)],
      [
        bpmn(ISSUE),
        file("form", "check", CHECK),
        file("document", "referral", TEMPLATE),
        file("regulation", "regulation.json", ACT),
      ],
      [
        bpmn(SIGNED),
        file("form", "check", CHECK),
        file("form", "sign", SIGN),
        file("document", "referral", TEMPLATE),
        file("regulation", "regulation.json", ACT),
      ],
    ]) {
      const { status, text } = await analyst.post("/api/v1/definitions", { resources });
      expect(status, text).to.equal(201);
    }
  });
  after(() => house.stop());

  async function startCase(process = "one-task"): Promise<string> {
    const { status, body, text } = await clerk.post("/api/v1/cases", { process });
    expect(status, text).to.equal(201);
    return (body as { case: string }).case;
  }
  async function finish(id: string, form?: object): Promise<void> {
    const { body } = await clerk.get(`/api/v1/tasks?case=${id}`);
    const task = (body as { items: { id: string }[] }).items[0]!.id;
    const done = await clerk.post(`/api/v1/tasks/${task}/complete`, form === undefined ? {} : { form });
    expect(done.status, done.text).to.equal(200);
    await house.server.settle();
  }
  interface Row {
    readonly id: string;
    readonly name: string;
    readonly number?: string;
    readonly erasedAt?: string;
  }
  const documentsOf = async (id: string) =>
    ((await auditor.get(`/api/v1/cases/${id}/documents`)).body as { items: Row[] }).items;
  const send = (id: string, name: string, mediaType: string, body: Uint8Array) =>
    clerk.send("POST", `/api/v1/cases/${id}/documents?name=${encodeURIComponent(name)}`, {
      body: new Uint8Array(body),
      headers: { "Content-Type": mediaType },
    });
  async function fetchBytes(path: string): Promise<{ headers: Headers; bytes: Uint8Array }> {
    const { body } = await house.stranger.post("/api/v1/sessions", { login: "auditor", password: "demo-auditor" });
    const response = await fetch(`${house.server.url}${path}`, {
      headers: { Authorization: `Bearer ${(body as { token: string }).token}` },
    });
    expect(response.status).to.equal(200);
    return { headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
  }

  describe("sending in", () => {
    it("takes what is what it is said to be", async () => {
      const id = await startCase();
      const word = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph("Ә")] }] }));
      for (const [mediaType, bytes] of [
        ["application/pdf", PDF],
        ["image/png", PNG],
        ["image/jpeg", JPEG],
        ["application/xml", Buffer.from("<?xml version='1.0'?><a/>")],
        ["text/plain", Buffer.from("Өтініш\r\n")],
        [DOCX, word],
      ] as const) {
        const { status, text } = await send(id, `a ${mediaType.replace("/", " ")}`, mediaType, bytes);
        expect(status, `${mediaType}: ${text}`).to.equal(201);
      }
    });

    it("refuses what is something else, with what it was found to be, and files nothing of it", async () => {
      const id = await startCase();
      const zip = Buffer.from("504b0304140000000800", "hex");
      for (const [said, bytes, found] of [
        ["application/pdf", PNG, "image/png"],
        ["image/png", JPEG, "image/jpeg"],
        ["image/jpeg", PDF, "application/pdf"],
        ["application/pdf", Buffer.from("<html><script>alert(1)</script></html>"), "no type that is known"],
        ["application/pdf", Buffer.concat([Buffer.from(" "), PDF]), "no type that is known"],
        ["text/plain", Buffer.from([0x41, 0, 0x42]), "no text"],
        ["text/plain", Buffer.from([0xcf, 0xe0]), "no text"],
        ["text/plain", PDF, "application/pdf"],
        ["application/xml", Buffer.from("[1]"), "other text"],
        ["image/png", Buffer.alloc(0), ""],
        [DOCX, zip, ""],
      ] as const) {
        const { status, body } = await send(id, "scan", said, bytes);
        expect(status, said).to.equal(422);
        if (bytes.length > 0) expect(body).to.include({ code: "DOCUMENT_NOT_AS_SAID" });
        expect((body as { detail: string }).detail).to.include(found);
      }
      const json = { name: "scan", mediaType: "application/json", content: Buffer.from("{").toString("base64") };
      const refused = await clerk.post(`/api/v1/cases/${id}/documents`, json);
      expect(refused.body).to.include({ code: "DOCUMENT_NOT_AS_SAID" });
      expect(await documentsOf(id)).to.deep.equal([]);
    });

    it("refuses media types that are not in the list: office documents unless they are allowed, pages, programs, other pictures", async () => {
      const id = await startCase();
      for (const [mediaType, bytes] of [
        ["application/msword", Buffer.from("d0cf11e0a1b11ae1", "hex")],
        ["application/vnd.ms-excel", Buffer.from("d0cf11e0a1b11ae1", "hex")],
        ["application/zip", Buffer.from("504b0304", "hex")],
        ["application/octet-stream", PDF],
        ["text/html", Buffer.from("<p>")],
        ["image/svg+xml", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")],
        ["image/gif", GIF],
      ] as const) {
        const { status, body } = await send(id, "scan", mediaType, bytes);
        expect(status, mediaType).to.equal(415);
        expect(body).to.include({ code: "MEDIA_TYPE_NOT_SUPPORTED" });
      }
    });

    it("refuses a document for which the case file has no room, and says how much there is", async () => {
      const id = await startCase();
      const bytes = Buffer.concat([PDF, Buffer.alloc(18 * KB, 0x20)]);
      for (const name of ["one", "two"]) expect((await send(id, name, "application/pdf", bytes)).status).to.equal(201);
      const { status, body } = await send(id, "three", "application/pdf", bytes);
      expect(status).to.equal(413);
      expect(body).to.include({ code: "CASE_FILE_FULL" });
      expect((body as { detail: string }).detail).to.include(String(40 * KB));
      expect((await send(id, "small", "application/pdf", PDF)).status, "a smaller one still goes in").to.equal(201);
    });

    it("refuses names that are paths, hidden, or hold marks that nobody sees", async () => {
      const id = await startCase();
      for (const name of ["../etc/passwd", "a\\b", ".bashrc", "scan\u202efdp.exe", "a\u0000b", " scan", "scan\n"]) {
        const { status, body } = await send(id, name, "application/pdf", PDF);
        expect(status, JSON.stringify(name)).to.equal(422);
        expect(body).to.include({ code: "REQUEST_INVALID" });
      }
      expect((await send(id, "Өтініш №1", "application/pdf", PDF)).status).to.equal(201);
    });

    it("gives a document back as a file with the ending of what it is, never to be shown in our own origin", async () => {
      const id = await startCase();
      await send(id, "Өтініш.exe", "application/pdf", PDF);
      const [document] = await documentsOf(id);
      const { headers, bytes } = await fetchBytes(`/api/v1/cases/${id}/documents/${document!.id}`);
      expect(Buffer.from(bytes).equals(PDF)).to.equal(true);
      expect(headers.get("content-disposition")).to.equal(
        `attachment; filename*=UTF-8''${encodeURIComponent("Өтініш.exe.pdf")}`,
      );
      expect(headers.get("x-content-type-options")).to.equal("nosniff");
      expect(headers.get("content-security-policy")).to.equal("default-src 'none'; sandbox");
    });
  });

  describe("what was issued", () => {
    async function issue(): Promise<{ readonly id: string; readonly paper: Row }> {
      const id = await startCase("issue-referral");
      await finish(id, { name: "Әлихан Серікұлы", birthDate: "2022-08-05" });
      const paper = (await documentsOf(id)).find(({ name }) => name === "referral");
      return { id, paper: paper! };
    }

    it("is a PDF whose QR code leads to the installation's own address, and can be verified there by anybody", async () => {
      const { id, paper } = await issue();
      const { headers, bytes } = await fetchBytes(`/api/v1/cases/${id}/documents/${paper.id}`);
      expect(headers.get("content-type")).to.equal("application/pdf");
      const { text, pages } = await readPdf(bytes);
      expect(pages).to.have.length(3);
      expect(text).to.include(`${house.server.url}/verify/${paper.number!}`);
      const found = await house.stranger.get(`/verify/${paper.number!}`, { headers: { "Accept-Language": "ru" } });
      expect(found.status, found.text).to.equal(200);
      expect(found.body).to.deep.equal({
        number: paper.number,
        issuedOn: "2026-05-14",
        title: ACT.title.ru,
        provider: ACT.provider.ru,
        mediaType: "application/pdf",
        sha256: createHash("sha256").update(bytes).digest("hex"),
        signedAt: [],
      });
      expect(found.text, "nobody is named").not.to.include("Әлихан").and.not.include(id);
    });

    it("is found by a number as somebody types it, and a number that nobody issued is a problem in the reader's language", async () => {
      const { paper } = await issue();
      const typed = paper.number!.replaceAll("-", "").toLowerCase().replaceAll("0", "o").replaceAll("1", "l");
      expect((await house.stranger.get(`/verify/${typed}`)).body).to.include({ number: paper.number });
      const unknown = await house.stranger.get("/verify/0000-0000-0000", { headers: { "Accept-Language": "kk" } });
      expect(unknown.status).to.equal(404);
      expect(unknown.body).to.include({ code: "NUMBER_NOT_ISSUED", title: "Мұндай нөмірлі құжат мұнда берілмеген" });
      expect((await house.stranger.get("/verify/x")).status).to.equal(422);
    });

    it("shows a page to a browser, in its language, without scripts", async () => {
      const { paper } = await issue();
      const headers = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "kk" };
      const found = await house.stranger.get(`/verify/${paper.number!}`, { headers });
      expect(found.headers.get("content-type")).to.match(/^text\/html/);
      expect(found.text).to.include('<html lang="kk">').and.include("осында берілген").and.include("Білім бөлімі");
      expect(found.text).not.to.include("<script").and.not.include("Әлихан");
      const unknown = await house.stranger.get("/verify/0000-0000-0001", { headers });
      expect(unknown.status).to.equal(404);
      expect(unknown.text).to.include("мұнда берілмеген");
    });

    it("when it is signed, has a sheet with who signed and when, and verification says when; before, there is none", async () => {
      const id = await startCase("signed-referral");
      await finish(id, { name: "Әлихан Серікұлы", birthDate: "2022-08-05" });
      const paper = (await documentsOf(id)).find(({ name }) => name === "referral")!;
      const address = `/api/v1/cases/${id}/documents/${paper.id}`;
      expect((await auditor.get(`${address}/signatures`)).body).to.include({ code: "DOCUMENT_NOT_FOUND" });
      const { bytes } = await fetchBytes(address);
      const content = Buffer.from(bytes).toString("base64");
      const signature = (await clerk.post("/api/v1/demo/signatures", { content })).body as object;
      const before = now;
      now = "2026-05-14T05:30:00.000Z";
      await finish(id, { signature });
      now = before;
      const sheet = await readPdf((await fetchBytes(`${address}/signatures`)).bytes);
      expect(sheet.text).to.include(createHash("sha256").update(bytes).digest("hex").slice(0, 30));
      expect(sheet.text).to.include("10:30").and.include(paper.number!);
      expect(sheet.text, "a personal number").not.to.match(/(?<![0-9a-f])[0-9]{12}(?![0-9a-f])/);
      const verified = await house.stranger.get(`/verify/${paper.number!}`);
      expect(verified.body).to.deep.include({ signedAt: ["2026-05-14T05:30:00.000Z"] });
      const { number: _number, ...unsigned } = (await documentsOf(id)).find(({ name }) => name === "check")!;
      expect((await auditor.get(`/api/v1/cases/${id}/documents/${unsigned.id}/signatures`)).status).to.equal(404);
    });

    it("is erased with its case file: 410, the log still proves itself, and verification says so without the digest", async () => {
      const { id, paper } = await issue();
      const by = { ground: "law", reason: "court order 12 of 2026-05-10" };
      for (const role of ["applicant", "office-clerk", "head", "auditor", "analyst"] as const)
        expect((await (await house.as(role)).post(`/api/v1/cases/${id}/erasure`, by)).status, role).to.equal(403);
      for (const body of [{ ground: "law" }, { ground: "law", reason: "  " }, { ground: "whim", reason: "x" }])
        expect((await administrator.post(`/api/v1/cases/${id}/erasure`, body)).status).to.equal(422);
      const key = { headers: { "Idempotency-Key": "erase-1" } };
      const erased = await administrator.post(`/api/v1/cases/${id}/erasure`, by, key);
      expect(erased.status, erased.text).to.equal(200);
      expect(erased.body).to.include({ erased: 2 });
      const again = await administrator.post(`/api/v1/cases/${id}/erasure`, by, key);
      expect((again.body as { seq: number }).seq).to.equal((erased.body as { seq: number }).seq);

      const gone = await auditor.get(`/api/v1/cases/${id}/documents/${paper.id}`, {
        headers: { "Accept-Language": "ru" },
      });
      expect(gone.status).to.equal(410);
      expect(gone.body).to.include({ code: "DOCUMENT_ERASED", title: "Документ удалён" });
      expect((await documentsOf(id)).every(({ erasedAt }) => erasedAt !== undefined)).to.equal(true);
      const { body } = await auditor.get(`/api/v1/cases/${id}/events?limit=200`);
      const last = (body as { items: { by: string; event: object }[] }).items.at(-1)!;
      expect(last.by).to.equal("demo-administrator");
      expect(last.event).to.include({ type: "CaseFileErased", ground: "law", reason: by.reason });
      expect((await auditor.get(`/api/v1/cases/${id}/verification`)).body).to.include({ ok: true });
      const verified = await house.stranger.get(`/verify/${paper.number!}`);
      expect(verified.body).to.include({ erasedOn: "2026-05-14" }).and.not.have.property("sha256");
    });
  });

  describe("a template's preview", () => {
    it("is a PDF with sample values for the analyst, in the language asked for, and nobody else may ask", async () => {
      const analyst = await house.as("analyst");
      const asked = { template: REFERRAL, language: "ru", regulation: ACT };
      expect((await clerk.post("/api/v1/documents/preview", asked)).status).to.equal(403);
      const { status, headers, text } = await analyst.post("/api/v1/documents/preview", asked);
      expect(status, text.slice(0, 300)).to.equal(200);
      expect(headers.get("content-type")).to.equal("application/pdf");
      expect(text.startsWith("%PDF-1.7")).to.equal(true);
    });

    it("names what is wrong in the template", async () => {
      const analyst = await house.as("analyst");
      const template = { ...REFERRAL, title: { ...REFERRAL.title, ru: "{{nobody}}" } };
      const { status, body } = await analyst.post("/api/v1/documents/preview", { template, language: "all" });
      expect(status).to.equal(422);
      expect(body).to.include({ code: "DATA_INVALID" });
      expect((body as { detail: string }).detail).to.include("{{nobody}}");
    });
  });

  describe("erasing", () => {
    it("waits for the end of the case, and for the end of the time that files are kept, which an act of law does not", async () => {
      const id = await startCase();
      await send(id, "scan", "application/pdf", PDF);
      const over = { ground: "retention", reason: "five years" };
      expect((await administrator.post(`/api/v1/cases/${id}/erasure`, over)).body).to.include({
        code: "CASE_STILL_RUNS",
      });
      await finish(id);
      const early = await administrator.post(`/api/v1/cases/${id}/erasure`, over);
      expect(early.status).to.equal(409);
      expect(early.body).to.include({ code: "RETENTION_NOT_OVER" });
      expect((early.body as { detail: string }).detail).to.include("2031-05-14");
      const before = now;
      now = "2031-05-14T04:00:00.001Z";
      try {
        const later = await (await house.as("administrator")).post(`/api/v1/cases/${id}/erasure`, over);
        // The session of 2026 is over by then.
        expect(later.status).to.equal(401);
        const { body } = await house.stranger.post("/api/v1/sessions", {
          login: "administrator",
          password: "demo-administrator",
        });
        const client = house.withToken((body as { token: string }).token);
        const erased = await client.post(`/api/v1/cases/${id}/erasure`, over);
        expect(erased.body, erased.text).to.include({ erased: 1 });
      } finally {
        now = before;
      }
    });
  });

  describe("asked too often", () => {
    it("given numbers that nobody issued without end from one address, it is told to wait", async () => {
      let last = 0;
      for (let tries = 0; tries < 40 && last !== 429; tries += 1)
        last = (await house.stranger.get(`/verify/00000000${String(1000 + tries)}`)).status;
      expect(last).to.equal(429);
    });
  });
});
