/** What the system does is done by a handler that the installation has (`reg:call`), or by an outside worker (`external:TOPIC`). */
import { externalTopic, isExternal } from "../../model/external-topic.ts";
import { executableNodes, type LintRule, listed } from "../lint-rule.ts";

export const handlerExists: LintRule = {
  name: "handler-exists",
  categories: { engine: "error", regulation: "error" },
  check({ graph, handlers }, report) {
    for (const node of executableNodes(graph)) {
      const needed =
        node.kind === "serviceTask" ||
        node.kind === "sendTask" ||
        (node.kind === "businessRuleTask" && node.decision === undefined);
      if (node.call === undefined) {
        if (needed) report(node.id, `the ${node.kind} names no handler (reg:call)`);
      } else if (isExternal(node.call.handler)) {
        if (externalTopic(node.call.handler) === undefined)
          report(node.id, `"${node.call.handler}" names no topic: letters and digits, with . - _ : between them`);
      } else if (node.decision === undefined && handlers !== undefined && !handlers.has(node.call.handler)) {
        report(node.id, `there is no handler "${node.call.handler}"; there are ${listed([...handlers.keys()].sort())}`);
      }
    }
  },
};
