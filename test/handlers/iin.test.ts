import { expect } from "chai";
import fc from "fast-check";
import { iinCheckDigit, isIin } from "../../handlers/iin.ts";

const digits = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((list) => list.join(""));

/** Written apart from the code under test: sums by position, in the words of the rule. */
function expectedDigit(prefix: string): { digit: number | undefined; pass: 1 | 2 } {
  let first = 0;
  let second = 0;
  for (let position = 1; position <= 11; position += 1) {
    const digit = prefix.charCodeAt(position - 1) - 48;
    first += digit * position;
    second += digit * (position <= 9 ? position + 2 : position - 9);
  }
  if (first % 11 !== 10) return { digit: first % 11, pass: 1 };
  return { digit: second % 11 === 10 ? undefined : second % 11, pass: 2 };
}

describe("the checksum of the IIN", () => {
  it("agrees with the rule for any prefix", () => {
    fc.assert(fc.property(digits(11), (prefix) => iinCheckDigit(prefix) === expectedDigit(prefix).digit));
  });

  it("agrees with it where the second weights are needed", () => {
    const needsSecond = digits(11).filter((prefix) => expectedDigit(prefix).pass === 2);
    fc.assert(fc.property(needsSecond, (prefix) => iinCheckDigit(prefix) === expectedDigit(prefix).digit));
  });

  it("given a prefix whose both passes give 10, no digit makes it a number", () => {
    const dead = digits(11).filter((prefix) => {
      const { digit } = expectedDigit(prefix);
      return digit === undefined;
    });
    fc.assert(
      fc.property(dead, fc.integer({ min: 0, max: 9 }), (prefix, digit) => !isIin(`${prefix}${digit}`)),
      { numRuns: 5 },
    );
  });

  it("accepts exactly one last digit for a live prefix", () => {
    const live = digits(11).filter((prefix) => expectedDigit(prefix).digit !== undefined);
    fc.assert(
      fc.property(live, (prefix) => Array.from("0123456789").filter((digit) => isIin(prefix + digit)).length === 1),
    );
  });

  it("refuses the CA's own test identity and anything that is not twelve ASCII digits", () => {
    for (const text of [
      "123456789011",
      "",
      "12345678901",
      "1234567890123",
      "12345678901a",
      "１２３４５６７８９０１２",
    ]) {
      expect(isIin(text), text).to.equal(false);
    }
  });
});
