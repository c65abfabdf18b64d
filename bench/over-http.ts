/** Complete-task requests over HTTP, as staff's browsers make them: autocannon against a server process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import autocannon from "autocannon";
import { newDataDir, removeDataDir } from "./house.ts";

export interface HttpRound {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const CONNECTIONS = 64;
const REQUESTS = 3000;

export async function measureHttp(): Promise<HttpRound> {
  const dataDir = newDataDir();
  const script = new URL("http-server.ts", import.meta.url).pathname;
  const server = spawn(process.execPath, [script, dataDir, String(REQUESTS)], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [line] = (await once(server.stdout.setEncoding("utf8"), "data")) as [string];
    const { url, token, tasks } = JSON.parse(await lineFrom(server.stdout, line)) as {
      url: string;
      token: string;
      tasks: string[];
    };
    let next = 0;
    const result = await autocannon({
      url,
      connections: CONNECTIONS,
      amount: REQUESTS,
      requests: [
        {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: "{}",
          setupRequest: (request) => ({ ...request, path: `/api/v1/tasks/${tasks[next++ % REQUESTS] ?? ""}/complete` }),
        },
      ],
    });
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${result.non2xx} of ${REQUESTS} requests were refused, ${result.errors} failed`);
    return { perSecond: REQUESTS / result.duration, p50Ms: result.latency.p50, p99Ms: result.latency.p99 };
  } finally {
    server.stdin.end();
    await once(server, "exit");
    removeDataDir(dataDir);
  }
}

/** The first whole line of a stream whose beginning was read already. */
async function lineFrom(stream: NodeJS.ReadableStream, begun: string): Promise<string> {
  let text = begun;
  while (!text.includes("\n")) text += ((await once(stream, "data")) as [string])[0];
  return text.slice(0, text.indexOf("\n"));
}
