/** The annex table and the diagram say the same: every row has its element, every element's row exists, each next row too. */
import type { ProcessGraph } from "../../model/graph.ts";
import { executableProcesses, type LintRule, listed, nodesOf, type Report } from "../lint-rule.ts";

/** At an element where no row's clock runs (processes/preschool-almaty-2012/README.md, T5). */
const NO_ROW = "none";

export const actionChain: LintRule = {
  name: "action-chain",
  categories: { engine: "off", regulation: "error" },
  check({ graph }, report) {
    for (const process of executableProcesses(graph)) {
      const rows = new Set((process.service?.actions ?? []).map(({ number }) => number));
      const drawn = new Set<string>();
      for (const node of nodesOf(graph, process)) {
        for (const { action } of node.traces) {
          if (action === undefined || action === NO_ROW) continue;
          drawn.add(action);
          if (!rows.has(action)) report(node.id, `the annex table has no row ${action}`);
        }
      }
      for (const number of rows)
        if (!drawn.has(number)) report(process.id, `no element belongs to row ${number} of the annex table`);
      if (process.service !== undefined) checkNext(process, process.service.actions, report);
    }
  },
};

type Actions = NonNullable<ProcessGraph["service"]>["actions"];

function checkNext(process: ProcessGraph, actions: Actions, report: Report): void {
  const numbers = new Set(actions.map(({ number }) => number));
  for (const { number, next } of actions) {
    const unknown = next.filter((each) => !numbers.has(each));
    if (unknown.length > 0)
      report(process.id, `row ${number} is followed by ${listed(unknown)}, which the table does not have`);
    if (next.includes(number)) report(process.id, `row ${number} is followed by itself`);
  }
  const followed = new Set(actions.flatMap(({ next }) => next));
  const loose = actions.slice(1).filter(({ number }) => !followed.has(number));
  if (loose.length > 0)
    report(
      process.id,
      `no row is followed by ${listed(
        loose.map(({ number }) => `row ${number}`),
        "or",
      )}`,
      "warn",
    );
  if (actions.length > 0 && actions.every(({ next }) => next.length > 0))
    report(process.id, "no row of the annex table is the last: each is followed by another", "warn");
}
