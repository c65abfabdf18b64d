/** Bytes -> the tree of DMN elements, or a refusal that names each place. Of DMN 1.1 to 1.5, in whatever prefix. */
import { DmnModdle, type ParseWarning } from "dmn-moddle";
import { CodedError, type Problem } from "../errors.ts";
import type { BpmnElement } from "../model/bpmn-element.ts";
import { decodeXml } from "../model/decode-xml.ts";
import { scanXml } from "../model/scan-xml.ts";

/** An element of moddle's tree, whatever its language. */
export type DmnElement = BpmnElement;

/** dmn-moddle knows DMN 1.3; what is evaluated here is the same in all of them, and what later versions added is refused below. */
const MODEL_NAMESPACES = [
  "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
  "http://www.omg.org/spec/DMN/20180521/MODEL/",
  "https://www.omg.org/spec/DMN/20191111/MODEL/",
  "https://www.omg.org/spec/DMN/20211108/MODEL/",
  "https://www.omg.org/spec/DMN/20230324/MODEL/",
];
const DRAWING_NAMESPACES = [
  "http://www.omg.org/spec/DMN/20180521/DMNDI/",
  "https://www.omg.org/spec/DMN/20211108/DMNDI/",
  "https://www.omg.org/spec/DMN/20230324/DMNDI/",
];

/** Elements that would change what a decision answers, and that are not evaluated. */
const NOT_EVALUATED: Readonly<Record<string, string>> = {
  invocation: "a boxed invocation",
  functionDefinition: "a boxed function definition",
  context: "a boxed context",
  list: "a boxed list",
  relation: "a relation",
  conditional: "a boxed conditional",
  filter: "a boxed filter",
  for: "a boxed iterator",
  every: "a boxed iterator",
  some: "a boxed iterator",
  businessKnowledgeModel: "a business knowledge model",
  knowledgeRequirement: "the requirement of a business knowledge model",
  import: "an import of another file",
  importedValues: "an import of values",
};
const LOGIC = ["decisionTable", "literalExpression"];

/** Throws CodedError: DIAGRAM_TOO_LARGE, DIAGRAM_NOT_XML and DIAGRAM_HAS_DOCTYPE of the file; DECISION_BROKEN with its problems. */
export async function parseDmn(
  bytes: Uint8Array,
): Promise<{ readonly definitions: DmnElement; readonly lines: ReadonlyMap<string, number> }> {
  const text = decodeXml(bytes);
  const problems: Problem[] = [];
  const lines = scanElements(text, problems);
  if (problems.length > 0) throw refusal(problems);

  moddle ??= new DmnModdle({}, { nsMap: NAMES });
  let result: Awaited<ReturnType<DmnModdle["fromXML"]>>;
  try {
    result = await moddle.fromXML(text);
  } catch (error) {
    throw refusal([{ code: "NOT_DMN", detail: error instanceof Error ? error.message : String(error), line: 1 }]);
  }
  problems.push(...result.warnings.flatMap((warning) => problemOf(warning) ?? []));
  if (problems.length > 0) throw refusal(problems);
  return { definitions: result.rootElement as DmnElement, lines };
}

let moddle: DmnModdle | undefined;

const NAMES: Readonly<Record<string, string>> = Object.fromEntries([
  ...MODEL_NAMESPACES.map((uri) => [uri, "dmn"]),
  ...DRAWING_NAMESPACES.map((uri) => [uri, "dmndi"]),
]) as Record<string, string>;

const MAX_PROBLEMS = 100;

export function refusal(problems: readonly Problem[]): CodedError {
  const [first] = problems as readonly [Problem];
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const where = first.element === undefined ? "" : `${first.element}: `;
  return new CodedError("DECISION_BROKEN", where + first.detail + more, problems.slice(0, MAX_PROBLEMS));
}

/** One pass over the XML: the line of each id, and what is not evaluated, by the nearest id. */
function scanElements(text: string, problems: Problem[]): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const open: { readonly name: string; readonly id: string | undefined; logic: number }[] = [];
  scanXml(text, {
    open({ name, namespace, attributes, line }, depth) {
      const isModel = MODEL_NAMESPACES.includes(namespace);
      const around = open.at(-1);
      const id = (isModel ? attributes.id : undefined) ?? around?.id;
      if (isModel && attributes.id !== undefined && !lines.has(attributes.id)) lines.set(attributes.id, line);
      const report = (code: string, detail: string): void => {
        problems.push({ code, detail, line, ...(id === undefined ? {} : { element: id }) });
      };
      if (depth === 1 && !(isModel && name === "definitions"))
        report("NOT_DMN", `the root element is ${name} in "${namespace}", not definitions of DMN 1.1 to 1.5`);
      const what = isModel && Object.hasOwn(NOT_EVALUATED, name) ? NOT_EVALUATED[name] : undefined;
      // A knowledge model is reported as a whole.
      if (what !== undefined && !open.some((each) => each.name === "businessKnowledgeModel"))
        report("NOT_EVALUATED", `${what} is not evaluated; decision tables and literal expressions are`);
      if (isModel && around?.name === "decision" && LOGIC.includes(name) && ++around.logic > 1)
        report("LOGIC_TWICE", "the decision has more than one decision table or expression");
      open.push({ name: isModel ? name : "", id, logic: 0 });
    },
    close() {
      open.pop();
    },
  });
  return lines;
}

/** Undefined: it concerns the drawing only. */
function problemOf({ message, element }: ParseWarning): Problem | undefined {
  if (element !== undefined && /^(dmndi|di|dc|biodi):/.test(element.$type)) return undefined;
  // "unparsable content <x> detected\n\tline: 3\n\tcolumn: 1\n\tnested error: ...", with lines from 0.
  const line = /line: (\d+)/.exec(message);
  const nested = /nested error: ([\s\S]*)/.exec(message)?.[1] ?? message;
  const duplicate = /duplicate ID <(.*)>/.exec(nested)?.[1];
  return {
    code: duplicate === undefined ? "UNKNOWN_CONTENT" : "DUPLICATE_ID",
    detail: duplicate === undefined ? nested : `the id "${duplicate}" is used more than once`,
    ...(duplicate === undefined ? {} : { element: duplicate }),
    ...(line === null ? {} : { line: Number(line[1]) + 1 }),
  };
}
