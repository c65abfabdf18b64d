/** The steps of the longest way must fit the term of the service (design, section 5). */
import { executableProcesses, type LintRule } from "../lint-rule.ts";
import { inWords, round, termFits } from "../longest-path.ts";

export const termFitsRule: LintRule = {
  name: "term-fits",
  categories: { engine: "off", regulation: "error" },
  check({ graph, others = [] }, report) {
    for (const process of executableProcesses(graph)) {
      for (const fit of termFits(graph, process, others)) {
        if (fit.fits) continue;
        const over = round(fit.counted - fit.allowed);
        const { term } = fit;
        const message =
          `the term of ${inWords(term.duration, term.unit)}${term.clause === undefined ? "" : ` (${term.clause})`} is exceeded by ` +
          `${over} ${fit.countedIn}s: ${fit.sum}, along ${fit.path.join(" → ")}`;
        report(
          process.id,
          fit.textContradicts
            ? `${message}. The limits of the text alone are too much: the text contradicts itself`
            : message,
          fit.textContradicts ? "warn" : "error",
        );
      }
    }
  },
};
