import { expect } from "chai";
import { startInstallation, type Client, type Installation } from "./installation.ts";

interface Service {
  readonly regulation: string;
  readonly title: string;
  readonly channels: readonly { readonly id: string; readonly term?: object }[];
  readonly portal?: { readonly process: string; readonly form?: object };
}
interface Progress {
  readonly stage: string;
  readonly reached: readonly { readonly status: string; readonly name: string }[];
  readonly ahead: readonly { readonly status: string; readonly certain: boolean }[];
  readonly steps: readonly { readonly title: string; readonly state: string }[];
  readonly due?: { readonly at: string; readonly words: readonly string[] };
  readonly submittedAt?: string;
}

/** Of nobody. */
const REQUEST = {
  applicantName: "Үлгі Айгүл",
  applicantAddress: "Қызылжар",
  applicantPhone: "+7 700 000 00 00",
  childSurname: "Үлгі",
  childGivenName: "Аружан",
  childBirthDate: "2022-01-01",
  submittedOn: "2026-11-23",
};

describe("the API of the portal", function () {
  this.timeout(60_000);
  let house: Installation;
  let applicant: Client;
  before(async () => {
    house = await startInstallation();
    applicant = await house.as("applicant");
  });
  after(() => house.stop());

  const services = async (language: string): Promise<readonly Service[]> => {
    const { body } = await house.stranger.get("/api/v1/services", { headers: { "Accept-Language": language } });
    return (body as { items: readonly Service[] }).items;
  };
  const progress = async (id: string, client = applicant): Promise<Progress> =>
    (await client.get(`/api/v1/cases/${id}/progress`, { headers: { "Accept-Language": "en" } })).body as Progress;
  async function taskOf(client: Client, id: string, more = ""): Promise<{ id: string; form: string }> {
    await house.server.settle();
    const { body } = await client.get(`/api/v1/tasks?case=${id}${more}`);
    return (body as { items: { id: string; form: string }[] }).items[0]!;
  }

  it("tells strangers the services in plain words, in their language, by title", async () => {
    const [kk, ru, en] = await Promise.all(["kk", "ru", "en"].map(services));
    expect([kk!.length, ru!.length, en!.length]).to.deep.equal([10, 10, 10]);
    const titleIn = (all: readonly Service[]) =>
      all.find(({ regulation }) => regulation === "guardianship-eko-2019")?.title;
    expect([kk, ru, en].map((all) => titleIn(all!))).to.deep.equal([
      "Балаға қамқоршылық немесе қорғаншылық белгілеу",
      "Опека или попечительство над ребёнком",
      "Guardianship of a child",
    ]);
    expect(en!.map(({ title }) => title)).to.deep.equal(
      en!.map(({ title }) => title).toSorted((a, b) => a.localeCompare(b, "en")),
    );
  });

  it("tells where a service is applied for, and the term there; the provider's own actions are no such place", async () => {
    const found = (await services("en")).find(({ regulation }) => regulation === "guardianship-eko-2019");
    expect(found?.channels.map(({ id }) => id)).to.deep.equal(["corporation", "portal"]);
    expect(found?.channels[1]!.term).to.deep.equal({ amount: 19, unit: "working-day", excludes: [] });
    expect(found?.portal).to.have.property("process", "guardianship-eko-2019.portal");
    expect(found?.portal).to.have.nested.property("form.properties.consent");
    expect(
      (await services("en")).find(({ regulation }) => regulation === "school-transport-eko-2019"),
    ).not.to.have.property("portal");
  });

  it("follows an application from its first page into the queue", async () => {
    const started = await applicant.post("/api/v1/cases", {
      process: "preschool-kyzylzhar-2012.portal",
      form: { consent: true, language: "en" },
    });
    const { case: id } = started.body as { case: string };
    const first = await taskOf(applicant, id);
    expect((await progress(id)).steps.map(({ state }) => state)).to.deep.equal(["now", "ahead"]);
    const { data } = (await applicant.get(`/api/v1/tasks/${first.id}`)).body as { data: Record<string, string> };
    expect(data, "the register was asked").to.have.all.keys(
      "applicantIin",
      "applicantName",
      "applicantAddress",
      "submittedOn",
    );
    const { body: people } = await applicant.get("/api/v1/demo/people");
    const { iin } = (people as { items: { persona: string; iin: string }[] }).items.find(
      ({ persona }) => persona === "child",
    )!;
    const filed = await applicant.post(`/api/v1/cases/${id}/documents`, {
      name: "scan-1",
      mediaType: "text/plain",
      content: "QQ==",
    });
    const scans = [{ kind: "birth-certificate", pages: 1, document: (filed.body as { document: string }).document }];
    const form = { ...REQUEST, applicantIin: data.applicantIin, childIin: iin, scans };
    expect((await applicant.post(`/api/v1/tasks/${first.id}/complete`, { form })).status).to.equal(200);

    const second = await taskOf(applicant, id);
    expect(await progress(id))
      .to.include({ stage: "filling" })
      .and.not.to.have.property("submittedAt");
    await applicant.post(`/api/v1/tasks/${second.id}/complete`, { form: { signature: await signed(id, "request") } });
    await house.server.settle();
    const sent = await progress(id);
    expect(sent).to.include({ stage: "handling" }).and.to.have.property("submittedAt");
    expect(sent.reached.map(({ status }) => status)).to.deep.equal(["received"]);
    expect(sent.ahead[0]).to.include({ status: "in-work", certain: true });

    const clerk = await house.as("office-clerk");
    await work(clerk, id, { accepted: true, documents: "genuine" });
    await work(clerk, id, { decision: "queue", place: "none" });
    await house.server.settle();
    expect((await applicant.get(`/api/v1/cases/${id}/queue-place`)).body).to.include({ state: "queued", position: 1 });
    expect(JSON.stringify(await progress(id)), "nobody of the staff is named").not.to.match(/Ерлан|office-clerk/);
    expect((await house.stranger.get(`/api/v1/cases/${id}/progress`)).status).to.equal(401);
  });

  async function signed(id: string, name: string): Promise<object> {
    const { body } = await applicant.get(`/api/v1/cases/${id}/documents`);
    const { items } = body as { items: { id: string; name: string }[] };
    const document = items.findLast((each) => each.name === name)!;
    const { text } = await applicant.get(`/api/v1/cases/${id}/documents/${document.id}`);
    const answer = await applicant.post("/api/v1/demo/signatures", { content: Buffer.from(text).toString("base64") });
    return answer.body as object;
  }
  async function work(client: Client, id: string, form: object): Promise<void> {
    const task = await taskOf(client, id);
    const answer = await client.post(`/api/v1/tasks/${task.id}/complete`, { form });
    expect(answer.status, answer.text).to.equal(200);
  }

  it("registers with a page of its own, by cookie, and signs in by the same signature afterwards", async () => {
    const prove = async () => {
      const { body } = await house.stranger.post("/api/v1/sessions/challenge");
      const { nonce, content } = body as { nonce: string; content: string };
      const signature = await house.stranger.post("/api/v1/demo/sign-in-signatures", {
        persona: "parentOfUnknownChild",
        content,
      });
      return { nonce, signature: signature.body };
    };
    const own = { headers: { Origin: house.server.url } };
    const registered = await house.stranger.post("/api/v1/registrations/browser", await prove(), own);
    expect(registered.status, registered.text).to.equal(201);
    expect(registered.body).to.have.nested.property("account.roles").deep.equal(["applicant"]);
    expect(registered.body).not.to.have.property("token");
    expect(registered.headers.get("set-cookie")).to.match(/HttpOnly/);
    expect((await house.stranger.post("/api/v1/registrations/browser", await prove(), own)).body).to.include({
      code: "ALREADY_REGISTERED",
    });
    expect((await house.stranger.post("/api/v1/sessions/browser", await prove(), own)).status).to.equal(201);
    const elsewhere = { headers: { Origin: "https://elsewhere.example" } };
    expect((await house.stranger.post("/api/v1/registrations/browser", await prove(), elsewhere)).body).to.include({
      code: "CROSS_SITE_REQUEST",
    });
  });
});
