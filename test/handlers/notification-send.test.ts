import { expect } from "chai";
import { failureOf, filed, openWorld, runJob } from "./job.ts";
import type { CaseFile, World } from "./job.ts";
import { FILE, REFERRAL } from "./templates.ts";

describe("notification.send", () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  afterEach(() => {
    world.simulated.outage("all", false);
    world.simulated.refuse("notifier", false);
  });

  const send = (jobId: string, input: object = {}, file: CaseFile = {}) =>
    runJob(
      world.handlers,
      world.people,
      "notification.send",
      { template: "place-offered", ...input },
      { documents: FILE, templates: { "place-offered": REFERRAL }, jobId, ...file },
    );

  it("writes to the inbox of the case in Kazakh unless told otherwise, and files what was said", async () => {
    const answer = await send("case-a.3", {}, { applicant: "account-7" });
    expect(answer.facts).to.have.property("sent", true);
    expect(answer.facts.reference).to.match(/^MSG-[0-9A-F]{10}$/);
    const [received] = world.simulated.notifications("case-a");
    expect(received).to.include({ channel: "inbox", account: "account-7", template: "place-offered", language: "kk" });
    expect(received).not.to.have.property("address");
    expect(received?.subject).to.match(/^Жолдама № [0-9A-Z-]{14}$/);
    expect(received?.text).to.equal(
      "Әлихан № 7 «Балдырған» балабақшасына жіберіледі, 14.05.2026.\n\nБаланың аты: Әлихан\nТуған күні: 05.08.2022\nЖеңілдік: иә",
    );
    const said = filed(answer, "notification");
    expect(said).to.include({ text: received?.text, subject: received?.subject, sent: true });
  });

  it("speaks the language that the application names, else the one given, else Kazakh", async () => {
    const language = async (jobId: string, input: object, application: object) => {
      await send(jobId, input, { documents: { ...FILE, application } });
      return world.simulated.notifications(jobId.split(".")[0])[0]?.language;
    };
    const chosen = { document: "application", languageField: "language", language: "en" };
    expect(await language("case-l1.1", chosen, { language: "ru" })).to.equal("ru");
    expect(await language("case-l2.1", chosen, { language: "de" })).to.equal("en");
    expect(await language("case-l3.1", { ...chosen, language: null }, {})).to.equal("kk");
  });

  it("sends e-mail and SMS to the address in the case file and files no address", async () => {
    const documents = { ...FILE, application: { contact: { email: "sample@example.kz" } } };
    const input = { channel: "e-mail", document: "application", addressField: "/contact/email", as: "letter" };
    const answer = await send("case-e.1", input, { documents });
    expect(world.simulated.notifications("case-e")[0]).to.include({ channel: "e-mail", address: "sample@example.kz" });
    expect(JSON.stringify(filed(answer, "letter"))).not.to.include("example.kz");
  });

  it("given no address where one is needed, fails for good and sends nothing", async () => {
    for (const input of [{ channel: "sms" }, { channel: "sms", document: "application", addressField: "phone" }]) {
      const failure = await failureOf(send("case-n.1", input, { documents: { ...FILE, application: { phone: " " } } }));
      expect(failure).to.include({ code: "ADDRESS_MISSING", retry: false });
    }
    expect(world.simulated.notifications("case-n")).to.deep.equal([]);
  });

  it("keeps the subject to one line whatever stands in the case file", async () => {
    const title = { kk: "{{child}}", ru: "{{child}}", en: "{{child}}" };
    const documents = { ...FILE, "child-by-hand": { ...FILE["child-by-hand"], name: "A\r\nBcc: x@example.kz" } };
    await send("case-h.1", {}, { documents, templates: { "place-offered": { ...REFERRAL, title } } });
    expect(world.simulated.notifications("case-h")[0]?.subject).to.equal("A Bcc: x@example.kz");
  });

  it("given the same job twice, sends once and answers the same", async () => {
    const first = await send("case-i.1");
    expect((await send("case-i.1")).facts).to.deep.equal(first.facts);
    expect(world.simulated.notifications("case-i")).to.have.length(1);
  });

  it("given a notifier that refuses, says so; given one that is down, is tried again", async () => {
    world.simulated.refuse("notifier", true);
    expect((await send("case-r.1")).facts).to.deep.equal({ sent: false });
    world.simulated.outage("notifier", true);
    expect(await failureOf(send("case-r.2"))).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
  });
});
