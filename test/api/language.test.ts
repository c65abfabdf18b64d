import { expect } from "chai";
import { negotiateLanguage } from "../../api/language.ts";

describe("the language of an answer", () => {
  const cases: readonly [header: string | undefined, ofAccount: "kk" | "ru" | "en" | undefined, answer: string][] = [
    ["ru", "kk", "ru"],
    ["kk-KZ,ru;q=0.8", undefined, "kk"],
    ["en;q=0.3, ru;q=0.9", "kk", "ru"],
    ["de, fr;q=0.9", "ru", "ru"],
    ["de, fr;q=0.9", undefined, "en"],
    ["ru;q=0, en;q=0.1", "kk", "en"],
    ["*", "kk", "kk"],
    [undefined, "ru", "ru"],
    ["", undefined, "en"],
    [";;;,,q=", "kk", "kk"],
  ];
  for (const [header, ofAccount, answer] of cases)
    it(`given Accept-Language ${header ?? "none"} and an account in ${ofAccount ?? "no language"}, it is ${answer}`, () => {
      expect(negotiateLanguage(header, ofAccount)).to.equal(answer);
    });
});
