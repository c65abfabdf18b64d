import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { KNOWN_DIFFERENCES } from "../../engine/scenario/referee/known-differences.ts";
import { refereePage } from "../../scripts/write-referee-page.ts";

describe("docs/referee.md", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/referee.md"), "utf8");

  it("has the list of known differences as the code has it (npm run referee-page)", () => {
    expect(page).to.equal(refereePage(page));
  });

  it("would not, when an entry changed", () => {
    expect(page).not.to.equal(refereePage(page, KNOWN_DIFFERENCES.slice(1)));
  });

  it("names each entry once", () => {
    const ids = KNOWN_DIFFERENCES.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });
});
