/**
 * `lintDiagram`: the bytes of a BPMN file -> all that is wrong or doubtful about it. It never throws for what is in the file: a diagram that
 * cannot be deployed is linted as far as it can be read.
 */
import { CodedError, type Problem } from "../errors.ts";
import type { BpmnElement } from "../model/bpmn-element.ts";
import { compile, sketchGraph } from "../model/compile.ts";
import { decodeXml } from "../model/decode-xml.ts";
import type { Graph, Language } from "../model/graph.ts";
import { createModdle, parseDiagram, type ParsedDiagram } from "../model/parse-diagram.ts";
import { scanXml } from "../model/scan-xml.ts";
import { fillInFlows, lintDefinitions, type LintMessage } from "./lint-definitions.ts";
import { type Diagram, executableProcesses, type HandlerShape, type JsonSchema, type Profile } from "./lint-rule.ts";
import { type TermFit, termFits } from "./longest-path.ts";

export interface LintOptions {
  /** Unless said, `regulation` for a diagram that says which act it stands for (`reg:service`), else `engine`. */
  readonly profile?: Profile;
  /** Those that the installation has; without them nothing is said of calls. */
  readonly handlers?: readonly HandlerShape[];
  /** The form deployed with the diagram, by name; without it nothing is said of forms. */
  readonly forms?: (name: string) => JsonSchema | undefined;
  /** kk, ru and en unless said. */
  readonly languages?: readonly Language[];
  /** Variables that diagrams outside this file give to a process when they call it. */
  readonly given?: (process: string) => readonly string[];
  /** Diagrams outside this file whose processes it may call; without them a call there takes no time. */
  readonly others?: readonly Graph[];
}

export interface LintReport {
  readonly profile: Profile;
  /** Whether it can be deployed, as far as the diagram itself decides that. */
  readonly compiles: boolean;
  /** Why not: the compiler's problems, by their codes. */
  readonly problems: readonly Problem[];
  /** Errors first. */
  readonly messages: readonly LintMessage[];
  /** The sum of the longest way against each term of the act, also where it fits. */
  readonly terms: readonly TermFit[];
}

export async function lintDiagram(bytes: Uint8Array, options: LintOptions): Promise<LintReport> {
  const problems = await problemsOf(bytes);
  const nothing = {
    profile: options.profile ?? "engine",
    compiles: problems.length === 0,
    problems,
    messages: [],
    terms: [],
  };
  const parsed = problems.length === 0 ? await parseDiagram(bytes) : await parseLeniently(bytes);
  if (parsed === undefined) return nothing;
  const diagram = diagramOf(parsed, options, problems.length > 0);
  fillInFlows(Object.values(parsed.elementsById));
  const messages = (await lintDefinitions(diagram)).map((message): LintMessage => {
    const line = message.element === undefined ? undefined : parsed.lines.get(message.element);
    return { ...message, ...(line === undefined ? {} : { line }) };
  });
  const { profile } = diagram;
  return { ...nothing, profile, messages, terms: profile === "regulation" ? termsOf(diagram) : [] };
}

/** `broken`: the compiler refuses the tree, so that some of it may not even make a sketch. */
function diagramOf(parsed: ParsedDiagram, options: LintOptions, broken: boolean): Diagram {
  const { handlers, forms, languages = ["kk", "ru", "en"], given = () => [], others } = options;
  const graph = sketch(parsed, broken);
  const ofAnAct = graph.processes.some(({ service }) => service !== undefined);
  return {
    profile: options.profile ?? (ofAnAct ? "regulation" : "engine"),
    definitions: parsed.definitions,
    elementsById: parsed.elementsById,
    graph,
    languages,
    given,
    ...(handlers === undefined ? {} : { handlers: new Map(handlers.map((handler) => [handler.name, handler])) }),
    ...(forms === undefined ? {} : { forms }),
    ...(others === undefined ? {} : { others }),
  };
}

const NO_GRAPH: Graph = {
  digest: "",
  id: "",
  processes: [],
  scopes: [],
  nodes: [],
  flows: [],
  pools: [],
  messageFlows: [],
  nodeIndex: {},
  flowIndex: {},
};

/** A unit of time that does not exist, a file too large: then only the rules that read the tree itself have something to say. */
function sketch(parsed: ParsedDiagram, broken: boolean): Graph {
  try {
    return sketchGraph(parsed);
  } catch (error) {
    if (broken) return NO_GRAPH;
    throw error;
  }
}

async function problemsOf(bytes: Uint8Array): Promise<readonly Problem[]> {
  try {
    await compile(bytes);
    return [];
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return error.problems.length > 0 ? error.problems : [{ code: error.code, detail: error.message }];
  }
}

/** What bpmn-moddle makes of a file that the compiler refuses; undefined when it is no BPMN at all. */
async function parseLeniently(bytes: Uint8Array): Promise<ParsedDiagram | undefined> {
  try {
    const text = decodeXml(bytes);
    const lines = new Map<string, number>();
    scanXml(text, {
      open({ attributes: { id }, line }) {
        if (id !== undefined && !lines.has(id)) lines.set(id, line);
      },
      close: () => undefined,
    });
    const { rootElement, elementsById } = await createModdle().fromXML(text);
    return {
      definitions: rootElement as BpmnElement,
      elementsById: elementsById as Record<string, BpmnElement>,
      lines,
    };
  } catch {
    return undefined; // the compiler has said why
  }
}

function termsOf(diagram: Diagram): readonly TermFit[] {
  try {
    return executableProcesses(diagram.graph).flatMap((process) => termFits(diagram.graph, process, diagram.others));
  } catch (error) {
    if (error instanceof RangeError) return []; // the rule term-fits says that there are too many ways
    throw error;
  }
}
