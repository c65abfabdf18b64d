import { expect } from "chai";
import { readPdf } from "../helpers/read-pdf.ts";
import type { PdfRead } from "../helpers/read-pdf.ts";
import { failureOf, openWorld, runJob } from "./job.ts";
import type { CaseFile, World } from "./job.ts";
import { FILE, REFERRAL } from "./templates.ts";

describe("document.issue", () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  const issue = (input: object = {}, file: CaseFile = {}) =>
    runJob(
      world.handlers,
      world.people,
      "document.issue",
      { template: "referral", ...input },
      { documents: FILE, templates: { referral: REFERRAL }, ...file },
    );
  const pdf = async (input: object = {}, file: CaseFile = {}): Promise<PdfRead> => {
    const { documents } = await issue(input, file);
    return readPdf(documents?.[0]?.bytes ?? new Uint8Array());
  };

  it("fills the template from the case file and files a PDF under the template's name, with its number", async () => {
    const { facts, documents } = await issue();
    expect(facts).to.include({ issued: true, date: "2026-05-14" });
    expect(documents).to.have.length(1);
    expect(documents?.[0]).to.include({ name: "referral", mediaType: "application/pdf", number: facts.number });
    const { text, title, language } = await readPdf(documents?.[0]?.bytes ?? new Uint8Array());
    const number = documents?.[0]?.number ?? "";
    expect(language).to.equal("kk");
    expect(title).to.equal(`Жолдама №\u00a0${number}`);
    expect(text).to.include(`Жолдама № ${number}`);
    expect(text).to.include("Әлихан № 7 «Балдырған» балабақшасына жіберіледі, 14.05.2026.");
    expect(text).to.include("Туған күні 05.08.2022").and.include("Жеңілдік иә");
    expect(text, "a hidden field stays out of the table").not.to.include("Балабақша ");
    expect(text).to.include(`https://office.example/verify/${number}`);
  });

  it("files the same bytes at every attempt of a job, on whatever day it is tried again", async () => {
    const bytes = async (at: string) =>
      (await issue({ language: "all" }, { at, begunAt: "2026-05-14T04:00:00.000Z" })).documents?.[0]?.bytes;
    const first = Buffer.from((await bytes("2026-05-14T04:00:00.000Z")) ?? []);
    const again = Buffer.from((await bytes("2026-05-16T09:30:00.000Z")) ?? []);
    expect(first.length).to.be.greaterThan(1_000);
    expect(again.equals(first)).to.equal(true);
  });

  it("says in the metadata who issues it, about what, and under which number", async () => {
    const regulation = {
      title: { kk: "Жолдама беру", ru: "Выдача направлений", en: "Referral" },
      provider: { kk: "Білім бөлімі", ru: "Отдел образования", en: "Education department" },
    };
    const template = { ...REFERRAL, letterhead: "provider" };
    const read = await pdf({ language: "ru" }, { regulation, templates: { referral: template } });
    expect(read).to.include({ author: "Отдел образования", subject: "Выдача направлений", language: "ru" });
    expect(read.keywords).to.match(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}, preschool-almaty-2012, referral$/);
    expect(read.creationDate).to.equal("D:20260514040000Z");
    expect(read.text.startsWith("Отдел образования Направление")).to.equal(true);
    expect((await pdf()).author, "nobody is named").to.equal("Reglament");
  });

  it("shows who signed another document of the case, and that its own signature comes after it", async () => {
    const label = { kk: "Қызметкер", ru: "Сотрудник", en: "Officer" };
    const template = { ...REFERRAL, signatures: [{ label, document: "signature-check" }, { label }] };
    const check = {
      valid: true,
      signedAt: "2026-05-14T04:00:00.000Z",
      certificate: { subject: "CN=АХМЕТОВ АСАН\\, МЫРЗА,SERIALNUMBER=IIN800101300123", serialNumber: "5a01ff" },
    };
    const signed = (signature: object) =>
      pdf(
        { language: "ru" },
        { templates: { referral: template }, documents: { ...FILE, "signature-check": signature } },
      );
    const { text } = await signed(check);
    expect(text).to.include("Подписано электронной цифровой подписью: АХМЕТОВ АСАН, МЫРЗА");
    expect(text).to.include("Номер регистрационного свидетельства: 5a01ff");
    expect(text).to.include("Время подписания: 14.05.2026 09:00");
    expect(text).to.include("подпись ставится под этим файлом после его создания");
    expect(text, "the personal number of the signer").not.to.include("800101300123");
    const { text: refused } = await signed({ ...check, valid: false });
    expect(refused).not.to.include("АХМЕТОВ").and.not.include("5a01ff");
  });

  it("gives the same number to every attempt of a job and another one to another job", async () => {
    const number = async (jobId: string, at?: string) =>
      (await issue({}, { jobId, ...(at === undefined ? {} : { at }) })).facts.number;
    const first = await number("case-a.7");
    expect(await number("case-a.7", "2026-05-15T04:00:00.000Z")).to.equal(first);
    expect(await number("case-a.8")).not.to.equal(first);
    expect(first).to.match(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it("takes the case's number for the bar code, and a document that somebody files as `case` cannot change it", async () => {
    const barCode = {
      name: "barCode",
      label: { kk: "Штрих-код", ru: "Штрих-код", en: "Bar code" },
      from: { document: "case", pointer: "/number" },
      format: "bar-code",
    };
    const receipt = { title: { kk: "Қолхат", ru: "Расписка", en: "Receipt" }, fields: [barCode] };
    const { text, structure } = await pdf(
      {},
      { jobId: "20190902-08m3nk4x9q2z.7", templates: { referral: receipt }, documents: { case: { number: "other" } } },
    );
    expect(text).to.include("Штрих-код 20190902-08m3nk4x9q2z");
    expect(structure[0], "the bars are drawn in the cell of the number").to.include("TR(TH,TD(Figure))");
  });

  it("dates the document by the day in Almaty as its zone then stood", async () => {
    const date = async (at: string) => (await issue({}, { at })).facts.date;
    expect(await date("2012-05-14T18:30:00.000Z"), "UTC+06 in 2012").to.equal("2012-05-15");
    expect(await date("2026-05-14T18:30:00.000Z"), "UTC+05 since 2024-03-01").to.equal("2026-05-14");
    expect(await date("2026-05-14T19:30:00.000Z")).to.equal("2026-05-15");
  });

  it("speaks the language asked for, or all three one after the other, each from a page of its own", async () => {
    const russian = await pdf({ language: "ru", as: "napravlenie" });
    expect(russian.language).to.equal("ru");
    expect(russian.text).to.include("Имя ребёнка").and.not.include("Баланың аты");
    expect((await pdf({ language: null })).language).to.equal("kk");
    const all = await pdf({ language: "all" });
    expect(all.pages).to.have.length(3);
    for (const [index, word] of ["Баланың аты", "Имя ребёнка", "Child's name"].entries())
      expect(all.pages[index]).to.include(word);
  });

  it("takes the first place that holds a value", async () => {
    const record = { record: { child: { name: "Аты тізілімде" } } };
    const text = async (documents: CaseFile["documents"]) => (await pdf({}, { documents: documents ?? {} })).text;
    expect(await text({ ...FILE, "birth-record": record })).to.include("Аты тізілімде");
    const notFound = { found: false };
    expect(await text({ ...FILE, "birth-record": notFound })).to.include("Әлихан");
  });

  it("leaves an optional field without a value out, and fails for one that is needed", async () => {
    const withoutPrivilege = { ...FILE, "child-by-hand": { name: "Әлихан", birthDate: "2022-08-05" } };
    expect((await pdf({}, { documents: withoutPrivilege })).text).not.to.include("Жеңілдік");
    const withoutDate = { ...FILE, "child-by-hand": { name: "Әлихан" } };
    const failure = await failureOf(issue({}, { documents: withoutDate }));
    expect(failure).to.include({ code: "FIELD_MISSING", retry: false });
    expect(failure.message).to.include("child-by-hand/birthDate");
  });

  it("refuses to print what is no text: an object, a date that is none", async () => {
    for (const byHand of [
      { name: { first: "Әлихан" }, birthDate: "2022-08-05" },
      { name: "Әлихан", birthDate: "yesterday" },
      { name: "Әлихан", birthDate: "2022-02-30" },
    ]) {
      const failure = await failureOf(issue({}, { documents: { ...FILE, "child-by-hand": byHand } }));
      expect(failure).to.include({ code: "FIELD_INVALID", retry: false });
    }
  });

  it("reads own properties only", async () => {
    const field = { ...REFERRAL.fields[0], from: { document: "child-by-hand", pointer: "/constructor/name" } };
    const template = { title: REFERRAL.title, fields: [field] };
    const failure = await failureOf(issue({}, { templates: { referral: template } }));
    expect(failure).to.include({ code: "FIELD_MISSING" });
  });

  it("prints what stands in the case file as it is: a placeholder in a value is not filled, a mark does not turn the line", async () => {
    const name = `<b>{{number}}</b> \u202eАйгүл\u0000 漢 😀`;
    const template = { ...REFERRAL, title: { kk: "{{child}}", ru: "{{child}}", en: "{{child}}" } };
    const documents = { ...FILE, "child-by-hand": { ...FILE["child-by-hand"], name } };
    const { text, title } = await pdf({}, { documents, templates: { referral: template } });
    const printed = "<b>{{number}}</b> Айгүл [U+6F22] [U+1F600]";
    expect(title).to.equal(printed);
    expect(text.split(printed), "title, paragraph and table").to.have.length(4);
  });

  it("refuses a template that is missing, no JSON, of another shape, or uses a field that it does not declare", async () => {
    const code = async (template: unknown) => {
      const templates = template === undefined ? {} : { referral: template };
      const failure = await failureOf(issue({}, { templates }));
      expect(failure.retry).to.equal(false);
      return failure.code;
    };
    const { title, fields } = REFERRAL;
    expect(await code(undefined)).to.equal("TEMPLATE_MISSING");
    expect(await code(new TextEncoder().encode("{"))).to.equal("TEMPLATE_INVALID");
    expect(await code({ title: { kk: "a", ru: "b" } })).to.equal("TEMPLATE_INVALID");
    expect(await code({ title, script: "x" })).to.equal("TEMPLATE_INVALID");
    expect(await code({ title: { ...title, en: "{{nobody}}" } })).to.equal("TEMPLATE_INVALID");
    expect(await code({ title, fields: [fields[0], fields[0]] })).to.equal("TEMPLATE_INVALID");
    expect(await code({ title, fields: [{ ...fields[0], name: "number" }] })).to.equal("TEMPLATE_INVALID");
    expect(await code({ title, footer: { ...title, ru: "{{nobody}}" } })).to.equal("TEMPLATE_INVALID");
    expect(await code({ title, letterhead: { ...title, kk: ["{{nobody}}"] } })).to.equal("TEMPLATE_INVALID");
  });
});
