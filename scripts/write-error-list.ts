/** `npm run error-list` writes docs/errors.md from the table in engine/errors.ts; test/repository.test.ts holds them together. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ERRORS } from "../engine/errors.ts";
import type { ErrorEntry } from "../engine/errors.ts";

/** The whole page, Markdown. */
export function errorList(errors: Readonly<Record<string, ErrorEntry>>): string {
  const rows = Object.entries(errors).map(([code, { status, title, help }]) =>
    [`\`${code}\``, String(status), title.kk, title.ru, title.en, help].map(cell).join(" | "),
  );
  return [
    "# When the system says no",
    "",
    "Every refusal carries one of these codes: as `code` of the problem document (`application/problem+json`, RFC 9457) that the API",
    "answers, and as `code` of the incident that waits for staff. The page is made from `engine/errors.ts` by `npm run error-list`.",
    "",
    "| Code | HTTP status | Қазақша | По-русски | In English | What to do |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

if (import.meta.main) writeFileSync(resolve(import.meta.dirname, "../docs/errors.md"), errorList(ERRORS));
