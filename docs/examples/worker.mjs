/**
 * A worker of one topic, to copy and to change: it signs in, waits for work, does it, and answers. `node worker.mjs TOPIC`; the server and the account
 * come from REGLAMENT_SERVER, REGLAMENT_LOGIN and REGLAMENT_PASSWORD. It ends at SIGTERM or SIGINT, when the work in hand is done.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const { REGLAMENT_SERVER: server = "http://localhost:3000", REGLAMENT_LOGIN, REGLAMENT_PASSWORD } = process.env;
const [, , topicName = "demo"] = process.argv;
const workerId = `example-${randomUUID()}`;

/** The work itself. What it answers become the facts of the step; what it throws is tried again, three times in all. */
async function work({ variables }) {
  if (variables.sum === undefined) throw new BpmnError("NO_SUM");
  return { fee: Math.ceil(variables.sum / 100) };
}

/** Thrown by `work` when the diagram draws what then happens: an error boundary event of that code. */
class BpmnError extends Error {}

let token = "";
async function call(path, body) {
  const post = () =>
    fetch(`${server}/api/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token === "" ? {} : { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
  let response = await post();
  // A session lasts twelve hours.
  if (response.status === 401 && path !== "/sessions") {
    token = "";
    ({ token } = await call("/sessions", { login: REGLAMENT_LOGIN, password: REGLAMENT_PASSWORD }));
    response = await post();
  }
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

async function doTask(task) {
  const answer = (how, body) => call(`/external-tasks/${task.id}/${how}`, { workerId, ...body });
  try {
    await answer("complete", { variables: await work(task) });
  } catch (error) {
    if (error instanceof BpmnError) await answer("bpmn-error", { errorCode: error.message });
    else
      await answer("failure", {
        errorMessage: String(error.message ?? error),
        retries: Math.max(0, 2 - task.failures),
        retryTimeout: 10_000 * 2 ** task.failures,
      });
  }
}

let running = true;
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => (running = false));
console.log(`${workerId} waits for work on the topic ${topicName}`);
while (running) {
  try {
    const { items } = await call("/external-tasks/fetch-and-lock", {
      workerId,
      maxTasks: 5,
      asyncResponseTimeout: 2_000,
      topics: [{ topicName, lockDuration: 60_000 }],
    });
    for (const task of items) {
      await doTask(task);
      console.log(`${task.id} answered`);
    }
  } catch (error) {
    console.error(String(error.message ?? error));
    await sleep(2_000);
  }
}
