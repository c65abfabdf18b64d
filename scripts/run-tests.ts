/**
 * `npm test [-- test files or mocha options]`: the pages and four checks, as many at a time as there are processors, then the tests; each is named. What fails ends the
 * run with its code, once the checks beside it have had their say.
 * `npm run check` is the same without the tests (`--static`), `npm run mocha` the tests alone (`--mocha`).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";

interface Step {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

const root = resolve(import.meta.dirname, "..");
const cache = resolve(root, ".cache");
/** `.ci/run` reads the numbers from here; they must never be those of an earlier run. */
const countsFile = resolve(cache, "test-counts.json");

const given = process.argv.slice(2);
const mode = given[0] === "--static" || given[0] === "--mocha" ? given[0] : "all";
const mochaArgs = mode === "all" ? given : given.slice(1);
const namesFiles = mochaArgs.some((arg) => arg.endsWith(".test.ts"));

const checks: readonly Step[] = [
  {
    name: "types (tsc)",
    program: "node_modules/typescript/bin/tsc",
    args: ["--noEmit", "--incremental", "--tsBuildInfoFile", ".cache/tsbuildinfo"],
  },
  { name: "rules (eslint)", program: "node_modules/eslint/bin/eslint.js", args: ["--max-warnings", "0", "."] },
  {
    name: "format (prettier)",
    program: "node_modules/prettier/bin/prettier.cjs",
    args: ["--check", "--log-level", "warn", "."],
  },
  { name: "dead code (knip)", program: "node_modules/knip/bin/knip.js", args: ["--no-progress"] },
];
/** Built once and beforehand: each test that needs them would build them again, and others change no file meanwhile. */
const pages: Step = { name: "pages (vite)", program: "scripts/build-web.ts", args: ["--if-stale"] };
const tests: Step = {
  name: "tests (mocha)",
  program: "node_modules/mocha/bin/mocha.js",
  args: [
    ...["--reporter", "scripts/count-reporter.ts", "--reporter-option", `output=${countsFile}`],
    // Each file in a process of its own: twice as fast on two cores, and no file can lean on another.
    ...["--parallel", "--jobs", String(Math.min(4, availableParallelism()))],
    ...mochaArgs,
    ...(namesFiles ? [] : ["test/**/*.test.ts"]),
  ],
};
mkdirSync(cache, { recursive: true });
rmSync(countsFile, { force: true });
const first = { all: [pages, ...checks], "--static": checks, "--mocha": [pages] }[mode];
const waiting = [...first];
const failed: string[] = [];
await Promise.all(
  Array.from({ length: Math.min(first.length, availableParallelism()) }, async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const { code, said } = await run(step, "kept");
      console.log(`\n${step.name}\n${said}`.trimEnd());
      if (code !== 0) failed.push(`${step.name}: exit code ${String(code)}`);
    }
  }),
);
if (failed.length > 0) stop(failed.join("; "), 1);
if (mode !== "--static") {
  console.log(`\n${tests.name}`);
  const { code } = await run(tests, "shown");
  if (code !== 0) stop(`${tests.name}: exit code ${String(code)}`, code);
}

function stop(why: string, code: number): never {
  console.error(`\nStopped at ${why}.`);
  process.exit(code);
}

/** `shown`: as it is said; `kept`: what it said in one piece, so that two do not talk into each other. */
async function run(step: Step, output: "shown" | "kept"): Promise<{ readonly code: number; readonly said: string }> {
  const child = spawn(process.execPath, [resolve(root, step.program), ...step.args], {
    cwd: root,
    stdio: output === "shown" ? "inherit" : ["inherit", "pipe", "pipe"],
  });
  const said: Buffer[] = [];
  child.stdout?.on("data", (piece: Buffer) => said.push(piece));
  child.stderr?.on("data", (piece: Buffer) => said.push(piece));
  const passOn = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGTERM", passOn);
  const [code] = (await once(child, "close")) as [number | null];
  process.off("SIGTERM", passOn);
  return { code: code ?? 1, said: Buffer.concat(said).toString() };
}
