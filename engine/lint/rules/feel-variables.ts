/** An expression over a variable that nothing gives stops the case with an incident: feelin warns, and a warning is an incident here. */
import { feelTree, readPaths } from "../feel-tree.ts";
import { expressionsOf } from "../expressions.ts";
import { type LintRule, listed } from "../lint-rule.ts";
import { variablesOf } from "../variables.ts";

export const feelVariables: LintRule = {
  name: "feel-variables",
  categories: { engine: "error", regulation: "error" },
  check(diagram, report) {
    for (const { element, feel, place, over, also, process } of expressionsOf(diagram.graph)) {
      const tree = over === "variables" ? feelTree(feel) : undefined;
      if (tree === undefined) continue;
      const variables = variablesOf(diagram, process);
      for (const path of readPaths(tree)) {
        const [name = ""] = path.split(".");
        if (also.includes(name)) continue;
        const known = variables.find(path);
        const where = `${place} "${feel}"`;
        if (known?.missing === true)
          report(element, `${where}: ${name} comes from ${listed(known.sources, "or")}, which gives no ${path}`);
        if (known !== undefined) continue;
        const { openSources } = variables;
        if (openSources.length === 0)
          report(
            element,
            `${where}: nothing gives ${name}; there are ${listed([...variables.names].sort()) || "no variables"}`,
          );
        else if (diagram.profile === "regulation")
          report(element, `${where}: ${name} can only come with ${listed(openSources.slice(0, 3), "or")}`, "warn");
      }
    }
  },
};
