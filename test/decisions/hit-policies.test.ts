import { expect } from "chai";
import type { Json } from "../../engine/core/events.ts";
import { DecisionError } from "../../engine/decisions/decisions.ts";
import { answer, type TableText } from "./dmn-text.ts";

/** How many days the office has, by the kind of application and the number of documents missing. */
const DAYS: Omit<TableText, "hitPolicy"> = {
  inputs: ["kind", "missing"],
  outputs: ["days"],
  rules: [
    ['"new"', "-", "3"],
    ['"new", "repeated"', "< 3", "5"],
    ["-", ">= 1", "3"],
  ],
};

const days = (hitPolicy: string, more: Partial<TableText> = {}, kind = "new", missing = 0): Promise<Json> =>
  answer({ ...DAYS, hitPolicy, ...more }, { kind, missing });

async function error(promise: Promise<unknown>): Promise<DecisionError> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof DecisionError) return thrown;
    throw thrown;
  }
  throw new Error("it was answered");
}

describe("hit policies of decision tables", () => {
  describe("UNIQUE", () => {
    it("given no hit policy in the file, then it is UNIQUE: the only rule that matches answers", async () => {
      const text = {
        ...DAYS,
        rules: [
          ['"new"', "-", "3"],
          ['"repeated"', "-", "5"],
        ],
      };
      expect(await answer(text, { kind: "repeated", missing: 0 })).to.equal(5);
    });

    it("given two rules that match, then it is an error that names both", async () => {
      const { code, message } = await error(days("UNIQUE"));
      expect(code).to.equal("DECISION_FAILED");
      expect(message).to.equal("decision answer: rules rule_1 (row 1), rule_2 (row 2) match, but one may");
    });

    it("given no rule that matches, then the answer is null", async () => {
      expect(await days("UNIQUE", {}, "lost")).to.equal(null);
    });
  });

  describe("ANY", () => {
    it("given several rules that match and agree, then their answer is given", async () => {
      expect(
        await days("ANY", {
          rules: [
            ["-", "-", "3"],
            ['"new"', "-", "1 + 2"],
          ],
        }),
      ).to.equal(3);
    });

    it("given two that differ, then it is an error that names the two", async () => {
      const { code, message } = await error(days("ANY", {}, "new", 1));
      expect(code).to.equal("DECISION_FAILED");
      expect(message).to.include("rule_1 (row 1), rule_2 (row 2)").and.include("differently");
    });
  });

  describe("FIRST", () => {
    it("given several rules that match, then the first in order answers", async () => {
      expect(await days("FIRST", {}, "repeated", 1)).to.equal(5);
    });

    it("given a first rule that matches, then later rules are not looked at", async () => {
      const rules = [
        ["-", "-", "3"],
        ["-", "-", "unknown variable"],
      ];
      expect(await days("FIRST", { rules })).to.equal(3);
    });
  });

  const ORDERED: Partial<TableText> = { outputs: [{ name: "days", values: "5, 3, 1" }] };

  describe("PRIORITY", () => {
    it("given several rules that match, then the answer that stands first among the output values is given", async () => {
      expect(await days("PRIORITY", ORDERED)).to.equal(5);
    });

    it("given several outputs, then the first output decides before the second", async () => {
      const text: TableText = {
        hitPolicy: "PRIORITY",
        inputs: ["age"],
        outputs: [
          { name: "risk", values: '"high", "low"' },
          { name: "check", values: '"full", "short"' },
        ],
        rules: [
          ["-", '"low"', '"full"'],
          ["> 60", '"high"', '"short"'],
          ["> 70", '"high"', '"full"'],
        ],
      };
      expect(await answer(text, { age: 65 })).to.deep.equal({ risk: "high", check: "short" });
      expect(await answer(text, { age: 75 })).to.deep.equal({ risk: "high", check: "full" });
      expect(await answer(text, { age: 5 })).to.deep.equal({ risk: "low", check: "full" });
    });
  });

  describe("OUTPUT ORDER", () => {
    it("given several rules that match, then all answers are given in the order of the output values", async () => {
      expect(await days("OUTPUT ORDER", ORDERED, "new", 1)).to.deep.equal([5, 3, 3]);
    });
  });

  describe("RULE ORDER", () => {
    it("given several rules that match, then all answers are given in the order of the rules", async () => {
      expect(await days("RULE ORDER", {}, "new", 1)).to.deep.equal([3, 5, 3]);
    });
  });

  describe("COLLECT", () => {
    it("given several rules that match, then all answers are given, the same ones too", async () => {
      expect(await days("COLLECT", {}, "new", 1)).to.have.members([3, 5, 3]);
    });

    it("given several outputs, then it is a list of contexts", async () => {
      const text: TableText = {
        hitPolicy: "COLLECT",
        inputs: ["kind"],
        outputs: ["who", "copies"],
        rules: [
          ["-", '"office"', "1"],
          ['"new"', '"archive"', ""],
        ],
      };
      expect(await answer(text, { kind: "new" })).to.deep.equal([
        { who: "office", copies: 1 },
        { who: "archive", copies: null },
      ]);
    });

    it("with SUM adds up", async () => {
      expect(await days("COLLECT", { aggregation: "SUM" }, "new", 1)).to.equal(11);
    });

    it("with MIN gives the least", async () => {
      expect(await days("COLLECT", { aggregation: "MIN" }, "new", 1)).to.equal(3);
    });

    it("with MAX gives the greatest", async () => {
      expect(await days("COLLECT", { aggregation: "MAX" }, "new", 1)).to.equal(5);
    });

    it("with COUNT gives the number of answers, the same ones too", async () => {
      expect(await days("COLLECT", { aggregation: "COUNT" }, "new", 1)).to.equal(3);
    });

    it("with MAX knows the order of dates, and gives their text", async () => {
      const rules = ["2012-05-14", "2012-06-01", "2011-12-31"].map((day) => ["-", "-", `date("${day}")`]);
      expect(await days("COLLECT", { aggregation: "MAX", rules })).to.equal("2012-06-01");
    });

    it("with SUM and an answer that is no number, then it is an error that names its rule", async () => {
      const rules = [
        ["-", "-", "3"],
        ["-", "-", '"many"'],
      ];
      const { code, rule } = await error(days("COLLECT", { aggregation: "SUM", rules }));
      expect([code, rule]).to.deep.equal(["DECISION_FAILED", "rule_2"]);
    });
  });

  describe("given no rule that matches", () => {
    const none = (hitPolicy: string, aggregation?: string, byDefault?: string): Promise<Json> =>
      days(
        hitPolicy,
        {
          rules: [["-", "> 100", "5"]],
          outputs: [{ name: "days", values: "5, 3, 1", ...(byDefault === undefined ? {} : { byDefault }) }],
          ...(aggregation === undefined ? {} : { aggregation }),
        },
        "new",
      );

    it("then policies of one answer give null, those of many an empty list, a count zero, other aggregations null", async () => {
      for (const policy of ["UNIQUE", "ANY", "FIRST", "PRIORITY"]) expect(await none(policy), policy).to.equal(null);
      for (const policy of ["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
        expect(await none(policy), policy).to.deep.equal([]);
      expect(await none("COLLECT", "COUNT")).to.equal(0);
      for (const aggregation of ["SUM", "MIN", "MAX"])
        expect(await none("COLLECT", aggregation), aggregation).to.equal(null);
    });

    it("then a default output is the answer, in a list where a list is due", async () => {
      for (const policy of ["UNIQUE", "ANY", "FIRST", "PRIORITY"])
        expect(await none(policy, undefined, "1"), policy).to.equal(1);
      for (const policy of ["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
        expect(await none(policy, undefined, "1"), policy).to.deep.equal([1]);
      expect(await none("COLLECT", "SUM", "1")).to.equal(1);
      expect(await none("COLLECT", "COUNT", "1")).to.equal(0);
    });

    it("then of several outputs each takes its own default, or null", async () => {
      const text: TableText = {
        inputs: ["kind"],
        outputs: [{ name: "who", byDefault: '"office"' }, "copies"],
        rules: [['"new"', '"archive"', "1"]],
      };
      expect(await answer(text, { kind: "lost" })).to.deep.equal({ who: "office", copies: null });
    });
  });
});
