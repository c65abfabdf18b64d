import { expect } from "chai";
import { readTrustProxy } from "../../api/trust-proxy.ts";
import { startInstallation, type Installation } from "./installation.ts";

const costlyLimit = { windowMs: 60_000, strangers: 3, accounts: 2 };
const CHALLENGE = "/api/v1/sessions/challenge";

describe("sign-ins that are begun and never finished", () => {
  let house: Installation;
  before(async () => {
    house = await startInstallation({ regulations: [], costlyLimit, trustProxy: ["loopback"] });
  });
  after(() => house.stop());

  const from = (address: string) =>
    house.stranger.post(CHALLENGE, undefined, { headers: { "X-Forwarded-For": address } });

  it("are counted by address: behind a proxy by that of the person, not by the proxy's", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await from("203.0.113.7")).status);
    expect(statuses).to.deep.equal([201, 201, 201, 429]);
    const { body, headers } = await from("203.0.113.7");
    expect(body).to.include({ code: "TOO_MANY_REQUESTS" });
    expect(Number(headers.get("retry-after"))).to.be.within(1, 60);
    expect((await from("203.0.113.8")).status).to.equal(201);
  });

  it("are counted by account where there is one, wherever it asks from", async () => {
    const auditor = await house.as("auditor");
    const statuses: number[] = [];
    for (const address of ["198.51.100.1", "198.51.100.2", "198.51.100.3"])
      statuses.push((await auditor.post(CHALLENGE, undefined, { headers: { "X-Forwarded-For": address } })).status);
    expect(statuses).to.deep.equal([201, 201, 429]);
  });

  it("without a proxy in the settings are not believed where they say they come from", async () => {
    const plain = await startInstallation({ regulations: [], costlyLimit });
    try {
      const statuses: number[] = [];
      for (let n = 0; n < 4; n++) {
        const headers = { "X-Forwarded-For": `203.0.113.${n}` };
        statuses.push((await plain.stranger.post(CHALLENGE, undefined, { headers })).status);
      }
      expect(statuses).to.deep.equal([201, 201, 201, 429]);
    } finally {
      await plain.stop();
    }
  });
});

describe("TRUST_PROXY", () => {
  it("is a number of proxies, or their addresses", () => {
    expect(readTrustProxy(undefined)).to.equal(undefined);
    expect(readTrustProxy("1")).to.equal(1);
    expect(readTrustProxy("10.0.0.5, fd00::/8, loopback")).to.deep.equal(["10.0.0.5", "fd00::/8", "loopback"]);
  });

  it("refuses everybody, and what is no address", () => {
    for (const value of ["true", "0", "", "10.0.0", "10.0.0.0/33", "proxy.example"])
      expect(() => readTrustProxy(value), value).to.throw(/^TRUST_PROXY is/);
  });
});
