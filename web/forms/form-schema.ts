/** The forms of the regulations: JSON Schema (draft 2020-12) with labels in three languages. Only what they use is known here. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Values = Readonly<Record<string, Json>>;

export interface FormSchema {
  readonly title?: string;
  readonly description?: string;
  readonly "x-labels"?: Readonly<Record<string, string>>;
  /** The value becomes a variable of the case: it decides the way. */
  readonly "x-variable"?: boolean;
  /** One type, or any of several. */
  readonly type?: string | readonly string[];
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly oneOf?: readonly FormSchema[];
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly required?: readonly string[];
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly additionalProperties?: boolean;
  readonly items?: FormSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly if?: FormSchema;
  readonly then?: FormSchema;
  readonly else?: FormSchema;
  readonly allOf?: readonly FormSchema[];
  readonly anyOf?: readonly FormSchema[];
  readonly not?: FormSchema;
}

/** What a field or choice is called in that language. */
export function labelOf(schema: FormSchema, language: string, otherwise = ""): string {
  return (
    schema["x-labels"]?.[language] ?? schema.title ?? (schema.const === undefined ? otherwise : textOf(schema.const))
  );
}

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The type of the control; of several the first. */
export const typeOf = ({ type }: FormSchema): string | undefined => (typeof type === "string" ? type : type?.[0]);

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** The values that may be chosen, when the schema lists them. */
export function choicesOf({ oneOf, enum: values }: FormSchema, language: string): readonly Choice[] | undefined {
  if (oneOf?.every((each) => typeof each.const === "string"))
    return oneOf.map((each) => ({ value: each.const as string, label: labelOf(each, language) }));
  return values?.map((value) => ({ value: textOf(value), label: textOf(value) }));
}

/** An electronic signature: certificate, signature and algorithm. */
export const isSignature = ({ properties }: FormSchema): boolean =>
  properties?.certificate !== undefined && properties.signature !== undefined;

/** A field that holds the number of a document of the case file. */
export const isDocument = (name: string, { type, oneOf }: FormSchema): boolean =>
  type === "string" && oneOf === undefined && /^(?:document|scan|file)$|(?:Scan|Document|File)$/.test(name);
