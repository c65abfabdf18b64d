/** Holds what goes through a port against the port's JSON Schema. */
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";
import type { JsonObject } from "./business-xml.ts";
import type { PortSchema } from "./services.ts";

let ajv: Ajv2020 | undefined;
const checks = new WeakMap<object, ValidateFunction>();

/** Where a value does not fit, without the value: a sentence for the log. `undefined`: it fits. */
export function misfitOf(schema: PortSchema, value: JsonObject): string | undefined {
  ajv ??= new Ajv2020({ strict: false });
  let check = checks.get(schema);
  if (check === undefined) checks.set(schema, (check = ajv.compile(schema)));
  if (check(value)) return undefined;
  const [error] = check.errors ?? [];
  return `${error?.instancePath === "" || error === undefined ? "the data" : error.instancePath} ${error?.message ?? "does not fit"}`;
}
