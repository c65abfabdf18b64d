/** What an element of a diagram is called in the reader's language. */
import type { FlowNode, Graph, Language } from "../engine/model/graph.ts";

export function nodeOf(graph: Graph, element: string): FlowNode | undefined {
  const index = graph.nodeIndex[element];
  return index === undefined ? undefined : graph.nodes[index];
}

/** Its label in that language, else its name in the diagram, else its id. */
export function labelOf(graph: Graph, element: string, language: Language): string {
  const node = nodeOf(graph, element);
  return node?.labels[language] ?? (node?.name || element);
}
