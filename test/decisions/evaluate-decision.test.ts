import { expect } from "chai";
import type { Json, Variables } from "../../engine/core/events.ts";
import { DecisionError } from "../../engine/decisions/decisions.ts";
import { evaluateDecision } from "../../engine/decisions/evaluate-decision.ts";
import { answer, compiled, inputData, literal, NOW, table } from "./dmn-text.ts";

/** The answer of a table of one input `x`, whose first rule to match answers with its row. */
const rowFor = (tests: readonly string[], x: Json, more: Variables = {}, type?: string): Promise<Json> =>
  answer(
    {
      hitPolicy: "FIRST",
      inputs: [type === undefined ? "x" : { name: "x", type }],
      outputs: ["row"],
      rules: tests.map((test, index) => [test, String(index + 1)]),
    },
    { x, ...more },
  );

async function error(promise: Promise<unknown>): Promise<DecisionError> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof DecisionError) return thrown;
    throw thrown;
  }
  throw new Error("it was answered");
}

describe("evaluating decisions", () => {
  describe("the cells of inputs are FEEL's unary tests", () => {
    it("given literals, lists of them and their negation, then values match by equality", async () => {
      expect(await rowFor(['"a"', '"b", "c"', "-"], "c")).to.equal(2);
      expect(await rowFor(['not("a", "b")', "-"], "b")).to.equal(2);
      expect(await rowFor(['not("a", "b")', "-"], "z")).to.equal(1);
      expect(await rowFor(["true", "false"], false)).to.equal(2);
      expect(await rowFor(["-1", "1.5"], 1.5)).to.equal(2);
    });

    it("given intervals, then brackets decide whether their ends belong to them", async () => {
      const tests = ["[1..3]", "(3..5)", "[5..7[", "]6..8]", "> 100", "<= 0"];
      const rows = await Promise.all([1, 3, 4, 5, 6.5, 8, 101, 0, 50].map((x) => rowFor(tests, x)));
      expect(rows).to.deep.equal([1, 1, 2, 3, 3, 4, 5, 6, null]);
    });

    it("given variables and the value itself as ?, then whole expressions test it", async () => {
      expect(await rowFor(["> limit", "-"], 5, { limit: 4 })).to.equal(1);
      expect(await rowFor(['starts with(?, "KZ")', "-"], "KZ-1")).to.equal(1);
      expect(await rowFor(["? > 3 and ? < limit", "-"], 7, { limit: 9 })).to.equal(1);
      expect(await rowFor(["known", "-"], "b", { known: ["a", "b"] })).to.equal(1);
    });

    it("given an empty cell or a dash, then anything matches, null too", async () => {
      expect(await rowFor([""], null)).to.equal(1);
      expect(await rowFor(["-"], null)).to.equal(1);
    });

    it("given null, then only a test that asks for it matches", async () => {
      expect(await rowFor(['"a"', "> 1", "[1..2]", "null"], null)).to.equal(4);
    });

    it("given a value of another kind, then neither order nor interval takes it in", async () => {
      for (const x of ["x", true, { a: 1 }, [7]])
        expect(await rowFor(["[1..5]", ">= 5", "<= 5", "[low..high]", "-"], x, { low: 1, high: 9 })).to.equal(5);
    });

    it("given an earlier column that does not match, then the later cells of the rule are not looked at", async () => {
      const text = {
        inputs: ["kind", "x"],
        outputs: ["row"],
        rules: [
          ['"with limit"', "> limit", "1"],
          ['"without"', "-", "2"],
        ],
      };
      expect(await answer(text, { kind: "without", x: 1 })).to.equal(2);
      const { code, rule, message } = await error(answer(text, { kind: "with limit", x: 1 }));
      expect([code, rule]).to.deep.equal(["EXPRESSION_FAILED", "rule_1"]);
      expect(message).to.equal("decision answer, rule rule_1 (row 1): input x: > limit: Variable 'limit' not found");
    });
  });

  describe("a warning of FEEL is an error", () => {
    it("given an input over a variable that is not there, then it is named", async () => {
      const { code, message } = await error(answer({ inputs: ["x"], outputs: ["y"], rules: [["-", "1"]] }, {}));
      expect(code).to.equal("EXPRESSION_FAILED");
      expect(message).to.equal("decision answer: input x: x: Variable 'x' not found");
    });

    it("given an output that fails, then its rule is named", async () => {
      const text = {
        inputs: ["x"],
        outputs: ["y"],
        rules: [
          ["> 5", "1"],
          ["<= 5", "x + missing"],
        ],
      };
      const { code, rule } = await error(answer(text, { x: 1 }));
      expect([code, rule]).to.deep.equal(["EXPRESSION_FAILED", "rule_2"]);
    });
  });

  describe("types and allowed values", () => {
    it("given a temporal type, then the ISO text of a variable is read as one, and comes back as text", async () => {
      expect(await rowFor(['< date("2012-05-15")', "-"], "2012-05-14", {}, "date")).to.equal(1);
      expect(await rowFor(['[date("2012-05-01")..date("2012-05-31")]'], "2012-05-14", {}, "date")).to.equal(1);
      expect(await rowFor(['> duration("P2D")'], "P3D", {}, "dayTimeDuration")).to.equal(1);
      const { code, message } = await error(rowFor(["-"], "tomorrow", {}, "date"));
      expect(code).to.equal("DECISION_FAILED");
      expect(message).to.include('input x: "tomorrow" is not a date');
    });

    it("given a value that is not of the input's type, then it is an error, and null is none", async () => {
      expect((await error(rowFor(["-"], "5", {}, "number"))).message).to.include('"5" is not a number');
      expect(await rowFor(["> 1", "-"], null, {}, "number")).to.equal(2);
    });

    it("given input values, then another value is an error", async () => {
      const text = { inputs: [{ name: "x", values: '"a", "b"' }], outputs: ["y"], rules: [["-", "1"]] };
      expect(await answer(text, { x: "b" })).to.equal(1);
      expect((await error(answer(text, { x: "c" }))).message).to.include('"c" is not among its input values');
    });

    it("given output values, then a rule that answers with another is named", async () => {
      const text = { inputs: ["x"], outputs: [{ name: "y", values: "[1..10]" }], rules: [["-", "x * 2"]] };
      expect(await answer(text, { x: 5 })).to.equal(10);
      const { code, rule } = await error(answer(text, { x: 6 }));
      expect([code, rule]).to.deep.equal(["DECISION_FAILED", "rule_1"]);
    });

    it("given an item definition with allowed values, then they hold for an input of that type", async () => {
      const decisions = await compiled(
        `<itemDefinition id="i" name="tSeason"><typeRef>string</typeRef><allowedValues id="a"><text>"winter", "summer"</text></allowedValues></itemDefinition>`,
        table({ inputs: [{ name: "x", type: "tSeason" }], outputs: ["y"], rules: [['"winter"', "1"]] }),
      );
      expect(evaluateDecision(decisions, "answer", { x: "summer" }, NOW)).to.equal(null);
      expect(() => evaluateDecision(decisions, "answer", { x: "autumn" }, NOW)).to.throw(DecisionError, "input values");
    });
  });

  describe("decisions that require others", () => {
    it("given a graph of tables and expressions, then each sees the answers of those it requires", async () => {
      const decisions = await compiled(
        table({
          id: "guests",
          inputs: ["day"],
          outputs: ["count"],
          rules: [
            ['"Saturday", "Sunday"', "15"],
            ["-", "4"],
          ],
          hitPolicy: "FIRST",
        }),
        table({
          id: "season",
          inputs: ["month"],
          outputs: ["name"],
          rules: [
            ["[6..8]", '"summer"'],
            ["not([6..8])", '"winter"'],
          ],
        }),
        table({
          id: "dish",
          requires: ["guests", "season"],
          inputs: ["season", "guests"],
          outputs: ["dish"],
          rules: [
            ['"summer"', "> 8", '"salad"'],
            ['"summer"', "<= 8", '"steak"'],
            ['"winter"', "-", '"stew"'],
          ],
        }),
        literal("order", "{dish: dish, plates: guests + 1}", { requires: ["dish", "guests"] }),
      );
      const order = (day: string, month: number): Json => evaluateDecision(decisions, "order", { day, month }, NOW);
      expect(order("Sunday", 7)).to.deep.equal({ dish: "salad", plates: 16 });
      expect(order("Monday", 7)).to.deep.equal({ dish: "steak", plates: 5 });
      expect(order("Monday", 12)).to.deep.equal({ dish: "stew", plates: 5 });
      expect(evaluateDecision(decisions, "season", { month: 7 }, NOW)).to.equal("summer");
    });

    it("given dates between decisions, then they stay dates, and input data of that type is read as one", async () => {
      const decisions = await compiled(
        inputData("received", "received on", "date"),
        literal("latest", 'received on + duration("P3D")', { inputData: ["received"] }),
        literal("late", "latest < today()", { requires: ["latest"] }),
        literal("both", "[latest, late]", { requires: ["latest", "late"] }),
      );
      const both = (day: string): Json => evaluateDecision(decisions, "both", { "received on": day }, NOW);
      expect(both("2012-05-10")).to.deep.equal(["2012-05-13", true]);
      expect(both("2012-05-11")).to.deep.equal(["2012-05-14", false]);
    });

    it("given a required decision that fails, then the error names it", async () => {
      const decisions = await compiled(
        literal("inner", "x + 1"),
        literal("outer", "inner + 1", { requires: ["inner"] }),
      );
      expect(() => evaluateDecision(decisions, "outer", {}, NOW)).to.throw(DecisionError, /^decision inner: /);
    });

    it("given several outputs of a required table, then they are entries of its context", async () => {
      const decisions = await compiled(
        table({ id: "limits", inputs: ["x"], outputs: ["low", "high"], rules: [["-", "x - 1", "x + 1"]] }),
        literal("width", "limits.high - limits.low", { requires: ["limits"] }),
      );
      expect(evaluateDecision(decisions, "width", { x: 5 }, NOW)).to.equal(2);
    });
  });

  it("given the same decisions, variables and instant, then it gives the same and changes neither", async () => {
    const decisions = await compiled(literal("when", "[now(), x]"));
    const variables = Object.freeze({ x: Object.freeze({ a: 1 }) });
    const once = evaluateDecision(decisions, "when", variables, NOW);
    expect(evaluateDecision(decisions, "when", variables, NOW)).to.deep.equal(once);
    expect(Object.isFrozen(decisions.decisions[0]?.logic)).to.equal(true);
  });
});
