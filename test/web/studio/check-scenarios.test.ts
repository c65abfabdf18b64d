import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { JsonBroken, readJson } from "../../../web/studio/json/read-json.ts";
import { checkScenarios } from "../../../web/studio/scenarios/check-scenarios.ts";

const root = resolve(import.meta.dirname, "../../..");
const one = (more: object = {}) => ({
  id: "a",
  file: "../office.bpmn",
  script: [{ do: "start" }],
  expect: {},
  ...more,
});

describe("checking a scenario file", () => {
  it("finds nothing in those of the regulations", () => {
    const files = globSync("processes/*/scenarios/*.json", { cwd: root });
    expect(files.length).to.be.greaterThan(10);
    for (const file of files)
      expect(checkScenarios(readJson(readFileSync(resolve(root, file), "utf8")).value), file).to.deep.equal([]);
  });

  const cases: readonly [string, unknown, string, string][] = [
    ["no list", {}, "", "list"],
    ["no id", [one({ id: undefined })], "/0", "missing"],
    ["an operation that there is not", [one({ script: [{ do: "jump" }] })], "/0/script/0/do", "operation"],
    [
      "a key that an operation has not",
      [one({ script: [{ do: "start", element: "x" }] })],
      "/0/script/0/element",
      "unknown-key",
    ],
    [
      "a duration in words",
      [one({ script: [{ do: "advance", duration: "a day" }] })],
      "/0/script/0/duration",
      "duration",
    ],
    [
      "an element that the diagram has not",
      [one({ expect: { completed: ["nowhere"] } })],
      "/0/expect/completed/0",
      "no-element",
    ],
    ["a state that there is not", [one({ expect: { state: "done" } })], "/0/expect/state", "state"],
    ["two of one id", [one(), one()], "/1/id", "twice"],
  ];
  for (const [what, value, pointer, code] of cases)
    it(`given ${what}, says where`, () => {
      expect(checkScenarios(value, new Set(["process_1"])).map((each) => [each.pointer, each.code])).to.deep.equal([
        [pointer, code],
      ]);
    });
});

describe("reading JSON with its lines", () => {
  it("gives the value as JSON.parse does, and the line of each place", () => {
    const text = '{\n  "a": [1,\n    {"b/c": "x\\n"}],\n  "d": null\n}\n';
    const { value, lines } = readJson(text);
    expect(value).to.deep.equal(JSON.parse(text));
    expect([...lines]).to.deep.equal([
      ["", 1],
      ["/a", 2],
      ["/a/0", 2],
      ["/a/1", 3],
      ["/a/1/b~1c", 3],
      ["/d", 4],
    ]);
  });

  for (const [text, line, column] of [
    ['{\n "a": 1,\n}', 3, 1],
    ["[1 2]", 1, 4],
    ['{"a": 1, "a": 2}', 1, 13],
    ["[01]", 1, 3],
    ['["x\n"]', 1, 2],
    ["", 1, 1],
  ] as const)
    it(`given ${JSON.stringify(text)}, says line ${line}, column ${column}`, () => {
      const error = (() => {
        try {
          readJson(text);
        } catch (thrown) {
          return thrown;
        }
        return undefined;
      })();
      expect(error).to.be.instanceOf(JsonBroken);
      expect(error).to.include({ line, column });
    });
});
