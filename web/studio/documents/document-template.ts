/** A document template (docs/documents.md) as far as its editor knows it: its texts in a language, what is wrong with it, and a first one. */

export interface TemplateMistake {
  readonly pointer: string;
  readonly code: "object" | "title" | "paragraphs" | "fields" | "name" | "unknown-key";
  readonly of?: string;
}

type Item = Readonly<Record<string, unknown>>;
type Language = "kk" | "ru" | "en";
const LANGUAGES: readonly Language[] = ["kk", "ru", "en"];
const KEYS = [
  "title",
  "paragraphs",
  "fields",
  "letterhead",
  "numberAndDate",
  "numbered",
  "signatures",
  "footer",
  "verification",
];

export function checkTemplate(value: unknown): readonly TemplateMistake[] {
  if (!isItem(value)) return [{ pointer: "", code: "object" }];
  const mistakes: TemplateMistake[] = [];
  if (!isItem(value.title) || !LANGUAGES.every((each) => typeof (value.title as Item)[each] === "string"))
    mistakes.push({ pointer: "/title", code: "title" });
  if (
    value.paragraphs !== undefined &&
    !(isItem(value.paragraphs) && LANGUAGES.every((each) => isTexts((value.paragraphs as Item)[each])))
  )
    mistakes.push({ pointer: "/paragraphs", code: "paragraphs" });
  if (value.fields !== undefined && !Array.isArray(value.fields)) mistakes.push({ pointer: "/fields", code: "fields" });
  else
    for (const [index, field] of ((value.fields ?? []) as readonly unknown[]).entries())
      if (!isItem(field) || typeof field.name !== "string")
        mistakes.push({ pointer: `/fields/${index}`, code: "name" });
  for (const key of Object.keys(value))
    if (!KEYS.includes(key)) mistakes.push({ pointer: `/${key}`, code: "unknown-key", of: key });
  return mistakes;
}

export interface TemplateTexts {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly fields: readonly { readonly name: string; readonly label: string }[];
}

/** What stands in it in that language; what is not written yet is left out. */
export function textsOf(template: unknown, language: Language): TemplateTexts {
  const { title, paragraphs, fields } = isItem(template) ? template : {};
  const ofLanguage = (value: unknown): unknown => (isItem(value) ? value[language] : undefined);
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const list = ofLanguage(paragraphs);
  return {
    title: text(ofLanguage(title)),
    paragraphs: isTexts(list) ? list : [],
    fields: (Array.isArray(fields) ? (fields as readonly unknown[]) : []).flatMap((field) =>
      isItem(field) && typeof field.name === "string" && field.hidden !== true
        ? [{ name: field.name, label: text(ofLanguage(field.label)) }]
        : [],
    ),
  };
}

export const newTemplate = (name: string): object => ({
  title: { kk: name, ru: name, en: name },
  paragraphs: { kk: [], ru: [], en: [] },
  fields: [],
  letterhead: "provider",
  numberAndDate: true,
});

const isItem = (value: unknown): value is Item => typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");
