/** A pool without a process is somebody outside: the applicant, a register. Without a name, a reader cannot tell who. */
import { type BpmnElement, childOf, childrenOf, idOf, nameOf } from "../../model/bpmn-element.ts";
import type { LintRule } from "../lint-rule.ts";

export const blackBoxPools: LintRule = {
  name: "black-box-pools",
  categories: { engine: "warn", regulation: "error" },
  refines: ["label-required"],
  check({ definitions }, report) {
    const collaborations = childrenOf(definitions, "rootElements").filter(
      ({ $type }) => $type === "bpmn:Collaboration",
    );
    for (const collaboration of collaborations) {
      const pools = childrenOf(collaboration, "participants");
      const touched = new Set(
        childrenOf(collaboration, "messageFlows").flatMap((flow) => [
          childOf(flow, "sourceRef"),
          childOf(flow, "targetRef"),
        ]),
      );
      const named = new Map<string, BpmnElement>();
      for (const pool of pools.filter((each) => childOf(each, "processRef") === undefined)) {
        const name = nameOf(pool).trim();
        const twin = named.get(name);
        if (name === "") report(idOf(pool), "the black-box pool has no name: nobody can tell who it is");
        else if (twin !== undefined)
          report(idOf(pool), `the pool ${idOf(twin) ?? ""} has the same name, ${name}`, "warn");
        else named.set(name, pool);
        if (!touched.has(pool)) report(idOf(pool), "no message flow leads to or from this pool", "warn");
      }
    }
  },
};
