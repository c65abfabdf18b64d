/** What the first form of a service asks, and what need not be asked. Pure. */
import { checkForm } from "../forms/check-form.ts";
import type { FormSchema, Values } from "../forms/form-schema.ts";

/** Messages come in the language of the page, unless the applicant changes that language first. */
export function valuesAtStart({ properties = {} }: FormSchema, language: string): Values {
  const offered = properties.language?.oneOf?.some((choice) => choice.const === language);
  return offered === true ? { language } : {};
}

/** The form without the fields that are known, where they fit. */
export function openQuestions(schema: FormSchema, known: Values): FormSchema {
  const wrong = new Set(checkForm(schema, known).map(({ pointer }) => pointer.split("/")[1]));
  const settled = Object.keys(known).filter((name) => !wrong.has(name));
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => !settled.includes(name))),
    required: (schema.required ?? []).filter((name) => !settled.includes(name)),
  };
}
