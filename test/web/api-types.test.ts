import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { apiTypes } from "../../scripts/write-api-types.ts";

describe("the types with which the pages ask the API", () => {
  it("are those of its route table (npm run api-types)", async () => {
    const file = resolve(import.meta.dirname, "../../web/connection/api-types.ts");
    expect(readFileSync(file, "utf8")).to.equal(await apiTypes());
  });
});
