/**
 * Bytes -> the tree of BPMN elements, or a refusal. bpmn-moddle is lenient (it drops a second element of an id, leaves a dangling
 * reference empty, reads `"maybe"` as false and keeps the last of two children where one can stand); here all of that refuses.
 */
import { BpmnModdle, type ParseResult, type ParseWarning } from "bpmn-moddle";
import { CodedError } from "../errors.ts";
import { type BpmnElement, DRAWN_TYPES, idOf, nearestId } from "./bpmn-element.ts";
import { decodeXml } from "./decode-xml.ts";
import { type DiagramProblem, type DiagramProblemCode, MAX_PROBLEMS } from "./diagram-problems.ts";
import { REG_DESCRIPTOR, REG_NAMESPACE } from "./reg-descriptor.ts";
import { scanXml, type XmlElement } from "./scan-xml.ts";

const BPMN_NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/** The model and its drawing (MODEL, DI): ids are unique over both. */
const BPMN_FAMILY = "http://www.omg.org/spec/BPMN/20100524/";

/** Whatever prefix a file gives to these, our readers see the one on the right. */
const FOREIGN_NAMESPACES = {
  "http://camunda.org/schema/1.0/bpmn": "camunda",
  "http://camunda.org/schema/zeebe/1.0": "zeebe",
  "http://flowable.org/bpmn": "flowable",
  "http://activiti.org/bpmn": "activiti",
};

export interface ParsedDiagram {
  readonly definitions: BpmnElement;
  readonly elementsById: Readonly<Record<string, BpmnElement>>;
  /** First line of the element with that id. */
  readonly lines: ReadonlyMap<string, number>;
}

/** A moddle that knows `reg`; what it reads it also writes, foreign extensions included. */
export function createModdle(): BpmnModdle {
  return new BpmnModdle({ reg: structuredClone(REG_DESCRIPTOR) }, { nsMap: { ...FOREIGN_NAMESPACES } });
}

/**
 * Throws CodedError: DIAGRAM_TOO_LARGE, DIAGRAM_NOT_XML, DIAGRAM_HAS_DOCTYPE, and DIAGRAM_BROKEN with a problem for each place.
 */
export async function parseDiagram(bytes: Uint8Array): Promise<ParsedDiagram> {
  const text = decodeXml(bytes);
  const moddle = (shared ??= createModdle());
  const problems: DiagramProblem[] = [];
  const lines = scanElements(text, moddle, problems);

  let result: ParseResult;
  try {
    result = await moddle.fromXML(text);
  } catch (error) {
    const detail = `the root element is not bpmn:definitions in ${BPMN_NAMESPACE} (${messageOf(error)})`;
    throw refusal([...problems, { code: "NOT_BPMN", detail, line: 1 }]);
  }
  const elementsById = result.elementsById as Record<string, BpmnElement>;
  const definitions = result.rootElement as BpmnElement;
  for (const warning of result.warnings) {
    const problem = problemOf(warning, definitions, elementsById, lines);
    if (problem !== undefined) problems.push(problem);
  }
  problems.push(...wrongReferences(result, lines));
  if (problems.length > 0) throw refusal(problems);
  return { definitions, elementsById, lines };
}

let shared: BpmnModdle | undefined;

export function refusal(problems: readonly DiagramProblem[]): CodedError {
  const unsupported = problems.every(({ code }) => code === "UNSUPPORTED_ELEMENT");
  const [first] = problems as readonly [DiagramProblem];
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const where = first.element === undefined ? "" : `${first.element}: `;
  const code = unsupported ? "DIAGRAM_UNSUPPORTED" : "DIAGRAM_BROKEN";
  return new CodedError(code, where + first.detail + more, problems.slice(0, MAX_PROBLEMS));
}

// ---------------------------------------------------------------- what moddle says

