import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { drawPdf } from "../../handlers/document-pdf.ts";
import { documentPdf } from "../../handlers/drawing-thread.ts";
import type { AboutDocument } from "../../handlers/document-pdf.ts";
import type { FilledTemplate } from "../../handlers/document-template.ts";
import { readPdf } from "../helpers/read-pdf.ts";

const ABOUT: AboutDocument = {
  number: "AAAA-BBBB-CCCC",
  date: "14.05.2026",
  madeAt: "2026-05-14T04:00:00.000Z",
  author: "Reglament",
  subject: "",
  keywords: [],
  verifyAt: "https://office.example/verify/AAAA-BBBB-CCCC",
};

const filled = (more: Partial<FilledTemplate> = {}): FilledTemplate => ({
  language: "kk",
  title: "Анықтама",
  paragraphs: ["Бірінші.", "Екінші."],
  rows: [],
  letterhead: [],
  signatures: [],
  numberAndDate: false,
  numbered: false,
  verification: true,
  ...more,
});

const read = async (more: Partial<FilledTemplate>, about: Partial<AboutDocument> = {}) =>
  readPdf(await documentPdf([filled(more)], { ...ABOUT, ...about }));

describe("a document as PDF", () => {
  it("has a glyph for every letter of Kazakh, Russian and English, for the signs of papers and for the tenge", async () => {
    const kazakh = "ӘәҒғҚқҢңӨөҰұҮүҺһІі";
    const russian = Array.from({ length: 64 }, (_, index) => String.fromCodePoint(0x410 + index)).join("") + "Ёё";
    const english = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const signs = "№«»—–…“”„’₸§%&@#()[]{}+=/*.,:;!?'\"<>_-|~€°";
    // Words of ten letters: a longer run is broken over lines.
    const words = (text: string): string => (text.match(/.{1,10}/gu) ?? []).join(" ");
    const paragraphs = [kazakh, russian, english, signs].map(words);
    const { text } = await read({ paragraphs, title: words(kazakh) });
    expect(text).not.to.include("[U+");
    // What a reader gets out of the glyphs is what was put in: none of them is the box of a missing letter.
    for (const paragraph of paragraphs) expect(text).to.include(paragraph);
    const bold = await read({ title: `${words(russian)} ${words(english)} ${words(signs)}`, paragraphs: [] });
    expect(bold.text).to.include(words(russian)).and.include(words(english)).and.include(words(signs));
  });

  it("is tagged: headings, paragraphs, tables with the headers of their rows, pictures with what they show", async () => {
    const rows = [
      { label: "Аты", value: "Айгүл", barCode: false },
      { label: "Штрих-код", value: "20190902-08m3nk4x9q2z", barCode: true },
    ];
    const { marked, structure } = await read({ rows, letterhead: ["Білім бөлімі"] });
    expect(marked).to.equal(true);
    expect(structure).to.deep.equal(["Root(Document(Sect(P,H1,P,P,Table(TR(TH,TD),TR(TH,TD(Figure))),Figure,P,P)))"]);
  });

  it("counts the rows where the template says so, and puts number and date under the letterhead", async () => {
    const rows = ["Тегі", "Аты"].map((label) => ({ label, value: "…", barCode: false }));
    const { text } = await read({ rows, numbered: true, numberAndDate: true, letterhead: ["Білім бөлімі"] });
    expect(text).to.match(/^Білім бөлімі Нөмірі: AAAA-BBBB-CCCC Күні: 14\.05\.2026 Анықтама/);
    expect(text).to.include("1 Тегі … 2 Аты …");
  });

  it("draws no QR code when the template wants none, or when nobody knows the installation's address", async () => {
    expect((await read({})).structure[0]).to.include("Figure");
    expect((await read({ verification: false })).structure[0]).not.to.include("Figure");
    const { verifyAt: _, ...about } = ABOUT;
    const without = await readPdf(await documentPdf([filled()], about));
    expect(without.structure[0]).not.to.include("Figure");
  });

  it("goes on over pages, each with its number and that of the document", async () => {
    const { pages } = await read({ paragraphs: Array.from({ length: 120 }, (_, index) => `Тармақ ${index}.`) });
    expect(pages.length).to.be.greaterThan(2);
    for (const [index, page] of pages.entries())
      expect(page.endsWith(`№ AAAA-BBBB-CCCC ${index + 1} / ${pages.length}`), page.slice(-60)).to.equal(true);
    expect(pages.join(" ")).to.include("Тармақ 0.").and.include("Тармақ 119.");
  });

  it("loads pdfmake and bwip-js on the thread that draws, never on the server's, and ends when its work is done", () => {
    const script = `
      import { registerHooks } from "node:module";
      const loaded = new Set();
      registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
      const has = () => ["pdfmake", "bwip-js", "file-type"].filter((name) => [...loaded].some((url) => url.includes("/node_modules/" + name + "/")));
      await import("./api/server.ts");
      const before = has();
      const { previewDocument } = await import("./handlers/document-preview.ts");
      await previewDocument({ template: Buffer.from('{"title":{"kk":"a","ru":"b","en":"c"}}'), language: "kk" });
      console.log(JSON.stringify({ before, after: has() }));`;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(JSON.parse(output)).to.deep.equal({ before: [], after: [] });
  });

  it("keeps a word without an end on the page", async () => {
    const word = "ә".repeat(300);
    const { text } = await read({ paragraphs: [word], rows: [{ label: word, value: word, barCode: false }] });
    expect(text.replaceAll(" ", "").split(word)).to.have.length(4);
  });

  it("draws several at once as it draws one after the other", async () => {
    const one = () => documentPdf([filled({ rows: [{ label: "Аты", value: "Айгүл", barCode: false }] })], ABOUT);
    const alone = Buffer.from(await one());
    for (const bytes of await Promise.all([one(), one(), one()])) expect(alone.equals(bytes)).to.equal(true);
  });

  it("has the same bytes, whichever thread draws it", async () => {
    const rows = [{ label: "Штрих-код", value: "20190902-08m3nk4x9q2z", barCode: true }];
    const content = [filled({ rows, numbered: true }), filled({ language: "ru" })];
    const about = { ...ABOUT, watermark: "ҮЛГІ" };
    expect(Buffer.from(await drawPdf(content, about)).equals(await documentPdf(content, about))).to.equal(true);
  });
});
