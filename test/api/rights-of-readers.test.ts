import { expect } from "chai";
import type { ApiContext } from "../../api/context.ts";
import { fullPath } from "../../api/address.ts";
import { routeTable } from "../../api/routes/table.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

/** Of nobody: what must not come to an analyst, nor to another unit. */
const SECRETS = ["Құпиятегі Айгүл", "Құпиятегі Аружан", "Талғар, Құпия көшесі"];
const APPLICATION = {
  applicantName: SECRETS[0]!,
  applicantAddress: SECRETS[2]!,
  applicantPhone: "+7 700 000 00 00",
  child: "daughter",
  childName: SECRETS[1]!,
  childBirthDate: "2010-01-01",
  submittedOn: "2012-05-14",
};
const CASE = "case-of-talgar";

/** Whatever a route shows: every address that can be read, filled in with what is there. */
describe("what can be read", () => {
  let house: Installation;
  let clerk: Client;
  let places: Readonly<Record<string, string>>;
  const routes = routeTable({ demo: {} } as unknown as ApiContext).filter(
    ({ method, stream, id }) => method === "get" && !stream && !id.endsWith("ProviderSignIn"),
  );

  before(async () => {
    const many = 1_000_000;
    house = await startInstallation({ requestLimit: { windowMs: 60_000, strangers: many, browsers: many } });
    clerk = await house.as("office-clerk");
    const started = await clerk.post("/api/v1/cases", {
      process: "preschool-almaty-2012.office",
      case: CASE,
      form: APPLICATION,
    });
    expect(started.status, started.text).to.equal(201);
    const [tasks, documents, definitions] = await Promise.all([
      clerk.get(`/api/v1/tasks?case=${CASE}`),
      clerk.get(`/api/v1/cases/${CASE}/documents`),
      clerk.get("/api/v1/definitions?limit=200"),
    ]);
    const first = ({ body }: { body: unknown }) => (body as { items: { id: string }[] }).items[0]!.id;
    const { digest } = (definitions.body as { items: { process: string; digest: string }[] }).items.find(
      ({ process }) => process === "preschool-almaty-2012.office",
    )!;
    await clerk.post(`/api/v1/cases/${CASE}/comments`, { text: `A remark about ${CASE}` });
    places = { case: CASE, task: first(tasks), document: first(documents), definition: digest };
    await house.server.settle();
  });
  after(() => house.stop());

  /** The address with the ids that are there, and every query by which somebody might look for the case. */
  function addressesOf(path: string): readonly string[] {
    const filled = path
      .replace("{process}", "preschool-almaty-2012.office")
      .replace("{version}", "1")
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => places[name] ?? "1");
    return [filled, ...QUERIES.map((query) => `${filled}?${query}`)];
  }
  const QUERIES = [
    "limit=200",
    `case=${CASE}`,
    `number=${CASE.slice(0, 6)}`,
    `unit=talgar`,
    `applicant=${encodeURIComponent("Құпиятегі")}`,
    "from=2000-01-01&before=2100-01-01",
  ];

  async function everythingThat(client: Client): Promise<ReadonlyMap<string, string>> {
    const seen = new Map<string, string>();
    for (const route of routes)
      for (const address of addressesOf(fullPath(route))) {
        const { status, text } = await client.get(address);
        expect(status, address).to.be.below(500);
        // A refusal repeats the address that was asked for.
        if (status === 200) seen.set(address, text);
      }
    return seen;
  }

  it("by a clerk of the unit holds the case and its application, so that the silence of others means something", async () => {
    const seen = [...(await everythingThat(clerk)).values()].join("\n");
    for (const secret of [...SECRETS, CASE]) expect(seen).to.include(secret);
  });

  it("by an analyst holds no case and nothing of a person, by any route", async () => {
    for (const [address, text] of await everythingThat(await house.as("analyst")))
      for (const secret of [...SECRETS, CASE]) expect(text, address).to.not.include(secret);
  });

  it("by an outside worker holds none of it either", async () => {
    for (const [address, text] of await everythingThat(await house.as("worker")))
      for (const secret of [...SECRETS, CASE]) expect(text, address).to.not.include(secret);
  });

  for (const login of ["other-clerk", "other-head"] as const)
    it(`by ${login} of another unit holds nothing of the case: no list, search, count, export or history`, async () => {
      const { body } = await house.stranger.post("/api/v1/sessions", { login, password: `demo-${login}` });
      const client = house.withToken((body as { token: string }).token);
      for (const [address, text] of await everythingThat(client))
        for (const secret of [...SECRETS, CASE]) expect(text, address).to.not.include(secret);
      const { body: counts } = await client.get("/api/v1/tasks/counts");
      expect(counts).to.include({ mine: 0, unit: 0, unassigned: 0, dueToday: 0, overdue: 0, done: 0 });
      const table = await client.get("/api/v1/cases", { headers: { Accept: "text/csv" } });
      expect(table.text).to.not.include(CASE);
    });

  it("by an administrator holds the course of the case, and nothing of what its documents say", async () => {
    const seen = await everythingThat(await house.as("administrator"));
    for (const [address, text] of seen) for (const secret of SECRETS) expect(text, address).to.not.include(secret);
    expect([...seen.values()].join()).to.include(CASE);
  });

  it("by another applicant holds nothing of it", async () => {
    for (const [address, text] of await everythingThat(await house.as("applicant")))
      for (const secret of [...SECRETS, CASE]) expect(text, address).to.not.include(secret);
  });
});