function problemOf(
  warning: ParseWarning,
  definitions: BpmnElement,
  elementsById: Record<string, BpmnElement>,
  lines: ReadonlyMap<string, number>,
): DiagramProblem | undefined {
  const host = warning.element as BpmnElement | undefined;
  const at = (code: DiagramProblemCode, element: string | undefined, detail: string, line?: number): DiagramProblem => {
    const known = line ?? (element === undefined ? undefined : lines.get(element));
    return {
      code,
      ...(element === undefined ? {} : { element }),
      detail,
      ...(known === undefined ? {} : { line: known }),
    };
  };

  if (host !== undefined && warning.message.startsWith("unresolved reference")) {
    const { property = "", value = "" } = warning;
    if (isImportedType(property, value, definitions)) return undefined;
    const local = withoutTargetPrefix(value, definitions);
    const target = local === undefined ? undefined : elementsById[local];
    if (target !== undefined) {
      (host as unknown as { set(name: string, value: unknown): void }).set(property, target);
      return undefined;
    }
    const name = property.slice(property.indexOf(":") + 1);
    return at("DANGLING_REFERENCE", placeOf(host), `${name} names "${value}", which is not in the file`);
  }
  if (host !== undefined && warning.message.startsWith("unknown attribute")) {
    const name = warning.property ?? "";
    // The XSD knows `language` on formal expressions only, but many editors forget xsi:type; readers of expressions look at it.
    if (name === "language" && host.$instanceOf?.("bpmn:Expression") === true) return undefined;
    return at("UNKNOWN_CONTENT", nearestId(host), `the attribute "${name}" is not known here`);
  }
  // Everything else has lines and columns from 0 in its text: "unparsable content <x> detected\n\tline: 3\n\t...nested error: ...".
  const line = /line: (\d+)/.exec(warning.message);
  const nested = /nested error: ([\s\S]*)/.exec(warning.message)?.[1] ?? warning.message;
  const lineNumber = line === null ? undefined : Number(line[1]) + 1;
  const duplicate = /duplicate ID <(.*)>/.exec(nested)?.[1];
  if (duplicate !== undefined)
    return at("DUPLICATE_ID", duplicate, `the id "${duplicate}" is used more than once`, lineNumber);
  return at("UNKNOWN_CONTENT", undefined, nested, lineNumber);
}

/** Of a shape or edge its own id: the element that it draws is what is missing. */
const placeOf = (host: BpmnElement): string | undefined =>
  (host.$type.startsWith("bpmndi:") ? idOf(host) : undefined) ?? nearestId(host) ?? idOf(host);

/** Data types may live in imported schemas (`itemSubjectRef="xsd:string"`); nothing here depends on them. */
function isImportedType(property: string, value: string, definitions: BpmnElement): boolean {
  if (!/:(itemSubjectRef|evaluatesToTypeRef)$/.test(property)) return false;
  return value.includes(":") && withoutTargetPrefix(value, definitions) === undefined;
}

/** References are QNames: `tns:order` is `order` when tns is the file's own target namespace. */
export function withoutTargetPrefix(value: string, definitions: BpmnElement): string | undefined {
  const colon = value.indexOf(":");
  if (colon < 0) return undefined;
  const namespace = definitions.$attrs[`xmlns:${value.slice(0, colon)}`];
  return namespace !== undefined && namespace === definitions.get("targetNamespace")
    ? value.slice(colon + 1)
    : undefined;
}

interface Descriptor {
  readonly propertiesByName: Readonly<Record<string, PropertyDescriptor>>;
  readonly properties: readonly PropertyDescriptor[];
}
interface PropertyDescriptor {
  readonly name: string;
  readonly ns: { readonly name: string; readonly prefix: string; readonly localName: string };
  readonly type: string;
  readonly isAttr?: boolean;
  readonly isMany?: boolean;
  readonly isReference?: boolean;
}

function wrongReferences(result: ParseResult, lines: ReadonlyMap<string, number>): DiagramProblem[] {
  const problems: DiagramProblem[] = [];
  for (const { element, property, id } of result.references) {
    const target = result.elementsById[id] as BpmnElement | undefined;
    if (target === undefined) continue;
    const host = element as BpmnElement & { readonly $descriptor: Descriptor };
    const expected = host.$descriptor.propertiesByName[property]?.type;
    if (expected === undefined || target.$instanceOf?.(expected) !== false) continue;
    const name = property.slice(property.indexOf(":") + 1);
    const at = placeOf(host);
    const line = at === undefined ? undefined : lines.get(at);
    problems.push({
      code: "WRONG_REFERENCE",
      ...(at === undefined ? {} : { element: at }),
      detail: `${name} names "${id}", which is a ${target.$type}, not a ${expected}`,
      ...(line === undefined ? {} : { line }),
    });
  }
  return problems;
}

// ---------------------------------------------------------------- what moddle does not say

/** One pass over the XML: the line of each id, values that are not of their attribute's type, children that stand once too often. */
function scanElements(text: string, moddle: BpmnModdle, problems: DiagramProblem[]): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const open: { readonly type: string | undefined; readonly id: string | undefined; readonly single: Set<string> }[] =
    [];
  scanXml(text, {
    open(element, depth) {
      const parent = open.at(-1);
      const own = element.namespace.startsWith(BPMN_FAMILY) ? element.attributes.id : undefined;
      if (own !== undefined && !lines.has(own)) lines.set(own, element.line);
      const type = typeOf(element);
      const known = own !== undefined && type !== undefined && (depth <= 2 || isDrawn(moddle, type));
      const id = known ? own : parent?.id;
      const at = { ...(id === undefined ? {} : { element: id }), line: element.line };
      if (type !== undefined) {
        for (const [name, check] of typedAttributes(moddle, type)) {
          const value = element.attributes[name];
          if (value === undefined || check.test(value)) continue;
          problems.push({ code: "ATTRIBUTE_TYPE", detail: `${name}="${value}" is not ${check.expected}`, ...at });
        }
      }
      const single = parent?.type === undefined ? undefined : singleChild(moddle, parent.type, element);
      if (parent !== undefined && single !== undefined) {
        if (parent.single.has(single))
          problems.push({ code: "REPEATED_CHILD", detail: `a second ${element.name} where one can stand`, ...at });
        parent.single.add(single);
      }
      open.push({ type, id, single: new Set() });
    },
    close() {
      open.pop();
    },
  });
  return lines;
}

