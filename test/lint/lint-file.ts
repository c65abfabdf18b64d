/** Lints diagrams of test/lint with the forms of test/lint/forms and the handlers that Reglament brings. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { lintDiagram, type LintOptions, type LintReport } from "../../engine/lint/lint-diagram.ts";
import type { JsonSchema } from "../../engine/lint/lint-rule.ts";
import { createHandlers } from "../../handlers/index.ts";
import { createUnconfiguredOutside } from "../../handlers/unconfigured-outside.ts";

export const FOLDER = import.meta.dirname;

const handlers = createHandlers({
  outside: createUnconfiguredOutside(),
  clock: { now: () => "2012-05-14T04:00:00.000Z" },
}).list();

const WITH_ALL: LintOptions = {
  profile: "regulation",
  handlers,
  forms(name) {
    const path = resolve(FOLDER, "forms", `${name}.json`);
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as JsonSchema) : undefined;
  },
};

/** `path` from test/lint. */
export const lintFile = (path: string, options: Partial<LintOptions> = {}): Promise<LintReport> =>
  lintDiagram(readFileSync(resolve(FOLDER, path)), { ...WITH_ALL, ...options });

export const lintText = (text: string, options: Partial<LintOptions> = {}): Promise<LintReport> =>
  lintDiagram(new TextEncoder().encode(text), { ...WITH_ALL, ...options });
