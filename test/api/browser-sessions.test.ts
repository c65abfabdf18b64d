import { expect } from "chai";
import { request } from "node:http";
import { refuseOtherSites, sessionCookie, tokenOfCookie } from "../../api/auth/browser-sessions.ts";
import { startInstallation, type Installation } from "./installation.ts";

const CLERK = { login: "office-clerk", password: "demo-office-clerk" };

/** Of nobody. */
const APPLICATION = {
  applicantName: "Үлгі Айгүл",
  applicantAddress: "Талғар",
  applicantPhone: "+7 700 000 00 00",
  child: "daughter",
  childName: "Үлгі Аружан",
  childBirthDate: "2010-01-01",
  submittedOn: "2012-05-14",
};

describe("the session of the browser", () => {
  let house: Installation;
  before(async () => {
    house = await startInstallation();
  });
  after(() => house.stop());

  const ours = () => ({ Origin: house.server.url, "Sec-Fetch-Site": "same-origin" });
  const signIn = () => house.stranger.post("/api/v1/sessions/browser", CLERK, { headers: ours() });
  const cookieOf = (answer: { headers: Headers }) => answer.headers.get("set-cookie")!.split(";")[0]!;

  it("is opened with a cookie that no script reads, and without a token in the answer", async () => {
    const answer = await signIn();
    expect(answer.status).to.equal(201);
    expect(answer.body).to.have.all.keys("expiresAt", "account");
    expect(answer.headers.get("set-cookie")).to.match(/; HttpOnly; SameSite=Strict; Expires=/);
    const me = await house.stranger.get("/api/v1/me", { headers: { Cookie: cookieOf(answer) } });
    expect(me.body).to.include({ login: "office-clerk" });
  });

  it("ends at the server when it is closed, and the cookie is forgotten", async () => {
    const Cookie = cookieOf(await signIn());
    const closed = await house.stranger.send("DELETE", "/api/v1/sessions/current", { headers: { Cookie, ...ours() } });
    expect(closed.status).to.equal(204);
    expect(closed.headers.get("set-cookie")).to.match(/^reglament=;.*Expires=Thu, 01 Jan 1970/);
    expect((await house.stranger.get("/api/v1/me", { headers: { Cookie } })).status).to.equal(401);
  });

  const elsewhere: readonly [string, Readonly<Record<string, string>>][] = [
    ["another site", { Origin: "https://elsewhere.example", "Sec-Fetch-Site": "cross-site" }],
    ["another site, by a browser that says no Sec-Fetch-Site", { Origin: "https://elsewhere.example" }],
    ["another port of this machine", { Origin: "http://localhost:1", "Sec-Fetch-Site": "same-site" }],
    ["a page without an origin", { Origin: "null" }],
    ["something that says nothing of itself", {}],
  ];
  for (const [who, headers] of elsewhere)
    it(`changes nothing when ${who} asks`, async () => {
      const Cookie = cookieOf(await signIn());
      const answer = await house.stranger.send("DELETE", "/api/v1/sessions/current", {
        headers: { Cookie, ...headers },
      });
      expect(answer.status).to.equal(403);
      expect(answer.body).to.include({ code: "CROSS_SITE_REQUEST" });
      expect((await house.stranger.get("/api/v1/me", { headers: { Cookie } })).status).to.equal(200);
    });

  it("is not opened for another site, which would sign somebody in as somebody else", async () => {
    const answer = await house.stranger.post("/api/v1/sessions/browser", CLERK, {
      headers: { Origin: "https://elsewhere.example", "Sec-Fetch-Site": "cross-site" },
    });
    expect(answer.status).to.equal(403);
    expect(answer.headers.get("set-cookie")).to.equal(null);
  });

  it("does not count when the request has a bearer token of its own", async () => {
    const Cookie = cookieOf(await signIn());
    const auditor = await house.as("auditor");
    expect((await auditor.get("/api/v1/me", { headers: { Cookie } })).body).to.include({ login: "auditor" });
    const wrong = await house.stranger.get("/api/v1/me", { headers: { Cookie, Authorization: "Bearer nonsense" } });
    expect(wrong.status).to.equal(401);
  });

  it("is for encrypted connections, except on one's own machine", () => {
    const at = (host: string, secure: boolean) =>
      sessionCookie({ headers: { host }, secure, method: "POST" }, { token: "t", expiresAt: "2026-01-01T00:00:00Z" });
    expect(at("localhost:3000", false))
      .to.match(/^reglament=t; /)
      .and.not.to.include("Secure");
    expect(at("localhost:3000", true)).to.match(/^__Host-reglament=t; .*Secure/);
    expect(at("reglament.example.kz", false)).to.match(/^__Host-reglament=t; Path=\/; .*Secure/);
    expect(at("localhost.example.kz", false)).to.include("Secure");
  });

  it("reads its own cookie among others, and nothing that is not a token", () => {
    const token = "a".repeat(43);
    const read = (cookie: string) =>
      tokenOfCookie({ headers: { host: "localhost", cookie }, secure: false, method: "GET" });
    expect(read(`a=1; reglament=${token}; b=2`)).to.equal(token);
    expect(read(`xreglament=${token}`)).to.equal("");
    expect(read(`reglament=${token}"; drop`)).to.equal("");
  });

  it("takes a request of the same origin from a browser that says only Origin", () => {
    const headers = { host: "reglament.example.kz", origin: "https://reglament.example.kz" };
    expect(() => refuseOtherSites({ headers, secure: true, method: "POST" })).not.to.throw();
  });
});

