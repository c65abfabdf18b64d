/** What a person typed into a form: checked by the form's schema, then split into facts for the process and a document for the file. */
import type { ErrorObject } from "ajv";
import type { Variables } from "../core/events.ts";
import { CodedError, type Problem } from "../errors.ts";
import type { Form } from "./definitions.ts";
import type { FormData } from "./runtime.ts";

/** Throws `DATA_INVALID` with a JSON pointer for each field that does not fit. */
export function acceptForm(
  form: Form,
  name: string,
  data: FormData,
): { readonly variables: Variables; readonly document: { name: string; mediaType: string; bytes: Uint8Array } } {
  if (!form.validate(data))
    throw new CodedError(
      "DATA_INVALID",
      `the data do not fit the form ${name}`,
      problemsOf(form.validate.errors ?? []),
    );
  const variables: Record<string, Variables[string]> = {};
  for (const [field, property] of Object.entries(form.schema.properties ?? {})) {
    const value = data[field];
    if (property["x-variable"] === true && value !== undefined) variables[field] = value;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(data));
  return { variables, document: { name, mediaType: "application/json", bytes } };
}

/** ajv's errors with the field itself named, also where it is missing or too much (RFC 6901 pointers). */
function problemsOf(errors: readonly ErrorObject[]): Problem[] {
  return errors.map((error) => {
    const params = error.params as { missingProperty?: string; additionalProperty?: string };
    const field = params.missingProperty ?? params.additionalProperty;
    const pointer = field === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(field)}`;
    return {
      pointer: `/form${pointer}`,
      detail: error.message ?? error.keyword,
      code: error.keyword,
      params: error.params,
    };
  });
}

const escapePointer = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
