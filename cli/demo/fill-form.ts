/**
 * Fills in a form from its JSON Schema (draft 2020-12) and the data that the scenario gives: what is required, and nothing else. The server checks
 * the result; a form that this cannot fill in is refused there with the field named.
 */
import type { DemoPerson } from "../../api/context.ts";
import type { Json } from "../../engine/core/events.ts";
import type { FormData } from "../../engine/runtime/runtime.ts";
import { samplePattern } from "./pattern-sample.ts";

/** As far as forms use it. */
export interface FormSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, FormSchema | boolean>>;
  readonly required?: readonly string[];
  readonly items?: FormSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly default?: Json;
  readonly not?: FormSchema;
  readonly oneOf?: readonly FormSchema[];
  readonly anyOf?: readonly FormSchema[];
  readonly allOf?: readonly FormSchema[];
  readonly if?: FormSchema;
  readonly then?: FormSchema;
  readonly else?: FormSchema;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, FormSchema>>;
  readonly title?: string;
  readonly description?: string;
  readonly "x-variable"?: boolean;
}

/** Where the data come from that no schema knows. */
export interface FormSources {
  /** Local date in Almaty, `YYYY-MM-DD`. */
  readonly today: string;
  readonly applicant: DemoPerson;
  readonly child: DemoPerson;
  readonly head: DemoPerson;
  /** What these fields must hold: the scenario's variables, and numbers that a register is asked for. */
  readonly given: Readonly<Record<string, Json>>;
  /** Files a scan and answers its id in the case file; before there is a case, a number of a paper. */
  readonly scan: (field: string) => Promise<string>;
  /** The electronic signature for that field. */
  readonly sign: (field: string) => Promise<Json>;
}

export async function fillForm(schema: FormSchema, sources: FormSources): Promise<FormData> {
  const value = await new FormFiller(schema, sources).object(schema, sources.given);
  return value as FormData;
}

class FormFiller {
  private readonly root: FormSchema;
  private readonly sources: FormSources;
  constructor(root: FormSchema, sources: FormSources) {
    this.root = root;
    this.sources = sources;
  }

  /** Field after field, until nothing more is required: what is filled in decides which conditions hold. */
  async object(schema: FormSchema, given: Readonly<Record<string, Json>>): Promise<Json> {
    const value: Record<string, Json> = {};
    for (const name of Object.keys(this.partsOf(schema, value).properties))
      if (given[name] !== undefined) value[name] = given[name];
    for (;;) {
      const { properties, required } = this.partsOf(schema, value);
      const missing = required.find((name) => value[name] === undefined);
      if (missing === undefined) return value;
      const property = properties[missing];
      value[missing] = await this.value(missing, typeof property === "object" ? property : {});
    }
  }

  private async value(name: string, asked: FormSchema): Promise<Json> {
    const schema = this.resolved(asked);
    const chosen = choiceOf(schema);
    if (chosen !== undefined) return chosen;
    const { properties } = this.partsOf(schema, {});
    if (properties.certificate !== undefined && properties.signature !== undefined) return this.sources.sign(name);
    switch (typeOf(schema)) {
      case "object":
        return this.object(schema, {});
      case "array": {
        const items: Json[] = [];
        while (items.length < Math.max(1, schema.minItems ?? 1)) items.push(await this.value(name, schema.items ?? {}));
        return items;
      }
      case "boolean":
        return true;
      case "integer":
      case "number":
        return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
      default:
        return this.text(name, schema);
    }
  }

