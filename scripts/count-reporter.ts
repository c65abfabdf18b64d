/** Mocha's spec report, and at its end `{"passed", "failed", "skipped"}` in the file named by the reporter option `output`. */
import { writeFileSync } from "node:fs";
import mocha from "mocha";
import type { MochaOptions, Runner } from "mocha";

// Mocha takes a reporter as the default export.
export default class CountReporter extends mocha.reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const { output } = options.reporterOptions as { readonly output?: unknown };
    if (typeof output !== "string") throw new Error("The reporter option `output` must name the file for the numbers.");
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(output, JSON.stringify({ passed: passes, failed: failures, skipped: pending }) + "\n");
    });
  }
}
