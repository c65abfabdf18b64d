import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { draftOfFile } from "../../../engine/tables/draft-of-file.ts";
import { LOSSES, MISSING, reading } from "../../../web/studio/drafting/loss-sentences.ts";

const root = resolve(import.meta.dirname, "../../..");

describe("what a draft of a table says", () => {
  it("has words on the page for every reason in the code of the tables", () => {
    const sources = globSync("engine/tables/*.ts", { cwd: root }).map((path) =>
      readFileSync(resolve(root, path), "utf8"),
    );
    const reasons = sources.flatMap((text) =>
      [...text.matchAll(/(?:\bwhy(?: =|:)|\blose\([^;]*?,)\s*(["`])([a-z][^"`\n]{12,}(?:"[^`\n]*)?)\1/g)].map(
        ([, , said]) => said!,
      ),
    );
    expect(reasons.length).to.be.greaterThan(15);
    const unknown = reasons
      .map((said) => said.replace(/\$\{[^}]*\}/g, "x"))
      .filter((said) => reading(LOSSES, said) === undefined);
    expect(unknown).to.deep.equal([]);
  });

  it("has words on the page for what is missing", async () => {
    const rows = [
      "N действия,Наименование СФЕ,Наименование действия,Форма завершения,Сроки исполнения,Номер следующего действия",
    ];
    rows.push(
      "1,Сотрудник,Проверяет,Запись,15 минут,2 если полный; 3 если нет",
      "2,ИС ЦОН,Выдаёт,Уведомление,1 день,-",
      "3,Сотрудник,Отказывает,Отказ,1 день,-",
    );
    const draft = await draftOfFile("t.csv", Buffer.from(rows.join("\n")), { regulation: "r", channel: "office" });
    expect(draft.actions).to.equal(3);
    expect(draft.missing.length).to.be.greaterThan(4);
    expect(draft.missing.filter((said) => reading(MISSING, said) === undefined)).to.deep.equal([]);
  });
});
