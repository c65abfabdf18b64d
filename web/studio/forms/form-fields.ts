/**
 * The fields of a form's JSON Schema as an analyst edits them one by one: each change gives a new schema, and what the list of fields does not know
 * (patterns, conditions) stays as it was.
 */
import type { FormSchema } from "../../forms/form-schema.ts";

export const LANGUAGES = ["kk", "ru", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Titles = Readonly<Record<Language, string>>;

export const FIELD_KINDS = ["text", "e-mail", "date", "whole", "number", "yes-no", "choice", "other"] as const;
/** `other`: edited as JSON only. */
export type FieldKind = (typeof FIELD_KINDS)[number];

export interface FieldOption {
  readonly value: string;
  readonly titles: Titles;
}

export interface FormField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly titles: Titles;
  readonly required: boolean;
  /** It becomes a variable of the case. */
  readonly isVariable: boolean;
  /** Of a choice. */
  readonly options: readonly FieldOption[];
}

export function fieldsOf({ properties = {}, required = [] }: FormSchema): readonly FormField[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    kind: kindOf(schema),
    titles: titlesOf(schema),
    required: required.includes(name),
    isVariable: schema["x-variable"] === true,
    options: optionsOf(schema),
  }));
}

function kindOf({ type, format, oneOf, enum: values, properties, const: constant }: FormSchema): FieldKind {
  if (type === "string" && oneOf?.every((each) => typeof each.const === "string")) return "choice";
  if (type === "string" && values?.every((each) => typeof each === "string")) return "choice";
  if (oneOf !== undefined || values !== undefined || properties !== undefined || constant !== undefined) return "other";
  if (type === "string")
    return format === undefined ? "text" : format === "date" ? "date" : format === "email" ? "e-mail" : "other";
  return type === "integer" ? "whole" : type === "number" ? "number" : type === "boolean" ? "yes-no" : "other";
}

export function titlesOf(schema: FormSchema): Titles {
  const labels = schema["x-labels"] ?? {};
  const of = (language: Language): string => labels[language] ?? schema.title ?? "";
  return { kk: of("kk"), ru: of("ru"), en: of("en") };
}

const optionsOf = ({ oneOf, enum: values }: FormSchema): readonly FieldOption[] =>
  oneOf?.map((each) => ({ value: typeof each.const === "string" ? each.const : "", titles: titlesOf(each) })) ??
  values?.map((each) => {
    const value = typeof each === "string" ? each : JSON.stringify(each);
    return { value, titles: { kk: value, ru: value, en: value } };
  }) ??
  [];

const titled = (titles: Titles): Pick<FormSchema, "title" | "x-labels"> => ({ title: titles.kk, "x-labels": titles });

/** The kinds that a field can be given; what belongs to the kind before goes. */
const SHAPES: Readonly<Record<Exclude<FieldKind, "other" | "choice">, FormSchema>> = {
  text: { type: "string", minLength: 1, maxLength: 500 },
  "e-mail": { type: "string", format: "email", maxLength: 200 },
  date: { type: "string", format: "date" },
  whole: { type: "integer" },
  number: { type: "number" },
  "yes-no": { type: "boolean" },
};

export function setKind(schema: FormSchema, name: string, kind: Exclude<FieldKind, "other">): FormSchema {
  const field = schema.properties?.[name];
  if (field === undefined || kindOf(field) === kind) return schema;
  const { title, "x-labels": labels, "x-variable": variable, description } = field;
  const kept = {
    ...(title === undefined ? {} : { title }),
    ...(labels === undefined ? {} : { "x-labels": labels }),
    ...(description === undefined ? {} : { description }),
    ...(variable === undefined ? {} : { "x-variable": variable }),
  };
  const shape: FormSchema =
    kind === "choice"
      ? { type: "string", oneOf: [choiceOf({ value: "option-1", titles: titlesOf(field) })] }
      : SHAPES[kind];
  return withField(schema, name, { ...kept, ...shape });
}

export const setTitles = (schema: FormSchema, name: string, titles: Titles): FormSchema =>
  withField(schema, name, { ...schema.properties?.[name], ...titled(titles) });

export const setFormTitles = (schema: FormSchema, titles: Titles): FormSchema => ({ ...schema, ...titled(titles) });

export function setRequired(schema: FormSchema, name: string, isRequired: boolean): FormSchema {
  const names = Object.keys(schema.properties ?? {});
  const required = new Set(schema.required ?? []);
  if (isRequired) required.add(name);
  else required.delete(name);
  return { ...schema, required: names.filter((each) => required.has(each)) };
}

export function setVariable(schema: FormSchema, name: string, isVariable: boolean): FormSchema {
  const { "x-variable": _, ...field } = schema.properties?.[name] ?? {};
  return withField(schema, name, isVariable ? { ...field, "x-variable": true } : field);
}

export function setOptions(schema: FormSchema, name: string, options: readonly FieldOption[]): FormSchema {
  const { enum: _, ...field } = schema.properties?.[name] ?? {};
  return withField(schema, name, { ...field, oneOf: options.map(choiceOf) });
}

const choiceOf = ({ value, titles }: FieldOption): FormSchema => ({ const: value, ...titled(titles) });

/** Also in what is required. A name that another field has changes nothing. */
export function renameField(schema: FormSchema, name: string, to: string): FormSchema {
  if (to === name || Object.hasOwn(schema.properties ?? {}, to)) return schema;
  const rename = (each: string): string => (each === name ? to : each);
  return {
    ...schema,
    ...(schema.required === undefined ? {} : { required: schema.required.map(rename) }),
    properties: Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([each, field]) => [rename(each), field]),
    ),
  };
}

export function moveField(schema: FormSchema, name: string, by: -1 | 1): FormSchema {
  const fields = Object.entries(schema.properties ?? {});
  const from = fields.findIndex(([each]) => each === name);
  const to = from + by;
  if (from < 0 || to < 0 || to >= fields.length) return schema;
  const [field] = fields.splice(from, 1);
  fields.splice(to, 0, field!);
  return { ...schema, properties: Object.fromEntries(fields) };
}

export function removeField(schema: FormSchema, name: string): FormSchema {
  const { [name]: _, ...properties } = schema.properties ?? {};
  return { ...schema, required: (schema.required ?? []).filter((each) => each !== name), properties };
}

/** `field1`, `field2`...: the first name that is free. Answers it with the new schema. */
export function addField(schema: FormSchema, titles: Titles): { readonly schema: FormSchema; readonly name: string } {
  const taken = schema.properties ?? {};
  let number = Object.keys(taken).length + 1;
  while (Object.hasOwn(taken, `field${number}`)) number += 1;
  const name = `field${number}`;
  return { schema: withField(schema, name, { ...titled(titles), ...SHAPES.text }), name };
}

const withField = (schema: FormSchema, name: string, field: FormSchema): FormSchema => ({
  ...schema,
  properties: { ...schema.properties, [name]: field },
});

export const newForm = (titles: Titles): FormSchema & { readonly $schema: string } => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  ...titled(titles),
  type: "object",
  additionalProperties: false,
  required: [],
  properties: {},
});
