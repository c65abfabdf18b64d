/**
 * Business data of a message: written as XML, and read back by the JSON Schema of the port. Senders wrap it in every way that their
 * tools thought of; the reader takes them all, and an installation chooses for each service how we write.
 */
import type { Json } from "../../engine/core/events.ts";
import { guardText } from "./xml-guard.ts";
import { escapeXml, parseXml } from "./xml-tree.ts";
import type { XmlElement } from "./xml-tree.ts";

export const DATA_STYLES = ["xsi-type", "prefixed", "default-namespace", "plain", "cdata"] as const;

/**
 * `xsi-type`: the fields stand in `data`, which says its type. `prefixed`, `default-namespace`, `plain`: a root element stands in
 * `data`, with the namespace in that way. `cdata`: the same as text.
 */
export type DataStyle = (typeof DATA_STYLES)[number];

export interface BusinessType {
  readonly namespace: string;
  /** Name of the type and of the root element. */
  readonly type: string;
  readonly style: DataStyle;
}

export type JsonObject = Readonly<Record<string, Json | undefined>>;

const XSI = "http://www.w3.org/2001/XMLSchema-instance";

/** Puts a signature into an element, which it gives back as text. */
export type SignElement = (element: string) => Promise<string>;

/** The whole `data` element, its business data signed. */
export async function signedDataElement(value: JsonObject, type: BusinessType, sign: SignElement): Promise<string> {
  if (type.style === "xsi-type") return sign(dataElement(value, type));
  const plain = dataElement(value, type.style === "cdata" ? { ...type, style: "default-namespace" } : type);
  const signed = await sign(plain.slice("<data>".length, -"</data>".length));
  return type.style === "cdata" ? `<data>${inCdata(signed)}</data>` : `<data>${signed}</data>`;
}

const inCdata = (text: string): string => `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;

/** The whole `data` element. */
export function dataElement(value: JsonObject, { namespace, type, style }: BusinessType): string {
  const fields = fieldsOf(value);
  const ns = escapeXml(namespace);
  const root = `${type[0]?.toLowerCase() ?? ""}${type.slice(1)}`;
  switch (style) {
    case "xsi-type":
      return `<data xmlns:cs="${ns}" xmlns:xsi="${XSI}" xsi:type="cs:${type}">${fields}</data>`;
    case "prefixed":
      return `<data><cs:${root} xmlns:cs="${ns}">${fields}</cs:${root}></data>`;
    case "default-namespace":
      return `<data><${root} xmlns="${ns}">${fields}</${root}></data>`;
    case "plain":
      return `<data><${root}>${fields}</${root}></data>`;
    case "cdata": {
      const text = `<${root} xmlns="${ns}">${fields}</${root}>`;
      return `<data>${inCdata(text)}</data>`;
    }
  }
}

function fieldsOf(value: JsonObject): string {
  return Object.entries(value)
    .map(([name, field]) => (field === undefined ? "" : fieldElement(name, field)))
    .join("");
}

/** A list is an element of its name that holds one element for each entry, named by the singular: `persons/person`. */
function fieldElement(name: string, value: Json): string {
  if (value === null) return "";
  if (Array.isArray(value)) {
    const entries = value as readonly Json[];
    return `<${name}>${entries.map((entry) => fieldElement(singular(name), entry)).join("")}</${name}>`;
  }
  const inside = typeof value === "object" ? fieldsOf(value as JsonObject) : escapeXml(String(value));
  return `<${name}>${inside}</${name}>`;
}

const singular = (name: string): string => (name.endsWith("s") ? name.slice(0, -1) : name);

/** The part of JSON Schema that says how to read an element. */
export interface ReadSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, ReadSchema>>;
  readonly items?: ReadSchema;
}

/**
 * The value that the schema finds in a `data` element: in it, in the one root element in it, or in the XML that it holds as text.
 * Elements that the schema does not name are passed over, a business signature (XMLDSig) among them. The answer is not validated.
 */
export async function readData(data: XmlElement, schema: ReadSchema): Promise<JsonObject> {
  return readObject(await contentOf(data, schema), schema);
}

async function contentOf(data: XmlElement, schema: ReadSchema): Promise<XmlElement> {
  if (data.children.length === 0 && data.text.startsWith("<")) {
    const inner = await parseXml(guardText(data.text));
    return looksLike(inner, schema) ? inner : contentOf(inner, schema);
  }
  if (looksLike(data, schema)) return data;
  const inner = data.children.filter(({ name }) => name !== "Signature");
  return inner.length === 1 && (inner[0]!.children.length > 0 || inner[0]!.text.startsWith("<"))
    ? contentOf(inner[0]!, schema)
    : data;
}

function looksLike(element: XmlElement, { properties = {} }: ReadSchema): boolean {
  const names = Object.keys(properties).map((name) => name.toLowerCase());
  return element.children.some(({ name }) => names.includes(name.toLowerCase()));
}

function readObject(element: XmlElement, { properties = {} }: ReadSchema): JsonObject {
  const read: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const found = element.children.filter((child) => child.name.toLowerCase() === name.toLowerCase());
    const value = schema.type === "array" ? readList(found, name, schema) : readValue(found[0], schema);
    if (value !== undefined) read[name] = value;
  }
  return read;
}

/** `persons/person*`, and as some senders write it, `persons*` without the element around. */
function readList(found: readonly XmlElement[], name: string, { items = {} }: ReadSchema): Json | undefined {
  const [first] = found;
  if (first === undefined) return undefined;
  const wrapped = singular(name).toLowerCase();
  const isWrapper =
    found.length === 1 &&
    (first.children.length === 0
      ? first.text === ""
      : first.children.every((child) => child.name.toLowerCase() === wrapped));
  const entries = isWrapper ? first.children : found;
  return entries.map((entry) => readValue(entry, items)).filter((value) => value !== undefined);
}

function readValue(element: XmlElement | undefined, schema: ReadSchema): Json | undefined {
  if (element === undefined) return undefined;
  if (
    Object.entries(element.attributes).some(([name, value]) => /(?:^|:)nil$/.test(name) && /^(?:true|1)$/.test(value))
  )
    return undefined;
  switch (schema.type) {
    case "object":
      return readObject(element, schema) as Json;
    case "boolean":
      return /^(?:true|1)$/i.test(element.text) ? true : /^(?:false|0)$/i.test(element.text) ? false : element.text;
    case "integer":
    case "number":
      return /^-?\d+(?:\.\d+)?$/.test(element.text) ? Number(element.text) : element.text;
    default:
      return element.text === "" ? undefined : element.text;
  }
}
