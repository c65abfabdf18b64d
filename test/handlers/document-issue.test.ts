import { expect } from "chai";
import fc from "fast-check";
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
  const html = async (input: object = {}, file: CaseFile = {}) => {
    const { documents } = await issue(input, file);
    return new TextDecoder().decode(documents?.[0]?.bytes);
  };

  it("fills the template from the case file and files HTML under the template's name", async () => {
    const { facts, documents } = await issue();
    expect(facts).to.include({ issued: true, date: "2026-05-14" });
    expect(documents).to.have.length(1);
    expect(documents?.[0]).to.include({ name: "referral", mediaType: "text/html; charset=utf-8" });
    const page = new TextDecoder().decode(documents?.[0]?.bytes);
    expect(page).to.match(/^<!DOCTYPE html>\n<html lang="kk">/);
    expect(page).to.include(`<h1>Жолдама № ${JSON.stringify(facts.number).slice(1, -1)}</h1>`);
    expect(page).to.include("<p>Әлихан № 7 «Балдырған» балабақшасына жіберіледі, 14.05.2026.</p>");
    expect(page).to.include('<th scope="row">Туған күні</th><td><bdi>05.08.2022</bdi></td>');
    expect(page).to.include('<th scope="row">Жеңілдік</th><td><bdi>иә</bdi></td>');
    expect(page, "a hidden field stays out of the table").not.to.include('<th scope="row">Балабақша</th>');
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
    };
    const receipt = { title: { kk: "Қолхат", ru: "Расписка", en: "Receipt" }, fields: [barCode] };
    const page = await html(
      {},
      { jobId: "20190902-08m3nk4x9q2z.7", templates: { referral: receipt }, documents: { case: { number: "other" } } },
    );
    expect(page).to.include('<th scope="row">Штрих-код</th><td><bdi>20190902-08m3nk4x9q2z</bdi></td>');
  });

  it("dates the document by the day in Almaty as its zone then stood", async () => {
    const date = async (at: string) => (await issue({}, { at })).facts.date;
    expect(await date("2012-05-14T18:30:00.000Z"), "UTC+06 in 2012").to.equal("2012-05-15");
    expect(await date("2026-05-14T18:30:00.000Z"), "UTC+05 since 2024-03-01").to.equal("2026-05-14");
    expect(await date("2026-05-14T19:30:00.000Z")).to.equal("2026-05-15");
  });

  it("speaks the language asked for, or all three one after the other", async () => {
    const russian = await html({ language: "ru", as: "napravlenie" });
    expect(russian).to.include('<html lang="ru">').and.include("Имя ребёнка").and.not.include("Баланың аты");
    expect(await html({ language: null })).to.include('<html lang="kk">');
    const all = await html({ language: "all" });
    expect([...all.matchAll(/<article lang="(..)">/g)].map((match) => match[1])).to.deep.equal(["kk", "ru", "en"]);
  });

  it("takes the first place that holds a value", async () => {
    const record = { record: { child: { name: "Аты тізілімде" } } };
    expect(await html({}, { documents: { ...FILE, "birth-record": record } })).to.include("Аты тізілімде");
    const notFound = { found: false };
    expect(await html({}, { documents: { ...FILE, "birth-record": notFound } })).to.include("Әлихан");
  });

  it("leaves an optional field without a value out, and fails for one that is needed", async () => {
    const withoutPrivilege = { ...FILE, "child-by-hand": { name: "Әлихан", birthDate: "2022-08-05" } };
    expect(await html({}, { documents: withoutPrivilege })).not.to.include("Жеңілдік");
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

  it("escapes whatever stands in the case file, in title, text and table", async () => {
    const nasty = `<script>alert("1")</script>&'\u0000{{number}}`;
    const template = { ...REFERRAL, title: { kk: "{{child}}", ru: "{{child}}", en: "{{child}}" } };
    const documents = { ...FILE, "child-by-hand": { ...FILE["child-by-hand"], name: nasty } };
    const page = await html({}, { documents, templates: { referral: template } });
    const escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;{{number}}";
    expect(page.split(escaped)).to.have.length(5); // title, h1, paragraph, table
    expect(page).not.to.include("<script").and.not.include("\u0000");
  });

  it("lets no value bring a tag of its own, whatever the value", async () => {
    const plain = tagsOf(await html());
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom(...Array.from("<>&\"'/ab={}!-")), minLength: 1 }),
        async (name) => {
          fc.pre(name.trim() !== "");
          const documents = { ...FILE, "child-by-hand": { ...FILE["child-by-hand"], name } };
          expect(tagsOf(await html({}, { documents }))).to.deep.equal(plain);
        },
      ),
    );
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
  });
});

function tagsOf(page: string): readonly string[] {
  return [...page.matchAll(/<[^>]*>/g)].map((match) => match[0]);
}
