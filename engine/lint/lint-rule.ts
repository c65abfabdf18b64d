/**
 * What a lint rule is: one file in `rules/`, one page in docs/lint/, one valid and one invalid diagram in test/lint/.
 *
 * Rules see the diagram as far as it can be read, so that they can speak of unfinished ones; they read nothing else and are the same in
 * Node and in the browser.
 */
import type { BpmnElement } from "../model/bpmn-element.ts";
import type { FlowNode, Graph, Language, ProcessGraph } from "../model/graph.ts";

/** `engine`: any diagram that shall run. `regulation`: a diagram that stands for an act (design, section 4). */
export type Profile = "engine" | "regulation";
export type Category = "error" | "warn";

export interface LintRule {
  /** That of its file, its page and the folder of its diagrams. */
  readonly name: string;
  readonly categories: Readonly<Record<Profile, Category | "off">>;
  /** Rules of bpmnlint that say the same with fewer words: where this one speaks of an element, they are silent. */
  readonly refines?: readonly string[];
  check(diagram: Diagram, report: Report): void;
}

/** `category` where a finding weighs other than the rule; `element` is undefined for the file as a whole. */
export type Report = (element: string | undefined, message: string, category?: Category) => void;

export interface Diagram {
  readonly profile: Profile;
  readonly definitions: BpmnElement;
  /** Every element with an id. */
  readonly elementsById: Readonly<Record<string, BpmnElement>>;
  /** Built without refusing anything: what is broken is left out. */
  readonly graph: Graph;
  /** In which every label is wanted. */
  readonly languages: readonly Language[];
  /** Absent: nobody said which handlers there are. */
  readonly handlers?: ReadonlyMap<string, HandlerShape>;
  /** Absent: nobody said which forms there are. */
  readonly forms?: (name: string) => JsonSchema | undefined;
  /** Variables that other diagrams give to a process when they call it. */
  readonly given: (process: string) => readonly string[];
  /** Diagrams outside this file whose processes it may call. */
  readonly others?: readonly Graph[];
}

export interface HandlerShape {
  readonly name: string;
  /** JSON Schema of what it takes and of the facts it answers. */
  readonly input: object;
  readonly output: object;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The process in which a node stands, at whatever depth. */
export function processOf(graph: Graph, node: FlowNode): ProcessGraph | undefined {
  let scope = graph.scopes[node.scope];
  while (scope !== undefined && scope.parent >= 0) scope = graph.scopes[scope.parent];
  return graph.processes.find((process) => process.scope === scope?.index);
}

/** The nodes of a process, at whatever depth. */
export const nodesOf = (graph: Graph, process: ProcessGraph): readonly FlowNode[] =>
  graph.nodes.filter((node) => processOf(graph, node) === process);

export const executableProcesses = (graph: Graph): readonly ProcessGraph[] =>
  graph.processes.filter(({ isExecutable }) => isExecutable);

/** The nodes that run. */
export const executableNodes = (graph: Graph): readonly FlowNode[] =>
  graph.nodes.filter((node) => processOf(graph, node)?.isExecutable === true);

export const isActivity = ({ kind }: FlowNode): boolean => !kind.endsWith("Event") && !kind.endsWith("Gateway");
export const isGateway = ({ kind }: FlowNode): boolean => kind.endsWith("Gateway");

/** Gateways at which conditions choose. */
export const isCondition = (node: FlowNode): boolean =>
  /^(exclusive|inclusive|complex)Gateway$/.test(node.kind) && (node.outgoing.length > 1 || node.call !== undefined);

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], last = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1) ?? ""}`;
}
