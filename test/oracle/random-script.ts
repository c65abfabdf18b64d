/**
 * A script for a process of which nothing is known but the diagram: `nextOperation(world, graph, dice)` chooses one of the things that can
 * be done now in our engine. Choices are ordered by element id, so that they follow from the diagram and the dice alone.
 */
import type { FlowNode, Graph } from "../../engine/model/graph.ts";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import type { ScenarioWorld } from "../../engine/scenario/scenario-world.ts";

/**
 * `dice(n)` answers a whole number from 0 to n - 1. Undefined: nothing can be done any more. `used`: messages sent to non-interrupting boundary
 * events, which are not sent to them again (bpmn-engine takes one only, `known-differences.ts`).
 */
export function nextOperation(
  world: ScenarioWorld,
  graph: Graph,
  dice: (n: number) => number,
  used?: Set<string>,
): Operation | undefined {
  const operations = new Map<string, Operation>();
  const add = (key: string, operation: Operation): void => void operations.set(key, operation);
  for (const { state } of world.instances) {
    for (const instance of state.instances) {
      for (const wait of instance.waits ?? []) {
        const node = graph.nodes[graph.nodeIndex[wait.element] ?? -1] as FlowNode;
        switch (wait.kind) {
          case "task":
          case "job":
            add(`${node.id} complete`, { do: "complete", element: node.id });
            for (const code of codesCaughtAt(graph, node))
              add(`${node.id} error ${code}`, { do: "error", element: node.id, code });
            break;
          case "message":
            if (used?.has(wait.name) !== true) add(`${node.id} message`, { do: "message", name: wait.name });
            break;
          case "signal":
            add(`${node.id} signal`, { do: "signal", name: wait.name });
            break;
          case "timer":
            // One clock for all of them.
            add("~advance", { do: "advance", duration: "PT30M" });
            break;
          case "condition":
        }
      }
    }
  }
  const keys = [...operations.keys()].sort();
  const key = keys[keys.length === 0 ? 0 : dice(keys.length)];
  const chosen = key === undefined ? undefined : operations.get(key);
  if (chosen?.do === "message" && !catchesForGood(graph, chosen.name)) used?.add(chosen.name);
  return chosen;
}

function catchesForGood(graph: Graph, name: string): boolean {
  return !graph.nodes.some(
    (node) =>
      node.kind === "boundaryEvent" &&
      !node.interrupting &&
      node.triggers.some((trigger) => trigger.type === "message" && trigger.name === name),
  );
}

function codesCaughtAt(graph: Graph, node: FlowNode): string[] {
  return node.boundaries.flatMap((index) =>
    (graph.nodes[index] as FlowNode).triggers.flatMap((trigger) =>
      trigger.type === "error" ? [trigger.code ?? "ANY"] : [],
    ),
  );
}
