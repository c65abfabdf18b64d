/**
 * Checks what is typed against its schema, in the page, so that people learn of a mistake where they made it; the server checks it again with ajv. Written by
 * hand because ajv compiles schemas to code, which the content security policy does not let run. Pure.
 */
import type { FormSchema, Json, Values } from "./form-schema.ts";

export interface Fault {
  /** RFC 6901, from the form: `/scans/0/kind`. */
  readonly pointer: string;
  readonly keyword:
    | "required"
    | "type"
    | "choice"
    | "minLength"
    | "maxLength"
    | "pattern"
    | "date"
    | "email"
    | "minimum"
    | "maximum"
    | "minItems"
    | "maxItems"
    | "unknown"
    | "alternatives";
  /** The limit that was not held. */
  readonly limit?: number;
}

/** Every fault, in the order of the fields; none means that the server will take it. */
export function checkForm(schema: FormSchema, values: Values): readonly Fault[] {
  const seen = new Set<string>();
  return faultsOf(schema, values, "").filter(({ pointer, keyword }) => {
    const key = `${pointer} ${keyword}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

/** The fields that must be filled in, given what is there: conditions of the schema are looked at. */
export function requiredIn(schema: FormSchema, value: Values): ReadonlySet<string> {
  const found = new Set(schema.required);
  for (const [name, others] of Object.entries(schema.dependentRequired ?? {}))
    if (value[name] !== undefined) for (const other of others) found.add(other);
  for (const part of partsOf(schema, value)) for (const name of requiredIn(part, value)) found.add(name);
  return found;
}

function partsOf(schema: FormSchema, value: Json): readonly FormSchema[] {
  const branch = schema.if === undefined ? undefined : holds(schema.if, value) ? schema.then : schema.else;
  return [...(schema.allOf ?? []), ...(branch === undefined ? [] : [branch])];
}

const holds = (schema: FormSchema, value: Json): boolean => faultsOf(schema, value, "").length === 0;

function faultsOf(schema: FormSchema, value: Json, pointer: string): Fault[] {
  const faults: Fault[] = [];
  const add = (keyword: Fault["keyword"], at = pointer, limit?: number): void => {
    faults.push({ pointer: at, keyword, ...(limit === undefined ? {} : { limit }) });
  };
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isOfType(type, value))) {
    add("type");
    return faults;
  }
  if (schema.const !== undefined && value !== schema.const) add("choice");
  if (schema.enum !== undefined && !schema.enum.includes(value)) add("choice");
  if (schema.oneOf !== undefined && schema.oneOf.filter((each) => holds(each, value)).length !== 1) add("choice");
  if (schema.not !== undefined && holds(schema.not, value)) add("choice");
  if (schema.anyOf !== undefined && !schema.anyOf.some((each) => holds(each, value))) add("alternatives");
  if (typeof value === "string") checkText(schema, value, add);
  else if (typeof value === "number") {
    if (schema.minimum !== undefined && value < schema.minimum) add("minimum", pointer, schema.minimum);
    if (schema.maximum !== undefined && value > schema.maximum) add("maximum", pointer, schema.maximum);
  } else if (isList(value)) {
    if (schema.minItems !== undefined && value.length < schema.minItems) add("minItems", pointer, schema.minItems);
    if (schema.maxItems !== undefined && value.length > schema.maxItems) add("maxItems", pointer, schema.maxItems);
    const { items } = schema;
    if (items !== undefined)
      value.forEach((item, index) => faults.push(...faultsOf(items, item, `${pointer}/${index}`)));
  } else if (isObject(value)) faults.push(...faultsOfObject(schema, value, pointer));
  for (const part of partsOf(schema, value)) faults.push(...faultsOf(part, value, pointer));
  return faults;
}

function faultsOfObject(schema: FormSchema, value: Values, pointer: string): Fault[] {
  const faults: Fault[] = [];
  const missing = new Set(schema.required);
  for (const [name, others] of Object.entries(schema.dependentRequired ?? {}))
    if (Object.hasOwn(value, name)) for (const other of others) missing.add(other);
  const properties = schema.properties ?? {};
  for (const name of new Set([...Object.keys(properties), ...missing, ...Object.keys(value)])) {
    const at = `${pointer}/${escapePointer(name)}`;
    const property = properties[name];
    if (!Object.hasOwn(value, name)) {
      if (missing.has(name)) faults.push({ pointer: at, keyword: "required" });
    } else if (property !== undefined) faults.push(...faultsOf(property, value[name]!, at));
    else if (schema.additionalProperties === false) faults.push({ pointer: at, keyword: "unknown" });
  }
  return faults;
}

function checkText(
  schema: FormSchema,
  value: string,
  add: (keyword: Fault["keyword"], at?: string, limit?: number) => void,
): void {
  const length = Array.from(value).length; // characters, as JSON Schema counts them
  if (schema.minLength !== undefined && length < schema.minLength) add("minLength", undefined, schema.minLength);
  if (schema.maxLength !== undefined && length > schema.maxLength) add("maxLength", undefined, schema.maxLength);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value)) add("pattern");
  if (schema.format === "date" && !isDate(value)) add("date");
  if (schema.format === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) add("email");
}

/** A day that there is: not the 30th of February. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

function isOfType(type: string, value: Json): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return isList(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is Values => typeof value === "object" && value !== null && !isList(value);
const escapePointer = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
