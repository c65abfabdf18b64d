/**
 * What the operator has typed of the person at the counter, so that nobody is asked twice: kept in memory while their application is taken in, never in an
 * address or in the browser's store.
 */
import type { FormSchema, Json, Values } from "../forms/form-schema.ts";
import { isDocument } from "../forms/form-schema.ts";

export interface WalkIn {
  readonly case: string;
  readonly iin?: string;
  /** By the names of the fields. */
  readonly typed: Values;
}

/** Fields that mean the same in every form of an intake. */
const ABOUT_THE_PERSON =
  /^(?:applicant|child|representative)[A-Z]|^(?:language|email|surname|name|patronymic|birthDate|address)$/;

/** What of it the form has fields for. */
export function prefillOf({ properties = {} }: FormSchema, typed: Values, iin: string | undefined): Values {
  const known: Record<string, Json> = { ...typed, ...(iin === undefined ? {} : { applicantIin: iin }) };
  return Object.fromEntries(
    Object.entries(known).filter(
      ([name, value]) =>
        ABOUT_THE_PERSON.test(name) && properties[name]?.type === "string" && typeof value === "string",
    ),
  );
}

/** Before the case is there, no document can be put into it: the form that starts it without its fields for documents. */
export function withoutDocuments(schema: FormSchema): FormSchema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).flatMap(([name, property]) =>
              isDocument(name, property) && !(schema.required ?? []).includes(name)
                ? []
                : [[name, withoutDocuments(property)]],
            ),
          ),
        }),
    ...(items === undefined ? {} : { items: withoutDocuments(items) }),
  };
}
