/** Small diagrams as text, and what the compiler answers to them. */
import { compile } from "../../engine/model/compile.ts";
import { CodedError, type ErrorCode, type Problem } from "../../engine/errors.ts";
import type { FlowNode, Graph } from "../../engine/model/graph.ts";

const NAMESPACES = [
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"',
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
  'xmlns:reg="urn:reglament:bpmn:1"',
  'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
  'xmlns:flowable="http://flowable.org/bpmn"',
  'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
  'xmlns:tns="http://example.org/diagram"',
].join(" ");

/** A file around root elements. */
export const definitions = (roots: string, attributes = ""): string =>
  `<definitions ${NAMESPACES} id="file" targetNamespace="http://example.org/diagram" ${attributes}>\n${roots}\n</definitions>`;

/** A file with one executable process `p` around flow elements, and root elements after it. */
export const process = (elements: string, roots = ""): string =>
  definitions(`<process id="p" isExecutable="true">\n${elements}\n</process>${roots}`);

/** `flow("a", "b")` has the id `a-b`. */
export const flow = (source: string, target: string, inside = ""): string =>
  `<sequenceFlow id="${source}-${target}" sourceRef="${source}" targetRef="${target}">${inside}</sequenceFlow>`;

/** Nodes in a row, joined by flows: `row('<startEvent id="s"/>', '<task id="t"/>')`. */
export function row(...nodes: readonly string[]): string {
  const ids = nodes.map((node) => /\sid="([^"]+)"/.exec(node)?.[1] ?? "");
  return (
    nodes.join("\n") +
    ids
      .slice(1)
      .map((id, index) => flow(ids[index] as string, id))
      .join("\n")
  );
}

/** A start event, the nodes, an end event. */
export const path = (...nodes: readonly string[]): string =>
  row('<startEvent id="start"/>', ...nodes, '<endEvent id="end"/>');

export const condition = (feel: string, attributes = ""): string =>
  `<conditionExpression xsi:type="tFormalExpression" ${attributes}>${feel}</conditionExpression>`;

export const extensions = (rows: string): string => `<extensionElements>${rows}</extensionElements>`;

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const compileText = (text: string): Promise<Graph> => compile(bytesOf(text));

export function nodeOf(graph: Graph, id: string): FlowNode {
  const node = graph.nodes[graph.nodeIndex[id] ?? -1];
  if (node === undefined) throw new Error(`the graph has no node ${id}`);
  return node;
}

export interface Refusal {
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];
}

/** The refusal, or undefined when it compiles. Any other failure is thrown on. */
export async function refusalOf(input: string | Uint8Array): Promise<Refusal | undefined> {
  try {
    await compile(typeof input === "string" ? bytesOf(input) : input);
    return undefined;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { code: error.code, problems: error.problems };
  }
}
