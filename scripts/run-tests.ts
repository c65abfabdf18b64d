/**
 * `npm test [-- test files or mocha options]`: five steps in order, each named; the first that fails ends the run with its code.
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
    program: "typescript/bin/tsc",
    args: ["--noEmit", "--incremental", "--tsBuildInfoFile", ".cache/tsbuildinfo"],
  },
  { name: "rules (eslint)", program: "eslint/bin/eslint.js", args: ["--max-warnings", "0", "."] },
  { name: "format (prettier)", program: "prettier/bin/prettier.cjs", args: ["--check", "--log-level", "warn", "."] },
  { name: "dead code (knip)", program: "knip/bin/knip.js", args: ["--no-progress"] },
];
const tests: Step = {
  name: "tests (mocha)",
  program: "mocha/bin/mocha.js",
  args: [
    ...["--reporter", "scripts/count-reporter.ts", "--reporter-option", `output=${countsFile}`],
    // Each file in a process of its own: twice as fast on two cores, and no file can lean on another.
    ...["--parallel", "--jobs", String(Math.min(4, availableParallelism()))],
    ...mochaArgs,
    ...(namesFiles ? [] : ["test/**/*.test.ts"]),
  ],
};
const steps = mode === "--mocha" ? [tests] : mode === "--static" ? checks : [...checks, tests];

mkdirSync(cache, { recursive: true });
rmSync(countsFile, { force: true });
for (const [index, step] of steps.entries()) {
  const place = `[${String(index + 1)}/${String(steps.length)}] ${step.name}`;
  console.log(`\n${place}`);
  const code = await run(step);
  if (code !== 0) {
    console.error(`\nStopped at ${place}: exit code ${String(code)}.`);
    process.exit(code);
  }
}

async function run(step: Step): Promise<number> {
  const child = spawn(process.execPath, [resolve(root, "node_modules", step.program), ...step.args], {
    cwd: root,
    stdio: "inherit",
  });
  const passOn = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGTERM", passOn);
  const [code] = (await once(child, "exit")) as [number | null];
  process.off("SIGTERM", passOn);
  return code ?? 1;
}