describe("too many requests", () => {
  let house: Installation;
  before(async () => {
    house = await startInstallation({ requestLimit: { windowMs: 60_000, strangers: 5, browsers: 8 } });
  });
  after(() => house.stop());

  it("of one browser are refused for a while; a bearer token is not counted", async () => {
    const opened = await house.stranger.post("/api/v1/sessions/browser", CLERK, {
      headers: { Origin: house.server.url },
    });
    const Cookie = opened.headers.get("set-cookie")!.split(";")[0]!;
    const token = await house.stranger.post("/api/v1/sessions", CLERK);
    const integration = house.withToken((token.body as { token: string }).token);
    const statuses: number[] = [];
    for (let n = 0; n < 10; n++)
      statuses.push((await house.stranger.get("/api/v1/me", { headers: { Cookie } })).status);
    expect(statuses).to.deep.equal([...Array<number>(8).fill(200), 429, 429]);
    for (let n = 0; n < 10; n++) expect((await integration.get("/api/v1/me")).status).to.equal(200);
  });

  it("of one address without a session are refused, with the time to wait", async () => {
    let last = await house.stranger.get("/api/v1/health");
    for (let n = 0; n < 6; n++) last = await house.stranger.get("/api/v1/health");
    expect(last.status).to.equal(429);
    expect(last.body).to.include({ code: "TOO_MANY_REQUESTS" });
    expect(Number(last.headers.get("retry-after"))).to.be.within(1, 60);
  });
});

describe("the stream of changes", () => {
  let house: Installation;
  before(async () => {
    house = await startInstallation();
  });
  after(() => house.stop());

  it("asks for Accept: text/event-stream", async () => {
    const answer = await (await house.as("office-clerk")).get("/api/v1/events");
    expect(answer.status).to.equal(406);
  });

  it("tells of a case those who may see it, its number and version only, and nobody else", async () => {
    const [clerk, other, auditor] = await Promise.all([
      listen(house, "office-clerk"),
      listen(house, "other-clerk"),
      listen(house, "auditor"),
    ]);
    const started = await (
      await house.as("office-clerk")
    ).post("/api/v1/cases", { process: "preschool-almaty-2012.office", case: "seen-1", form: APPLICATION });
    expect(started.status, started.text).to.equal(201);
    expect(await clerk.next()).to.have.nested.property("cases[0].case", "seen-1");
    const told = await auditor.next();
    expect(Object.keys((told as { cases: object[] }).cases[0]!)).to.have.members(["case", "seq"]);
    await house.server.settle();
    // What the other clerk may see comes through the same stream, so an empty one is not a stream that does not work.
    const own = await signedIn(house, "other-clerk");
    await own.post("/api/v1/cases", { process: "preschool-almaty-2012.office", case: "seen-2", form: APPLICATION });
    const heard = (await other.next()) as { cases: { case: string }[] };
    expect(heard.cases.map((each) => each.case)).to.deep.equal(["seen-2"]);
    for (const stream of [clerk, other, auditor]) stream.close();
  });

  it("ends when the server stops", async () => {
    const stream = await listen(house, "head");
    await house.restart();
    expect(await stream.next()).to.equal(undefined);
  });
});

async function signedIn(house: Installation, login: string) {
  const answer = await house.stranger.post("/api/v1/sessions", { login, password: `demo-${login}` });
  return house.withToken((answer.body as { token: string }).token);
}

/** `next()`: the data of the next event; undefined when the stream has ended. */
async function listen(house: Installation, login: string) {
  const answer = await house.stranger.post("/api/v1/sessions", { login, password: `demo-${login}` });
  const { token } = answer.body as { token: string };
  const waiting: ((value: unknown) => void)[] = [];
  const heard: unknown[] = [];
  const give = (value: unknown): void => {
    const first = waiting.shift();
    if (first === undefined) heard.push(value);
    else first(value);
  };
  const asked = request(`${house.server.url}/api/v1/events`, {
    headers: { Authorization: `Bearer ${token}`, Accept: "text/event-stream" },
  });
  await new Promise<void>((ready, fail) => {
    asked.on("error", fail);
    asked.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
          text = text.slice(end + 2);
          if (data === undefined) ready();
          else give(JSON.parse(data));
        }
      });
      response.on("close", () => give(undefined));
      response.on("error", () => give(undefined));
    });
    asked.end();
  });
  return {
    next: (): Promise<unknown> =>
      heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiting.push(resolve)),
    close: () => asked.destroy(),
  };
}
