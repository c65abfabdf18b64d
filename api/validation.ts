/** Checks what a request carries against its JSON Schema (draft 2020-12) and says in the reader's language what is wrong, place by place. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import localizeEn from "ajv-i18n/localize/en/index.js";
import localizeRu from "ajv-i18n/localize/ru/index.js";
import type { Problem } from "../engine/errors.ts";
import type { Language } from "../engine/model/graph.ts";
import { localizeKk } from "./messages-kk.ts";

export type Schema = Readonly<Record<string, unknown>>;
/** The problems of a value; empty when it fits. With `coerce`, query and path values that read as numbers or booleans become such, in place. */
export type Check = (value: unknown, language: Language) => readonly Problem[];

const options = { allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true } as const;
const bodies = new Ajv2020(options);
const addresses = new Ajv2020({ ...options, coerceTypes: true });
for (const ajv of [bodies, addresses]) ajvFormats.default(ajv);

export function compileCheck(schema: Schema, where: { readonly coerce: boolean }): Check {
  const validate: ValidateFunction = (where.coerce ? addresses : bodies).compile(schema);
  return (value, language) => {
    if (validate(value)) return [];
    const errors = structuredClone(validate.errors ?? []);
    LOCALIZE[language](errors);
    return errors.map(problemOf);
  };
}

type Localize = (errors: ErrorObject[]) => void;
// ajv-i18n declares a default export that its CommonJS files do not have: the module itself is the function.
const LOCALIZE: Readonly<Record<Language, Localize>> = {
  kk: localizeKk,
  ru: localizeRu as unknown as Localize,
  en: localizeEn as unknown as Localize,
};

/** Problems that another room found with ajv (a form's data), said in the reader's language; `params` stay inside. */
export function localizeProblems(problems: readonly Problem[], language: Language): readonly Problem[] {
  return problems.map(({ params, ...problem }) => {
    if (params === undefined || problem.code === undefined) return problem;
    const error = { keyword: problem.code, params, instancePath: "", schemaPath: "" } as ErrorObject;
    LOCALIZE[language]([error]);
    return { ...problem, detail: error.message ?? problem.detail };
  });
}

/** The pointer names the field that is missing or too much, not the object around it. */
function problemOf(error: ErrorObject): Problem {
  const params = error.params as Readonly<Record<string, string | undefined>>;
  const field = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  const pointer = field === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(field)}`;
  const allowed = error.keyword === "enum" ? `: ${(error.params.allowedValues as unknown[]).join(", ")}` : "";
  return { pointer, detail: `${error.message ?? error.keyword}${allowed}`, code: error.keyword };
}

/** RFC 6901, section 3. */
const escapePointer = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