function typeOf({ name, namespace }: XmlElement): string | undefined {
  const prefix = namespace === BPMN_NAMESPACE ? "bpmn:" : namespace === REG_NAMESPACE ? "reg:" : undefined;
  return prefix === undefined ? undefined : prefix + name.charAt(0).toUpperCase() + name.slice(1);
}

interface AttributeCheck {
  readonly expected: string;
  test(value: string): boolean;
}

const attributeChecks = new Map<string, readonly (readonly [string, AttributeCheck])[]>();
const singleChildren = new Map<string, string | undefined>();
const drawnTypes = new Map<string, boolean>();

function descriptorOf(moddle: BpmnModdle, type: string): Descriptor | undefined {
  try {
    return moddle.getType(type).$descriptor as Descriptor;
  } catch {
    return undefined; // conditionExpression and the like are names of properties, not of types
  }
}

function typedAttributes(moddle: BpmnModdle, type: string): readonly (readonly [string, AttributeCheck])[] {
  const known = attributeChecks.get(type);
  if (known !== undefined) return known;
  const checks: [string, AttributeCheck][] = [];
  for (const { ns, type: valueType, isAttr, isReference } of descriptorOf(moddle, type)?.properties ?? []) {
    if (isAttr !== true || isReference === true || !type.startsWith(`${ns.prefix}:`)) continue;
    const check = checkOf(moddle, valueType);
    if (check !== undefined) checks.push([ns.localName, check]);
  }
  remember(attributeChecks, type, checks);
  return checks;
}

function checkOf(moddle: BpmnModdle, type: string): AttributeCheck | undefined {
  if (type === "Boolean") return { expected: "true or false", test: (value) => /^(true|false)$/.test(value) };
  if (type === "Integer") return { expected: "a whole number", test: (value) => /^-?\d{1,9}$/.test(value) };
  const [prefix = "", name] = type.split(":");
  const enumerations = (moddle.getPackage(prefix)?.enumerations ?? []) as readonly {
    readonly name: string;
    readonly literalValues: readonly { readonly name: string }[];
  }[];
  const values = enumerations
    .find((each) => each.name === type || each.name === name)
    ?.literalValues.map((each) => each.name);
  return values && { expected: `one of ${values.join(", ")}`, test: (value) => values.includes(value) };
}

/** The name of the parent's property that the child fills, when only one child can fill it. */
function singleChild(moddle: BpmnModdle, parentType: string, child: XmlElement): string | undefined {
  const childType = typeOf(child);
  if (childType === undefined) return undefined;
  const key = `${parentType} ${childType}`;
  if (singleChildren.has(key)) return singleChildren.get(key);
  const properties = descriptorOf(moddle, parentType)?.properties.filter(({ isAttr }) => isAttr !== true) ?? [];
  const prefix = childType.slice(0, childType.indexOf(":") + 1);
  let property = properties.find(({ ns }) => ns.name === prefix + child.name);
  if (property === undefined) {
    const ancestors = ancestorsOf(moddle, childType);
    property = properties.find(({ type, isReference }) => isReference !== true && ancestors.has(type));
  }
  const single = property === undefined || property.isMany === true ? undefined : property.name;
  remember(singleChildren, key, single);
  return single;
}

function isDrawn(moddle: BpmnModdle, type: string): boolean {
  const known = drawnTypes.get(type);
  if (known !== undefined) return known;
  const ancestors = ancestorsOf(moddle, type);
  const drawn = DRAWN_TYPES.some((each) => ancestors.has(each));
  remember(drawnTypes, type, drawn);
  return drawn;
}

function ancestorsOf(moddle: BpmnModdle, type: string): ReadonlySet<string> {
  const descriptor = descriptorOf(moddle, type) as { readonly allTypesByName?: object } | undefined;
  return new Set(Object.keys(descriptor?.allTypesByName ?? {}));
}

/** Names come from the file, so a hostile one could fill the memory. */
function remember<V>(cache: Map<string, V>, key: string, value: V): void {
  if (cache.size > 5_000) cache.clear();
  cache.set(key, value);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
