import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { expect } from "chai";
import { ConfigError } from "../../api/config.ts";
import { readNotificationSettings } from "../../api/notification-settings.ts";
import { startSmsGateway, type SmsGateway } from "../../fixtures/outside/sms-gateway.ts";
import { chain, diagram, end, lane, start, userTask } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

const ADDRESS = "sample@example.kz";
const TEMPLATE = {
  title: { kk: "Хабарлама", ru: "Уведомление", en: "Notice" },
  paragraphs: { kk: ["Жолдама дайын."], ru: ["Направление готово."], en: ["The referral is ready."] },
};
const FORM = {
  type: "object",
  properties: { contact: { type: "string" }, language: { type: "string" } },
  additionalProperties: false,
};

interface Mail {
  readonly to: readonly string[];
  readonly text: string;
}

/** Keeps every message that it takes. */
async function startMailServer() {
  const mails: Mail[] = [];
  let refusal: { recipient?: string; data?: Error } = {};
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) =>
      username === "house" && password === "secret" ? done(null, { user: "house" }) : done(new Error("no")),
    onRcptTo: ({ address }, _session, done) =>
      done(
        address === refusal.recipient ? Object.assign(new Error(`no ${address} here`), { responseCode: 550 }) : null,
      ),
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (refusal.data !== undefined) {
          done(refusal.data);
          return;
        }
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString("utf8") });
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    url: `smtp://house:secret@127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    refuse: (what: typeof refusal) => void (refusal = what),
    close: () => new Promise<void>((closed) => server.close(closed)),
  };
}

const send = (process: string, channel: string, more = ""): string =>
  diagram(
    process,
    `<extensionElements><reg:service regulation="test-regulation" channel="portal" clause="1" /></extensionElements>` +
      lane("applicant", "ask") +
      chain(
        start,
        userTask("ask", `<extensionElements><reg:form name="ask" /></extensionElements>`),
        [
          "tell",
          `<serviceTask id="tell"><extensionElements><reg:call handler="notification.send"><reg:input name="template">notice</reg:input>
           <reg:input name="channel">${channel}</reg:input><reg:input name="document">ask</reg:input><reg:input name="addressField">contact</reg:input>
           <reg:input name="languageField">language</reg:input>${more}<reg:output variable="sent">= sent</reg:output></reg:call></extensionElements></serviceTask>`,
        ],
        end,
      ),
  );

interface Notification {
  readonly id: string;
  readonly case: string;
  readonly subject: string;
  readonly text: string;
  readonly readAt?: string;
}

describe("notifications", () => {
  let house: Installation;
  let applicant: Client;
  let smtp: Awaited<ReturnType<typeof startMailServer>>;
  let sms: SmsGateway;

  before(async () => {
    [smtp, sms] = await Promise.all([startMailServer(), startSmsGateway("sms-token")]);
    house = await startInstallation({
      regulations: [],
      notifications: {
        mail: { url: smtp.url, from: "Reglament <no-reply@office.example>" },
        sms: { url: sms.url, token: "sms-token" },
      },
    });
    applicant = await house.as("applicant");
    const administrator = await house.as("administrator");
    const names = { kk: "Бөлім", ru: "Отдел", en: "Department" };
    const unit = { kind: "provider", names, provides: ["test-regulation"], defaultFor: ["test-regulation"] };
    expect((await administrator.send("PUT", "/api/v1/units/test-unit", { json: unit })).status).to.be.oneOf([200, 201]);
    const attach = `<reg:input name="attach">ask</reg:input>`;
    for (const content of [
      send("tell-inbox", "inbox"),
      send("tell-mail", "e-mail"),
      send("tell-mail-attached", "e-mail", attach),
      send("tell-sms", "sms"),
    ]) {
      const { status, text } = await (
        await house.as("analyst")
      ).post("/api/v1/definitions", {
        resources: [
          { kind: "bpmn", name: "diagram.bpmn", content },
          { kind: "form", name: "ask", content: JSON.stringify(FORM) },
          { kind: "document", name: "notice", content: JSON.stringify(TEMPLATE) },
        ],
      });
      expect(status, text).to.equal(201);
    }
  });
  after(async () => {
    await house.stop();
    await Promise.all([smtp.close(), sms.close()]);
  });
  beforeEach(() => {
    smtp.refuse({});
    sms.answer(200);
  });

  /** The case, when its notification has gone out or has been given up for now. */
  async function run(process: string, form: object = { contact: ADDRESS }): Promise<string> {
    const begun = await applicant.post("/api/v1/cases", { process });
    expect(begun.status, begun.text).to.equal(201);
    const { case: id } = begun.body as { case: string };
    const { items } = (await applicant.get(`/api/v1/tasks?case=${id}`)).body as { items: { id: string }[] };
    expect((await applicant.post(`/api/v1/tasks/${items[0]!.id}/complete`, { form })).status).to.equal(200);
    await house.server.settle();
    return id;
  }
  const inbox = async (query = "") =>
    ((await applicant.get(`/api/v1/me/notifications${query}`)).body as { items: Notification[] }).items;
  const unread = async () => (await applicant.get("/api/v1/me/notifications/unread")).body as { unread: number };
  const status = async (id: string) =>
    (await applicant.get(`/api/v1/cases/${id}`)).body as { status: string; variables?: object };

  it("stand in the inbox of the applicant, in the language of the application, until they are marked as read", async () => {
    const before = (await unread()).unread;
    const id = await run("tell-inbox", { language: "ru" });
    const [notification] = await inbox();
    expect(notification).to.include({ case: id, subject: "Уведомление", text: "Направление готово." });
    expect((await unread()).unread).to.equal(before + 1);
    for (const _ of [1, 2])
      expect((await applicant.send("PUT", `/api/v1/me/notifications/${notification!.id}/read`)).status).to.equal(204);
    expect((await unread()).unread).to.equal(before);
    expect((await inbox("?unread=true")).map((each) => each.id)).to.not.include(notification!.id);
    expect((await inbox("?unread=false")).map((each) => each.id)).to.include(notification!.id);
  });

  it("are the applicant's own: another sees and marks none of them", async () => {
    await run("tell-inbox");
    const [notification] = await inbox();
    const administrator = await house.as("administrator");
    const account = {
      login: "other-applicant",
      password: "a-password-of-another",
      name: "Other",
      roles: ["applicant"],
    };
    expect((await administrator.post("/api/v1/accounts", account)).status).to.equal(201);
    const { body } = await house.stranger.post("/api/v1/sessions", {
      login: account.login,
      password: account.password,
    });
    const other = house.withToken((body as { token: string }).token);
    expect((await other.get("/api/v1/me/notifications")).body).to.deep.equal({ items: [] });
    expect((await other.send("PUT", `/api/v1/me/notifications/${notification!.id}/read`)).status).to.equal(404);
  });

  it("by e-mail arrive once, from the house, under an id made of the job, and stand in the inbox too", async () => {
    const count = smtp.mails.length;
    const id = await run("tell-mail", { contact: ADDRESS, language: "en" });
    const [mail, ...more] = smtp.mails.slice(count);
    expect(more).to.deep.equal([]);
    expect(mail!.to).to.deep.equal([ADDRESS]);
    expect(mail!.text).to.match(/^From: Reglament <no-reply@office\.example>\r$/m);
    expect(mail!.text).to.match(/^Subject: Notice\r$/m);
    expect(mail!.text).to.match(/^Message-ID: <[0-9a-f]{40}@office\.example>\r$/m);
    expect(mail!.text).to.match(/^Auto-Submitted: auto-generated\r$/m);
    expect(mail!.text).to.include("The referral is ready.");
    expect((await inbox())[0]).to.include({ case: id, channel: "e-mail" });
    expect(JSON.stringify(await inbox())).to.not.include(ADDRESS);
  });

  it("by e-mail carry a document of the case file", async () => {
    const count = smtp.mails.length;
    await run("tell-mail-attached");
    const { text } = smtp.mails[count]!;
    expect(text).to.match(/Content-Type: application\/json; name=ask\.json/);
    expect(text).to.match(/Content-Disposition: attachment; filename=ask\.json/);
    const content = /filename=ask\.json\r\n(?:.+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(text)?.[1] ?? "";
    expect(JSON.parse(Buffer.from(content, "base64").toString())).to.deep.equal({ contact: ADDRESS });
  });

  it("to an address that there is not are not sent, and the case goes on with that fact", async () => {
    smtp.refuse({ recipient: ADDRESS });
    const count = smtp.mails.length;
    const id = await run("tell-mail");
    expect(smtp.mails.length).to.equal(count);
    expect((await status(id)).status).to.equal("completed");
    expect((await inbox()).map((each) => each.case)).to.not.include(id);
    expect(house.log()).to.not.include(ADDRESS);
  });

  it("to an address with a list or a header in it go nowhere else", async () => {
    const count = smtp.mails.length;
    await run("tell-mail", { contact: `${ADDRESS}, second@example.kz\r\nBcc: third@example.kz` });
    for (const { to } of smtp.mails.slice(count)) expect(to.join()).to.not.match(/^(second|third)@|,(second|third)@/);
  });

  it("by SMS go to the operator with the job as key", async () => {
    const id = await run("tell-sms", { contact: "+77010000000", language: "kk" });
    const message = sms.messages.at(-1);
    expect(message).to.include({ to: "+77010000000", text: "Хабарлама\nЖолдама дайын." });
    expect(message!.id).to.match(new RegExp(`^${id}\\.`));
    sms.answer(400);
    expect((await status(await run("tell-sms", { contact: "no number" }))).status).to.equal("completed");
  });

  it("that the mail server cannot take now are tried again later", async () => {
    smtp.refuse({ data: Object.assign(new Error(`busy, ${ADDRESS}`), { responseCode: 451 }) });
    const id = await run("tell-mail");
    expect((await status(id)).status).to.equal("active");
    const clerk = await house.as("auditor");
    const { text } = await clerk.get(`/api/v1/cases/${id}/events`);
    expect(text).to.include("notifier: SMTP EMESSAGE 451").and.not.include(ADDRESS);
  });
});

describe("the settings of notifications", () => {
  const mail = { SMTP_URL: "smtps://u:p@mail.example:465", MAIL_FROM: "Reglament <a@office.example>" };

  it("are read from the environment, each way out by itself", () => {
    expect(readNotificationSettings({})).to.deep.equal({});
    expect(readNotificationSettings({ ...mail, SMS_URL: "https://sms.example/send", SMS_TOKEN: "t" })).to.deep.equal({
      mail: { url: mail.SMTP_URL, from: mail.MAIL_FROM },
      sms: { url: "https://sms.example/send", token: "t" },
    });
  });

  for (const [what, settings, variable] of [
    ["an address that is not of SMTP", { ...mail, SMTP_URL: "https://u:secret@mail.example" }, "SMTP_URL"],
    ["no sender", { SMTP_URL: mail.SMTP_URL }, "MAIL_FROM"],
    ["a sender with a line break", { ...mail, MAIL_FROM: "a@b.example\r\nBcc: c@d.example" }, "MAIL_FROM"],
    ["an SMS service that is not HTTP", { SMS_URL: "ftp://u:secret@sms.example" }, "SMS_URL"],
  ] as const)
    it(`with ${what} stop the start with the variable's name and without a password`, () => {
      expect(() => readNotificationSettings(settings))
        .to.throw(ConfigError, variable)
        .and.satisfy((error: Error) => !error.message.includes("secret"));
    });
});
