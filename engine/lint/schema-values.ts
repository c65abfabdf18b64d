/**
 * As much of JSON Schema (draft 2020-12) as lint needs: which values a schema leaves, and whether a value fits it. Forms and handlers are
 * checked in full by ajv when a case runs; ajv makes code of schemas, which a browser's policy may forbid.
 */
import type { JsonSchema } from "./lint-rule.ts";

type Value = string | number | boolean | null;

/** A longer list is not one that somebody would write out in conditions. */
const MOST_VALUES = 64;

/** Every value that the schema leaves, or undefined when there are many, or when it cannot be told. */
export function valuesOf(schema: JsonSchema | undefined): readonly Value[] | undefined {
  if (schema === undefined) return undefined;
  if ("const" in schema) return isValue(schema.const) ? [schema.const] : undefined;
  if (Array.isArray(schema.enum)) return schema.enum.every(isValue) ? unique(schema.enum) : undefined;
  for (const name of ["oneOf", "anyOf"]) {
    const branches = schema[name];
    if (!Array.isArray(branches)) continue;
    const values = branches.map((branch) => valuesOf(branch as JsonSchema));
    return values.every((each) => each !== undefined) ? unique(values.flat()) : undefined;
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const values = types.map((type) => valuesOfType(type, schema));
  return values.every((each) => each !== undefined) ? unique(values.flat()) : undefined;
}

function valuesOfType(type: unknown, { minimum, maximum }: JsonSchema): readonly Value[] | undefined {
  if (type === "boolean") return [true, false];
  if (type === "null") return [null];
  if (type !== "integer" || typeof minimum !== "number" || typeof maximum !== "number") return undefined;
  const [from, to] = [Math.ceil(minimum), Math.floor(maximum)];
  if (to < from || to - from >= MOST_VALUES) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const isValue = (value: unknown): value is Value => value === null || typeof value !== "object";
const unique = (values: readonly Value[]): readonly Value[] => [...new Set(values)];

/** The schema of `a.b` inside that of the whole; `missing` when the whole is closed and has no such property. */
export function memberOf(
  schema: JsonSchema | undefined,
  path: readonly string[],
): { readonly schema: JsonSchema | undefined } | "missing" {
  let at = schema;
  for (const name of path) {
    if (at === undefined) return { schema: undefined };
    const properties = propertiesOf(at);
    const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (member === undefined && at.additionalProperties === false) return "missing";
    at = member;
  }
  return { schema: at };
}

export const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;

const requiredOf = (schema: JsonSchema): readonly string[] =>
  Array.isArray(schema.required) ? (schema.required as readonly string[]) : [];

/** Stands for a value that is only known when the case runs: it fits everything. */
export const UNKNOWN: unique symbol = Symbol("unknown");

export type PartlyKnown = Value | typeof UNKNOWN | PartlyKnownObject;
export interface PartlyKnownObject {
  readonly [name: string]: PartlyKnown;
}

/** Why the value does not fit, one sentence for each reason; empty when it fits or nothing can be said. */
export function misfits(schema: JsonSchema | boolean | undefined, value: PartlyKnown, name = ""): readonly string[] {
  if (schema === undefined || schema === true || value === UNKNOWN) return [];
  if (schema === false) return [`${name} may not be given`];
  const found = [...misfitsOfValue(schema, value, name)];
  if (typeof value === "object" && value !== null) found.push(...misfitsOfObject(schema, value));
  for (const part of listOf(schema.allOf)) found.push(...misfits(part, value, name));
  for (const branches of [listOf(schema.anyOf), listOf(schema.oneOf)])
    if (branches.length > 0 && branches.every((branch) => misfits(branch, value, name).length > 0)) {
      const values = valuesOf(schema);
      found.push(values === undefined ? `${name} fits none of its forms` : notOneOf(name, value, values));
    }
  if (schema.if !== undefined && isDecided(schema.if as JsonSchema, value)) {
    const branch = misfits(schema.if as JsonSchema, value, name).length === 0 ? schema.then : schema.else;
    found.push(...misfits(branch as JsonSchema | undefined, value, name));
  }
  return [...new Set(found)];
}

const listOf = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? (value as JsonSchema[]) : []);

function misfitsOfValue(schema: JsonSchema, value: Exclude<PartlyKnown, typeof UNKNOWN>, name: string): string[] {
  const found: string[] = [];
  if ("const" in schema && isValue(schema.const) && schema.const !== value)
    found.push(notOneOf(name, value, [schema.const]));
  if (Array.isArray(schema.enum) && schema.enum.every(isValue) && !schema.enum.includes(value as Value))
    found.push(notOneOf(name, value, schema.enum));
  const types = Array.isArray(schema.type) ? (schema.type as unknown[]) : [schema.type];
  if (schema.type !== undefined && !types.some((type) => isOfType(value, type)))
    found.push(`${name} is ${shown(value)}, not of type ${types.join(" or ")}`);
  if (typeof value === "string") {
    if (typeof schema.minLength === "number" && value.length < schema.minLength)
      found.push(value === "" ? `${name} is empty` : `${name} has fewer than ${schema.minLength} characters`);
    if (typeof schema.maxLength === "number" && value.length > schema.maxLength)
      found.push(`${name} has more than ${schema.maxLength} characters`);
    if (typeof schema.pattern === "string" && !new RegExp(schema.pattern, "u").test(value))
      found.push(`${name} is ${shown(value)}, which does not match ${schema.pattern}`);
  }
  if (typeof value === "number") {
    if (typeof schema.minimum === "number" && value < schema.minimum) found.push(`${name} is below ${schema.minimum}`);
    if (typeof schema.maximum === "number" && value > schema.maximum) found.push(`${name} is above ${schema.maximum}`);
  }
  return found;
}

function misfitsOfObject(schema: JsonSchema, value: PartlyKnownObject): string[] {
  const properties = propertiesOf(schema);
  const found = requiredOf(schema)
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => `${name} is not given`);
  for (const [name, each] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) found.push(...misfits(properties[name], each, name));
    else if (schema.additionalProperties === false) found.push(`${name} is not known`);
  }
  return found;
}

/** Whether everything that an `if` looks at is known. */
function isDecided(schema: JsonSchema, value: Exclude<PartlyKnown, typeof UNKNOWN>): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.keys(propertiesOf(schema)).every((name) => value[name] !== UNKNOWN);
}

function isOfType(value: Exclude<PartlyKnown, typeof UNKNOWN>, type: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null;
  return typeof value === type;
}

const notOneOf = (name: string, value: PartlyKnown, values: readonly Value[]): string =>
  `${name} is ${shown(value)}, not ${values.length === 1 ? "" : "one of "}${values.map(shown).join(", ")}`;

export const shown = (value: PartlyKnown): string => (value === UNKNOWN ? "unknown" : JSON.stringify(value));
