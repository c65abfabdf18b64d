/** A task's form must be deployed with the diagram. */
import { executableNodes, type LintRule } from "../lint-rule.ts";

export const formExists: LintRule = {
  name: "form-exists",
  categories: { engine: "error", regulation: "error" },
  check({ graph, forms }, report) {
    if (forms === undefined) return;
    for (const node of executableNodes(graph))
      if (node.form !== undefined && forms(node.form) === undefined)
        report(node.id, `there is no form "${node.form}" beside the diagram`);
  },
};
