import { expect } from "chai";
import type { DemoPerson } from "../../api/context.ts";
import { expectedSigner } from "../../api/signed-documents.ts";
import type { Graph } from "../../engine/model/graph.ts";
import { startInstallation, type ApiAnswer, type Client, type Installation } from "./installation.ts";

/** Of nobody. */
const APPLICATION = {
  applicantName: "Үлгі Айгүл",
  applicantIin: "000000000000",
  applicantPhone: "+7 700 000 00 00",
  applicantAddress: "Талғар",
  children: "Үлгі Аружан, 2010-01-01",
  language: "kk",
  attachments: [{ name: "Туу туралы куәлік" }],
};
const CHECKED = {
  documents: "complete",
  operatorName: "Нұрлан",
  attachments: "Туу туралы куәлік",
  attachmentsCount: 1,
  readyOn: "2026-12-21",
  readyAt: "10:00",
  place: "Талғар",
};

interface Service {
  readonly process: string;
  readonly [field: string]: unknown;
}
const itemsOf = <Item>(answer: ApiAnswer) => (answer.body as { items: Item[] }).items;

describe("the counter, over the API", () => {
  let house: Installation;
  let operator: Client;
  let clerk: Client;
  before(async () => {
    house = await startInstallation();
    [operator, clerk] = await Promise.all([house.as("corporation-operator"), house.as("office-clerk")]);
    const started = await operator.post("/api/v1/cases", {
      process: "guardianship-eko-2019.corporation",
      case: "walk-in",
      form: APPLICATION,
    });
    expect(started.status, started.text).to.equal(201);
  });
  after(() => house.stop());

  describe("the services", () => {
    it("are those of the operator's own channel, in the reader's language, with what they need", async () => {
      const services = itemsOf<Service>(
        await operator.get("/api/v1/counter/services", { headers: { "Accept-Language": "en" } }),
      );
      expect(services.map(({ channel }) => channel)).to.have.members(Array(services.length).fill("corporation"));
      const one = services.find(({ process }) => process === "guardianship-eko-2019.corporation")!;
      expect(one).to.include({ form: "application", provider: "talgar" });
      expect(one.title).to.match(/uardian/);
      expect(one.providers).to.deep.include({ id: "panfilov", name: "Department of Panfilov district" });
      expect(one.documentsNeeded).to.deep.include({
        id: "application",
        name: "Application (annex 2 of the Standard)",
      });
      expect(one.term).to.deep.equal({ duration: "P19D", unit: "working-day" });
    });

    it("leave a provider's clerk no choice of who decides", async () => {
      const services = itemsOf<Service>(await clerk.get("/api/v1/counter/services"));
      expect(services.map(({ process }) => process)).to.include("preschool-almaty-2012.office");
      for (const service of services) expect(service).to.deep.include({ channel: "office", providers: [] });
    });
  });

  describe("the applicant", () => {
    it("is found by the personal number when they have an account, and else is not", async () => {
      const people = itemsOf<DemoPerson>(await operator.get("/api/v1/demo/people"));
      const iin = people.find(({ persona }) => persona === "applicant")!.iin;
      expect((await operator.post("/api/v1/counter/applicant", { iin })).body).to.deep.equal({
        known: true,
        applicant: { id: "demo-applicant", name: "Айгүл (өтініш беруші)" },
      });
      expect((await operator.post("/api/v1/counter/applicant", { iin: "000000000000" })).body).to.deep.equal({
        known: false,
      });
      expect(house.log()).not.to.include(iin);
    });
  });

  describe("a number", () => {
    let receipt: { readonly id: string; readonly number: string };
    before(async () => {
      const [task] = itemsOf<{ id: string }>(await operator.get("/api/v1/tasks?case=walk-in"));
      const done = await operator.post(`/api/v1/tasks/${task!.id}/complete`, { form: CHECKED });
      expect(done.status, done.text).to.equal(200);
      await house.server.settle();
      const documents = itemsOf<{ id: string; name: string; number?: string }>(
        await operator.get("/api/v1/cases/walk-in/documents"),
      );
      receipt = documents.find(({ name }) => name === "receipt") as typeof receipt;
    });

    it("of the case finds it, with the task that the account may do", async () => {
      const [task] = itemsOf<{ id: string }>(await operator.get("/api/v1/tasks?case=walk-in"));
      for (const typed of ["walk-in", "WALK-IN"])
        expect((await operator.get(`/api/v1/numbers/${typed}`)).body).to.deep.equal({
          case: "walk-in",
          task: task!.id,
        });
      expect((await (await house.as("auditor")).get("/api/v1/numbers/walk-in")).body).to.deep.equal({
        case: "walk-in",
      });
    });

    it("of a document finds its case, however it is typed", async () => {
      const expected = { id: receipt.id, name: "receipt" };
      for (const typed of [receipt.number, receipt.number.replaceAll("-", "").toLowerCase()])
        expect((await operator.get(`/api/v1/numbers/${typed}`)).body).to.deep.include({
          case: "walk-in",
          document: expected,
        });
    });

    it("tells another department no more of it than it tells everybody", async () => {
      const answer = await house.stranger.post("/api/v1/sessions", {
        login: "other-clerk",
        password: "demo-other-clerk",
      });
      const other = house.withToken((answer.body as { token: string }).token);
      expect((await other.get(`/api/v1/numbers/${receipt.number}`)).body).to.include({ code: "CASE_NOT_FOUND" });
      const hidden = (await other.get("/api/v1/numbers/walk-in")).body as { code: string };
      const absent = (await other.get("/api/v1/numbers/nobodys")).body as { code: string };
      expect([hidden.code, absent.code]).to.deep.equal(["NUMBER_NOT_ISSUED", "NUMBER_NOT_ISSUED"]);
    });
  });

  it("says who does what in a case now, also to those who cannot do it", async () => {
    const [work] = itemsOf<Record<string, unknown>>(
      await clerk.get("/api/v1/cases/walk-in/work", { headers: { "Accept-Language": "en" } }),
    );
    expect(work).to.include({
      role: "corporation-operator",
      unit: "Talgar branch of the State Corporation",
      mayOpen: false,
    });
  });

  describe("a signature on trial", () => {
    let centre: Client;
    let task: string;
    before(async () => {
      centre = await house.as("centre-operator");
      const application = {
        applicantName: "Үлгі Айгүл",
        applicantAddress: "Мамлют",
        applicantPhone: "+7 700 000 00 00",
        attachments: ["Жеке куәлік"],
        submittedOn: "2026-11-23",
      };
      const request = {
        applicantIin: "000000000000",
        surname: "Үлгі",
        name: "Айгүл",
        birthDate: "1990-01-01",
        address: "Мамлют",
        language: "kk",
      };
      const process = "unemployment-certificate-mamlyut-2012.centre";
      const started = await centre.post("/api/v1/cases", { process, case: "signed", form: application });
      expect(started.status, started.text).to.equal(201);
      for (const form of [{ documents: "complete" }, request]) {
        const done = await centre.post(`/api/v1/tasks/${await open()}/complete`, { form });
        expect(done.status, done.text).to.equal(200);
        await house.server.settle();
      }
      task = await open();
    });
    const open = async () => itemsOf<{ id: string }>(await centre.get("/api/v1/tasks?case=signed"))[0]!.id;
    async function signed(certificate: string, form?: string): Promise<unknown> {
      const documents = itemsOf<{ id: string; name: string }>(await centre.get("/api/v1/cases/signed/documents"));
      const { id } = documents.find(({ name }) => name === "request")!;
      const { text } = await centre.get(`/api/v1/cases/signed/documents/${id}`);
      const content = Buffer.from(text).toString("base64");
      return (await centre.post("/api/v1/demo/signatures", { content, certificate, form })).body;
    }
    const tried = (signature: unknown, field = "signature", language = "en") =>
      centre.post(
        `/api/v1/tasks/${task}/signature-trial`,
        { field, signature },
        { headers: { "Accept-Language": language } },
      );

    it("would count when it is good, and the task stays open", async () => {
      expect((await tried(await signed("valid"))).body).to.deep.include({ checked: true, valid: true });
      expect(await open()).to.equal(task);
    });

    for (const form of ["json", "cms", "cms-attached", "xml"])
      it(`is read in the form that its signer's tool makes: ${form}`, async () => {
        expect((await tried(await signed("valid", form))).body).to.deep.include({ checked: true, valid: true });
        expect((await tried(await signed("revoked", form))).body).to.include({ valid: false, reason: "revoked" });
      });

    for (const [certificate, words] of [
      ["expired", "The certificate has expired."],
      ["revoked", "The certificate has been revoked."],
      ["sign-in", "This certificate is not for signing."],
    ] as const)
      it(`is told why it would not: ${certificate}`, async () => {
        expect((await tried(await signed(certificate))).body).to.deep.include({ checked: true, valid: false, words });
      });

    it("is told so in the reader's language, also when it cannot be read at all", async () => {
      expect((await tried("nonsense", "signature", "ru")).body).to.deep.include({
        reason: "malformed",
        words: "Данные подписи не читаются.",
      });
    });

    it("is not tried where the field signs nothing", async () => {
      expect((await tried("x", "remarks")).body).to.include({ code: "DOCUMENT_NOT_FOUND" });
    });
  });

  describe("whom a signature on trial must name", () => {
    const graphWith = (inputs: Readonly<Record<string, string>>): Graph =>
      ({
        nodes: [
          {
            call: {
              handler: "signature.verify",
              inputs: Object.entries({ document: "request", signature: "signing", ...inputs }).map(
                ([name, literal]) => ({
                  name,
                  literal,
                }),
              ),
            },
          },
        ],
      }) as unknown as Graph;
    const cases: readonly [string, Readonly<Record<string, string>>, unknown][] = [
      ["the account, unless the diagram says otherwise", {}, { document: "request", iin: "account" }],
      [
        "the number in a document, where it says so",
        { iinFrom: "application", iinField: "applicantIin" },
        { document: "request", iin: { document: "application", field: "applicantIin" } },
      ],
      ["nobody here, where an organisation is asked for", { binField: "bin" }, undefined],
      ["nobody here, where a capacity is asked for", { signerType: "employee" }, undefined],
    ];
    for (const [what, inputs, expected] of cases)
      it(`is ${what}`, () => {
        expect(expectedSigner(graphWith(inputs), "signing", "signature")).to.deep.equal(expected);
        expect(expectedSigner(graphWith(inputs), "another", "signature")).to.equal(undefined);
      });
  });
});
