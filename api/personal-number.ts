/** Keeps personal numbers out of process variables, which everybody on the staff may see and the log keeps for ever (design, section 6). */
import type { Problem } from "../engine/errors.ts";
import type { Language } from "../engine/model/graph.ts";
import { HttpError } from "./problem.ts";

/** Twelve digits that begin with a date, as an IIN does (YYMMDD); a BIN has 4, 5 or 6 in the fifth place and passes. */
const IIN_LIKE = /(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{6}(?!\d)/;

const DETAIL: Readonly<Record<Language, string>> = {
  en: "looks like a personal number (IIN); personal data belong in the form or in a document",
  ru: "похоже на ИИН; персональные данные указывают в форме или в документе",
  kk: "ЖСН-ге ұқсайды; дербес деректер нысанда немесе құжатта көрсетіледі",
};

/** Throws `REQUEST_INVALID` with the place of each value that reads like an IIN. */
export function refusePersonalNumbers(variables: unknown, pointer: string, language: Language): void {
  const problems = findIins(variables, pointer).map((place): Problem => ({ pointer: place, detail: DETAIL[language] }));
  if (problems.length > 0)
    throw new HttpError("REQUEST_INVALID", `${problems[0]!.pointer}: ${problems[0]!.detail}`, { problems });
}

/** A text that somebody else has written, for the log: runs of twelve digits are struck out, as in the lines of the server's own log. */
export const withoutPersonalNumbers = (text: string): string => text.replace(/(?<!\d)\d{12}(?!\d)/g, "[iin]");

function findIins(value: unknown, pointer: string): string[] {
  if (typeof value === "string") return IIN_LIKE.test(value) ? [pointer] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    findIins(inner, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
}
