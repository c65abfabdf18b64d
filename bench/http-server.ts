/** `node bench/http-server.ts FOLDER COUNT`: serves an installation with COUNT waiting cases until its standard input ends. */
import { once } from "node:events";
import pino from "pino";
import { hashPassword } from "../api/auth/passwords.ts";
import { createServer } from "../api/server.ts";
import { openBenchHouse, startCases } from "./house.ts";

const [dataDir, count] = process.argv.slice(2);
if (dataDir === undefined || count === undefined) throw new Error("The folder or the number of cases is missing.");
const house = await openBenchHouse(dataDir);
await house.database.accounts.create(
  {
    id: "clerk",
    login: "clerk",
    name: "Clerk",
    language: "en",
    roles: ["office-clerk"],
    unit: "bench",
    createdAt: new Date().toISOString(),
    createdBy: "system",
  },
  await hashPassword("bench-password"),
);
const waiting = await startCases(house.runtime, Number(count));
const tasks = waiting.map(({ case: id, state }) => `${id}.${state.instances.at(-1)?.key ?? ""}`);
await house.close();

const server = await createServer({
  mode: "installation",
  dataDir,
  port: 0,
  host: "127.0.0.1",
  log: pino({ level: "silent" }),
});
const answer = await fetch(`${server.url}/api/v1/sessions`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ login: "clerk", password: "bench-password" }),
});
const { token } = (await answer.json()) as { token: string };
console.log(JSON.stringify({ url: server.url, token, tasks }));
process.stdin.resume();
await once(process.stdin, "end");
await server.close();
