/** The time of each step of the staff: its own, that of its row in the annex table, or the word that the text gives none. */
import type { Action, FlowNode } from "../../model/graph.ts";
import { executableProcesses, type LintRule, nodesOf } from "../lint-rule.ts";

export const stepLimit: LintRule = {
  name: "step-limit",
  categories: { engine: "off", regulation: "error" },
  check({ graph }, report) {
    for (const process of executableProcesses(graph)) {
      const rows = process.service?.actions ?? [];
      for (const node of nodesOf(graph, process)) {
        if (!isStaffStep(node) || saysTime(node.limit)) continue;
        const named = rows.filter(({ number }) => node.traces.some(({ action }) => action === number));
        if (named.some(saysTime)) continue;
        const [row] = named;
        report(
          node.id,
          row === undefined
            ? "the step belongs to no row of the annex table and has no reg:limit; where the text gives no time, a reg:note in the reg:limit says so"
            : `row ${row.number} of the annex table has no duration and no reg:note that says the cell is empty`,
        );
      }
    }
  },
};

const isStaffStep = ({ kind, role }: FlowNode): boolean =>
  (kind === "userTask" || kind === "manualTask") && role !== "applicant";

const saysTime = (limit: Pick<Action, "duration" | "note"> | undefined): boolean =>
  limit?.duration !== undefined || limit?.note !== undefined;
