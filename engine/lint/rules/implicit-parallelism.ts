/** Paths that part or meet without a gateway run side by side, or run what follows twice; whoever means that should draw it. */
import { isGateway, type LintRule, listed } from "../lint-rule.ts";

export const implicitParallelism: LintRule = {
  name: "implicit-parallelism",
  categories: { engine: "error", regulation: "error" },
  refines: ["no-implicit-split"],
  check({ graph }, report) {
    for (const node of graph.nodes) {
      if (isGateway(node)) continue;
      const flows = node.outgoing.flatMap((index) => graph.flows[index] ?? []);
      const always = flows.filter(({ condition, index }) => condition === undefined && index !== node.defaultFlow);
      if (always.length > 1)
        report(
          node.id,
          `${listed(always.map(({ id }) => id))} are all taken, side by side, because no gateway parts them`,
        );
      // At an end nothing runs twice.
      if (node.kind === "endEvent" || node.incoming.length < 2) continue;
      const ways = node.incoming.flatMap((index) => graph.flows[index]?.id ?? []);
      report(node.id, `${listed(ways)} meet here without a gateway: each token that comes runs it again`, "warn");
    }
  },
};
