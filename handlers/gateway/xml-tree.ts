/**
 * XML as the gateway's readers see it: elements by their local names, because generated senders disagree on prefixes, default
 * namespaces and qualification (facts of the channel; see docs/gateway.md). The text has passed `xml-guard.ts` before.
 */
import { XmlRefused } from "./xml-guard.ts";

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly namespace: string;
  /** By qualified name as written. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text with that of CDATA sections, trimmed; not that of its children. */
  readonly text: string;
}

/** The little of a DOM that is read here, so that the library's types stay out of the contracts. */
interface DomNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly localName?: string | null;
  readonly namespaceURI?: string | null;
  readonly firstChild: DomNode | null;
  readonly nextSibling: DomNode | null;
  readonly attributes?: {
    readonly length: number;
    item(index: number): { readonly name: string; readonly value: string } | null;
  };
}

/** Parses guarded text. Throws `XmlRefused` with `not-well-formed`. */
export async function parseXml(text: string): Promise<XmlElement> {
  const root = (await parseDom(text)).documentElement;
  return toElement(root as unknown as DomNode);
}

/** The DOM itself, for the signature. Anything that the parser would only warn of refuses. */
export async function parseDom(text: string): Promise<Document> {
  const { DOMParser } = await import("@xmldom/xmldom");
  const refuse = (): never => {
    throw new XmlRefused("not-well-formed", "the document is not well-formed XML");
  };
  const parser = new DOMParser({ errorHandler: { warning: refuse, error: refuse, fatalError: refuse } });
  const document = parser.parseFromString(text, "text/xml");
  // The types promise a root; an empty document has none.
  const root = document.documentElement as Element | null | undefined;
  return root === null || root === undefined ? refuse() : document;
}

function toElement(node: DomNode): XmlElement {
  const attributes: Record<string, string> = {};
  for (let index = 0; index < (node.attributes?.length ?? 0); index += 1) {
    const attribute = node.attributes?.item(index);
    if (attribute) attributes[attribute.name] = attribute.value;
  }
  const children: XmlElement[] = [];
  let text = "";
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.nodeType === ELEMENT) children.push(toElement(child));
    else if (child.nodeType === TEXT || child.nodeType === CDATA) text += child.nodeValue ?? "";
  }
  return {
    name: node.localName ?? node.nodeName,
    namespace: node.namespaceURI ?? "",
    attributes,
    children,
    text: text.trim(),
  };
}

const ELEMENT = 1;
const TEXT = 3;
const CDATA = 4;

/** The first child of that name, whatever its namespace and the case of its letters. An element marked `nil` counts as absent. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  const wanted = name.toLowerCase();
  return element?.children.find((child) => child.name.toLowerCase() === wanted && !isNil(child));
}

/** The text of the first child of that name; empty text counts as absent. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const text = childOf(element, name)?.text;
  return text === undefined || text === "" ? undefined : text;
}

/** The first element of that name in the tree, the element itself included. */
export function findElement(element: XmlElement, name: string): XmlElement | undefined {
  if (element.name.toLowerCase() === name.toLowerCase()) return element;
  for (const child of element.children) {
    const found = findElement(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `xsi:nil="true"`, under whatever prefix. */
function isNil(element: XmlElement): boolean {
  return Object.entries(element.attributes).some(
    ([name, value]) => /(?:^|:)nil$/.test(name) && (value === "true" || value === "1"),
  );
}

/** For text and attribute values. Characters that XML does not have are left out. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- they are what is left out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("\r", "&#13;")
  );
}

/** `<name>text</name>`; nothing for `undefined`. */
export function textElement(name: string, text: string | undefined): string {
  return text === undefined ? "" : `<${name}>${escapeXml(text)}</${name}>`;
}