  private async text(name: string, schema: FormSchema): Promise<string> {
    const { today } = this.sources;
    const person = /child|бала|pupil|camper/i.test(name) ? this.sources.child : this.sources.applicant;
    if (schema.format === "date") return /birth/i.test(name) ? person.birthDate : today;
    if (schema.format === "date-time") return `${today}T10:00:00+05:00`;
    if (schema.format === "time") return "10:00:00+05:00";
    if (schema.format === "email") return "applicant@example.kz";
    if (schema.format === "uri") return "https://example.kz/";
    if (/iin$/i.test(name)) return person.iin;
    if (schema.pattern !== undefined) return /phone/i.test(name) ? "+7 700 000 00 00" : samplePattern(schema.pattern);
    if (
      /^(document|scan|file)$|(Scan|Document|File)$/.test(name) ||
      /номер документа в деле|іс құжатының нөмірі/i.test(schema.description ?? "")
    )
      return this.sources.scan(name);
    if (/head.*name$/i.test(name)) return fullName(this.sources.head);
    if (/surname$/i.test(name)) return person.surname;
    if (/patronymic$/i.test(name)) return person.patronymic ?? person.name;
    if (/given.?name$/i.test(name) || name === "name") return person.name;
    if (/name$/i.test(name)) return fullName(person);
    if (/address/i.test(name)) return "Талғар қаласы, Қонаев көшесі, 1";
    if (/phone/i.test(name)) return "+7 700 000 00 00";
    if (/number$/i.test(name)) return "000000001";
    const text = `${schema.title ?? name}: үлгі`;
    return text.padEnd(schema.minLength ?? 0, ".").slice(0, schema.maxLength ?? text.length);
  }

  /** What the schema and its conditions ask for, given what is there already. */
  private partsOf(asked: FormSchema, value: Readonly<Record<string, Json>>): Parts {
    const schema = this.resolved(asked);
    const properties: Record<string, FormSchema | boolean> = { ...schema.properties };
    const required = [...(schema.required ?? [])];
    const parts: FormSchema[] = [...(schema.allOf ?? [])];
    for (const choices of [schema.anyOf, schema.oneOf])
      if (choices !== undefined) parts.push(choices.find((one) => this.holds(one, value)) ?? choices[0] ?? {});
    if (schema.if !== undefined) parts.push((this.holds(schema.if, value) ? schema.then : schema.else) ?? {});
    for (const [name, others] of Object.entries(schema.dependentRequired ?? {}))
      if (value[name] !== undefined) required.push(...others);
    for (const part of parts) {
      const more = this.partsOf(part, value);
      // A condition narrows a property; what it is stands in the schema itself.
      for (const [name, property] of Object.entries(more.properties)) {
        const known = properties[name];
        properties[name] =
          typeof property === "object" && typeof known === "object" ? { ...known, ...property } : property;
      }
      required.push(...more.required);
    }
    return { properties, required: [...new Set(required)].filter((name) => properties[name] !== false) };
  }

  /** Only what conditions of forms are made of: values of fields, and whether they are there. */
  private holds(asked: FormSchema, value: Json | undefined): boolean {
    const schema = this.resolved(asked);
    if (schema.const !== undefined && schema.const !== value) return false;
    if (schema.enum !== undefined && !schema.enum.includes(value as Json)) return false;
    if (schema.not !== undefined && this.holds(schema.not, value)) return false;
    if (schema.allOf?.some((one) => !this.holds(one, value)) === true) return false;
    if (schema.anyOf !== undefined && !schema.anyOf.some((one) => this.holds(one, value))) return false;
    if (schema.oneOf !== undefined && !schema.oneOf.some((one) => this.holds(one, value))) return false;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return true;
    const fields = value as Readonly<Record<string, Json>>;
    if (schema.required?.some((name) => fields[name] === undefined) === true) return false;
    return Object.entries(schema.properties ?? {}).every(
      ([name, property]) =>
        fields[name] === undefined || (typeof property === "boolean" ? property : this.holds(property, fields[name])),
    );
  }

  private resolved(schema: FormSchema): FormSchema {
    const name = /^#\/\$defs\/(.+)$/.exec(schema.$ref ?? "")?.[1];
    if (name === undefined) return schema;
    const { $ref: _, ...own } = schema;
    return { ...this.root.$defs?.[name], ...own };
  }
}

interface Parts {
  readonly properties: Readonly<Record<string, FormSchema | boolean>>;
  readonly required: readonly string[];
}

/** The first of the values that a field may have. */
function choiceOf(schema: FormSchema): Json | undefined {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  return (schema.oneOf ?? schema.anyOf)?.find((one) => one.const !== undefined)?.const;
}

function typeOf({ type, properties, items }: FormSchema): string | undefined {
  if (typeof type === "string") return type;
  if (type !== undefined) return type.find((one) => one !== "null");
  return properties !== undefined ? "object" : items !== undefined ? "array" : undefined;
}

const fullName = ({ surname, name, patronymic }: DemoPerson): string =>
  [surname, name, patronymic].filter((part) => part !== undefined).join(" ");
