import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createApp, type AppOptions } from "../../api/app.ts";
import { createLog } from "../../api/log.ts";
import { publicRoute } from "../../api/route.ts";

describe("a fault of ours", () => {
  let server: Server;
  let url: string;
  let log = "";

  before(async () => {
    const route = publicRoute({
      id: "fail",
      method: "get",
      path: "/fail",
      tag: "system",
      summary: "Fails.",
      answers: { 200: { description: "Never." } },
      problems: [],
      handle: () => Promise.reject(new Error("select * from accounts where iin = 910528253104")),
    });
    const app = createApp({
      routes: [route],
      log: createLog({ write: (line) => void (log += line) }),
      loginLimit: { windowMs: 1000, failures: 1 },
      requestLimit: { windowMs: 1000, strangers: 1000, browsers: 1000 },
      costlyLimit: { windowMs: 1000, strangers: 1000, accounts: 1000 },
    } as unknown as AppOptions);
    server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  it("is a problem document that tells nothing but a number, under which the log has the rest without the IIN", async () => {
    const response = await fetch(`${url}/api/v1/fail`, { headers: { "Accept-Language": "ru" } });
    const text = await response.text();
    expect(response.status).to.equal(500);
    expect(response.headers.get("content-type")).to.match(/^application\/problem\+json/);
    expect(text).not.to.match(/select|accounts|9105|at .*\.ts/);
    const problem = JSON.parse(text) as { title: string; code: string; detail: string };
    expect(problem).to.include({ title: "Произошла внутренняя ошибка", code: "INTERNAL_FAULT" });
    const number = /[0-9a-f]{16}/.exec(problem.detail)![0];
    const line = log.split("\n").find((one) => one.includes(number))!;
    expect(line).to.include("select * from accounts where iin = [iin]").and.to.include("faults.test.ts");
  });
});
