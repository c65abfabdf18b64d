import { globSync, readFileSync } from "node:fs";
import { resolve, sep } from "node:path";
import { expect } from "chai";
import { RULES, breaches } from "./helpers/architecture-rules.ts";

const root = resolve(import.meta.dirname, "..");
const rooms = [...new Set(Object.keys(RULES).map((room) => room.split("/")[0]!))];
const house = globSync(
  rooms.map((room) => `${room}/**/*.{ts,tsx}`),
  { cwd: root },
)
  .map((path) => path.replaceAll(sep, "/"))
  .map((path) => ({ path, text: readFileSync(resolve(root, path), "utf8") }));

describe("the rooms of the house", () => {
  it("hold the rules for imports, names and purity in every file", () => {
    expect(house.length).to.be.greaterThan(10);
    expect(breaches(house)).to.deep.equal([]);
  });

  describe("given a file that breaks a rule, the check names it", () => {
    const cases: readonly { breaks: string; path: string; text: string; says: string }[] = [
      {
        breaks: "the core reaches into the store",
        path: "engine/core/decide.ts",
        text: 'import { openStore } from "../../db/event-store.ts";',
        says: "engine/core/decide.ts: engine/core may not import db/event-store.ts",
      },
      {
        breaks: "the core takes a value where types are meant",
        path: "engine/core/decide.ts",
        text: 'import { compile } from "../model/compile.ts";',
        says: "engine/core/decide.ts: engine/core may import only types of engine/model/compile.ts",
      },
      {
        breaks: "the core takes a type and, beside it, a value",
        path: "engine/core/decide.ts",
        text: 'import { type Graph, compile } from "../model/graph.ts";',
        says: "engine/core/decide.ts: engine/core may import only types of engine/model/graph.ts",
      },
      {
        breaks: "the core imports a module of Node",
        path: "engine/core/decide.ts",
        text: 'import { createHash } from "node:crypto";',
        says: "engine/core/decide.ts: engine/core may not import the package node:",
      },
      {
        breaks: "the terms import one lazily",
        path: "engine/terms/calendar.ts",
        text: 'const fs = await import("node:fs");',
        says: "engine/terms/calendar.ts: engine/terms may not import the package node:",
      },
      {
        breaks: "SQL leaves the store",
        path: "api/routes/cases.ts",
        text: 'import knex from "knex";',
        says: "api/routes/cases.ts: api may not import the package knex",
      },
      {
        breaks: "a route reaches for the file that sees every room",
        path: "api/routes/cases.ts",
        text: 'import { createServer } from "../server.ts";',
        says: "api/routes/cases.ts: api may not import api/server.ts",
      },
      {
        breaks: "the engine knows the API",
        path: "engine/runtime/create-runtime.ts",
        text: 'import type { Problem } from "../../api/problem.ts";',
        says: "engine/runtime/create-runtime.ts: engine/runtime may not import api/problem.ts",
      },
      {
        breaks: "a barrel",
        path: "handlers/index.ts",
        text: 'export { personLookup } from "./person-lookup.ts";',
        says: "handlers/index.ts: re-exports from another file; import from the file that says it",
      },
      {
        breaks: "the core reads the clock",
        path: "engine/core/decide.ts",
        text: "export const now = () => Date.now();",
        says: "engine/core/decide.ts: calls Date.now(), and a pure room is given its instant",
      },
      {
        breaks: "the core makes a date of today",
        path: "engine/core/decide.ts",
        text: "export const now = () => new Date();",
        says: "engine/core/decide.ts: calls new Date(), and a pure room is given its instant",
      },
      {
        breaks: "the terms ask luxon for today",
        path: "engine/terms/calendar.ts",
        text: 'import { DateTime } from "luxon"; export const now = () => DateTime.utc();',
        says: "engine/terms/calendar.ts: calls DateTime.utc(), and a pure room is given its instant",
      },
      {
        breaks: "the core throws dice",
        path: "engine/core/decide.ts",
        text: "export const id = () => Math.random();",
        says: "engine/core/decide.ts: calls Math.random(), and a pure room is given its instant",
      },
      {
        breaks: "the core measures time",
        path: "engine/core/decide.ts",
        text: "export const t = () => performance.now();",
        says: "engine/core/decide.ts: uses performance, which a pure room does not know",
      },
      {
        breaks: "the core looks into the environment, beside a function that speaks of a process of the diagram",
        path: "engine/core/decide.ts",
        text: "const id = (process: { id: string }) => process.id; export const port = process.env.PORT;",
        says: "engine/core/decide.ts: uses process, which a pure room does not know",
      },
      {
        breaks: "a name in camel case",
        path: "engine/core/caseState.ts",
        text: "export const one = 1;",
        says: "engine/core/caseState.ts: file names are kebab-case",
      },
      {
        breaks: "a name that says nothing",
        path: "api/utils.ts",
        text: "export const one = 1;",
        says: 'api/utils.ts: "utils.ts" does not say what is in it',
      },
      {
        breaks: "a folder that says nothing",
        path: "engine/common/dates.ts",
        text: "export const one = 1;",
        says: 'engine/common/dates.ts: "common" does not say what is in it',
      },
      {
        breaks: "a file outside the rooms",
        path: "lib/dates.ts",
        text: 'import { DateTime } from "luxon";',
        says: "lib/dates.ts: stands in no room of the design",
      },
    ];
    for (const { breaks, path, text, says } of cases) {
      it(breaks, () => {
        expect(breaches([{ path, text }])).to.deep.equal([says]);
      });
    }

    it("two files that import each other", () => {
      const pair = [
        { path: "engine/core/decide.ts", text: 'import { evolve } from "./evolve.ts";' },
        { path: "engine/core/evolve.ts", text: 'import type { Decision } from "./decide.ts";' },
      ];
      expect(breaches(pair)).to.deep.equal([
        "engine/core/decide.ts -> engine/core/evolve.ts -> engine/core/decide.ts: files import each other in a circle",
      ]);
    });
  });

  describe("given files that hold the rules, the check is silent", () => {
    const cases: readonly { holds: string; path: string; text: string }[] = [
      {
        holds: "the core takes types of the model, luxon and a given instant",
        path: "engine/core/decide.ts",
        text: [
          'import type { Graph } from "../model/graph.ts";',
          'import { DateTime } from "luxon";',
          "export const at = (graph: Graph, instant: string) => [graph.id, DateTime.fromISO(instant), new Date(instant)];",
          "export const of = (trigger: { process: string }) => trigger.process;",
          "export function first(processes: { id: string }[]) { const process = processes[0]; return () => process?.id; }",
        ].join("\n"),
      },
      {
        holds: "the server sees every room",
        path: "api/server.ts",
        text: 'import { openStore } from "../db/store.ts";',
      },
      { holds: "tests have helpers", path: "test/helpers/memory-store.ts", text: "export const one = 1;" },
    ];
    for (const { holds, path, text } of cases) {
      it(holds, () => {
        expect(breaches([{ path, text }])).to.deep.equal([]);
      });
    }
  });
});
