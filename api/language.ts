/** Which of the three languages an answer is written in. */
import type { Language } from "../engine/model/graph.ts";

export const LANGUAGES: readonly Language[] = ["kk", "ru", "en"];

const isLanguage = (tag: string): tag is Language => (LANGUAGES as readonly string[]).includes(tag);

/**
 * The best of kk, ru and en for an `Accept-Language` header (RFC 9110, 12.5.4): highest weight first, then as written. Without a header, or
 * with none of ours in it, the account's language; without an account, English.
 */
export function negotiateLanguage(header: string | undefined, ofAccount?: Language): Language {
  const wanted = (header ?? "")
    .split(",")
    .map((part, order) => {
      const [range = "", ...parameters] = part.trim().toLowerCase().split(";");
      const weight = parameters.map((p) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(p)?.[1]).find((q) => q !== undefined);
      return { tag: range.trim().split("-")[0] ?? "", weight: Number(weight ?? 1), order };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order);
  for (const { tag } of wanted) {
    if (isLanguage(tag)) return tag;
    if (tag === "*") break;
  }
  return ofAccount ?? "en";
}
