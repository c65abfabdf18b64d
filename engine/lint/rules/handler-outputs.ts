/** `reg:output` reads the facts that the handler answers, and nothing else: variables of the case are not among them. */
import { feelTree, readPaths } from "../feel-tree.ts";
import { executableNodes, type JsonSchema, type LintRule, listed } from "../lint-rule.ts";
import { memberOf, propertiesOf } from "../schema-values.ts";

export const handlerOutputs: LintRule = {
  name: "handler-outputs",
  categories: { engine: "error", regulation: "error" },
  check({ graph, handlers }, report) {
    for (const node of executableNodes(graph)) {
      const handler = node.call === undefined ? undefined : handlers?.get(node.call.handler);
      if (node.call === undefined || node.decision !== undefined || handler === undefined) continue;
      const facts = handler.output as JsonSchema;
      for (const { variable, feel } of node.call.outputs) {
        const tree = feel === undefined ? undefined : feelTree(feel);
        const unknown = (tree === undefined ? [] : readPaths(tree)).filter(
          (path) => memberOf(facts, path.split(".")) === "missing",
        );
        if (unknown.length > 0)
          report(
            node.id,
            `the output ${variable} reads ${listed(unknown)}, but ${handler.name} answers ${listed(Object.keys(propertiesOf(facts)))}`,
          );
      }
    }
  },
};
