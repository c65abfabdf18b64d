import { expect } from "chai";
import { startInstallation, type Installation } from "./installation.ts";

/** A clock that the test moves. */
function movableClock() {
  let ms = Date.parse("2026-11-23T04:00:00.000Z");
  return { now: () => new Date(ms).toISOString(), advance: (minutes: number) => void (ms += minutes * 60_000) };
}

describe("signing in", () => {
  let house: Installation;
  let clock: ReturnType<typeof movableClock>;
  beforeEach(async () => {
    clock = movableClock();
    house = await startInstallation({ clock, loginLimit: { windowMs: 60_000, failures: 12 } });
  });
  afterEach(() => house.stop());

  const signIn = (login: string, password: string) => house.stranger.post("/api/v1/sessions", { login, password });

  it("given login and password, the answer is a token for twelve hours, which the store keeps only as a hash", async () => {
    const { status, body } = await signIn("head", "demo-head");
    expect(status).to.equal(201);
    const { token, expiresAt } = body as { token: string; expiresAt: string };
    expect(Buffer.from(token, "base64url")).to.have.length(32);
    expect(expiresAt).to.equal("2026-11-23T16:00:00.000Z");
    const me = await house.withToken(token).get("/api/v1/me");
    expect(me.body).to.deep.include({ login: "head", roles: ["head"], unit: "talgar" });
    expect(me.body).not.to.have.any.keys("iin", "passwordHash");

    clock.advance(12 * 60 - 1);
    expect((await house.withToken(token).get("/api/v1/me")).status).to.equal(200);
    clock.advance(1);
    expect((await house.withToken(token).get("/api/v1/me")).status).to.equal(401);
  });

  it("given a session that was closed, its token is worth nothing, and another session of the account goes on", async () => {
    const [one, two] = await Promise.all([signIn("head", "demo-head"), signIn("HEAD", "demo-head")]);
    const first = house.withToken((one.body as { token: string }).token);
    const second = house.withToken((two.body as { token: string }).token);
    expect((await first.send("DELETE", "/api/v1/sessions/current")).status).to.equal(204);
    expect((await first.get("/api/v1/me")).status).to.equal(401);
    expect((await second.get("/api/v1/me")).status).to.equal(200);
  });

  it("given a wrong password or an unknown login, the answer is the same", async () => {
    const [wrong, unknown] = [await signIn("head", "demo-heap"), await signIn("nobody", "demo-head")];
    expect(wrong.body).to.deep.equal(unknown.body);
    expect(wrong.body).to.include({ status: 401, code: "LOGIN_FAILED" });
  });

  it("given five wrong passwords, the account is locked for a quarter of an hour, also for the right one", async () => {
    for (const _ of Array(5)) expect((await signIn("head", "wrong")).status).to.equal(401);
    const locked = await signIn("head", "demo-head");
    expect(locked.body).to.include({ status: 429, code: "ACCOUNT_LOCKED" });
    expect(locked.headers.get("retry-after")).to.equal("900");
    expect((await signIn("auditor", "demo-auditor")).status).to.equal(201);
    clock.advance(15);
    expect((await signIn("head", "demo-head")).status).to.equal(201);
  });

  it("given a right password between wrong ones, the count begins again", async () => {
    for (const _ of Array(2)) {
      for (const _again of Array(4)) await signIn("head", "wrong");
      expect((await signIn("head", "demo-head")).status).to.equal(201);
    }
  });

  it("given wrong passwords without end from one address, it is told to wait", async () => {
    for (const login of ["a1", "b2", "c3"])
      for (const _ of Array(4)) expect((await signIn(login, "wrong")).status).to.equal(401);
    const limited = await signIn("head", "demo-head");
    expect(limited.body).to.include({ status: 429, code: "TOO_MANY_REQUESTS" });
    expect(Number(limited.headers.get("retry-after"))).to.be.within(1, 60);
  });

  it("given passwords, tokens and IINs in requests, none of them comes into the log", async () => {
    const { body } = await signIn("head", "demo-head");
    const { token } = body as { token: string };
    await signIn("head", "my-secret-typed-wrong");
    await house.withToken(token).get("/api/v1/me?token=910528253104");
    expect(house.log()).to.include("/api/v1/me");
    for (const secret of [token, "my-secret-typed-wrong", "910528253104", "Bearer"])
      expect(house.log()).not.to.include(secret);
  });

  it("given an installation, it has no demo account and no demo route", async () => {
    const installation = await startInstallation({ mode: "installation" });
    try {
      expect((await installation.stranger.get("/api/v1/health")).body).to.include({
        mode: "installation",
        definitions: 0,
      });
      for (const login of ["administrator", "head", "applicant"])
        expect(
          (await installation.stranger.post("/api/v1/sessions", { login, password: `demo-${login}` })).status,
        ).to.equal(401);
      expect((await installation.stranger.post("/api/v1/demo/signatures", {})).status).to.equal(404);
    } finally {
      await installation.stop();
    }
  });

  it("given every answer, it forbids scripts, frames and sniffing, and is not kept by caches", async () => {
    for (const address of ["/api/v1/health", "/api/v1/cases", "/nothing"]) {
      const { headers } = await house.stranger.get(address);
      expect(headers.get("content-security-policy")).to.equal(
        "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      );
      expect(headers.get("x-content-type-options")).to.equal("nosniff");
      expect(headers.get("x-frame-options")).to.equal("DENY");
      expect(headers.get("cache-control")).to.equal("no-store");
      expect(headers.has("x-powered-by")).to.equal(false);
    }
  });
});
