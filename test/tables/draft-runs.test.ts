/** A drafted diagram is no picture only: it can be deployed, and its cases go the ways of the table. */
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { runScenarios } from "../../engine/scenario/run-scenarios.ts";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";
import { draftDiagram } from "../../engine/tables/draft-diagram.ts";
import { readTableFile } from "../../engine/tables/read-table-file.ts";

const PROCESSES = resolve(import.meta.dirname, "../../processes");

const WITH_BRANCHES = `N действия,Исполнитель,Наименование действия,Форма завершения,Срок,Номер следующего действия
1,Канцелярия,Прием заявления,Расписка,Не более 15 минут,2
2,Специалист,Проверка документов,Проект решения,5 рабочих дней,"3 если документы полные; 4 если документов не хватает; 5 если есть основание для отказа"
3,Руководитель,Подписание решения,Решение,1 рабочий день,6
4,Канцелярия,Запрос недостающих документов,Уведомление,2 рабочих дня,2
5,Специалист,Подготовка отказа,Отказ,2 часа,6
6,Канцелярия,Выдача результата,Решение,15 минут,-
`;

async function play(csv: string, script: ScenarioCase["script"], expect: ScenarioCase["expect"]): Promise<string> {
  const { table } = await readTableFile("t.csv", Buffer.from(csv));
  const { xml } = await draftDiagram(table, { regulation: "draft", channel: "office", byHand: true });
  const scenario: ScenarioCase = {
    id: "drafted",
    file: "draft.bpmn",
    clock: "2012-05-14T10:00:00+06:00",
    script,
    expect,
  };
  const { cases } = await runScenarios([scenario], () => Promise.resolve(Buffer.from(xml)));
  return cases[0]!.why;
}

const done = (element: string, variables = {}): ScenarioCase["script"][number] => ({
  do: "complete",
  element,
  variables,
});

describe("cases of a drafted diagram", () => {
  it("take the way that the form answers, and go back where the table does", async () => {
    const why = await play(
      WITH_BRANCHES,
      [
        { do: "start" },
        done("action_1"),
        done("action_2", { after_action_2: "4" }),
        done("action_4"),
        done("action_2", { after_action_2: "5" }),
        done("action_5"),
        done("action_6"),
      ],
      { state: "completed", counts: { action_2: 2, action_4: 1 }, notCompleted: ["action_3"] },
    );
    expect(why).to.equal("");
  });

  it("take the last way where the answer is none of the others", async () => {
    const script = [{ do: "start" as const }, done("action_1"), done("action_2", { after_action_2: "else" })];
    expect(await play(WITH_BRANCHES, script, { open: ["action_5"] })).to.equal("");
  });

  for (const path of globSync("*/tables/*.csv", { cwd: PROCESSES }).toSorted())
    it(`of ${path} go through every action to the end`, async () => {
      const csv = readFileSync(join(PROCESSES, path), "utf8");
      const { table } = await readTableFile(path, Buffer.from(csv));
      const tasks = table.parts.flatMap(({ rows }) => rows.map(({ number }) => `action_${number}`));
      const script = [{ do: "start" as const }, ...tasks.map((task) => done(task))];
      expect(await play(csv, script, { state: "completed", completed: tasks })).to.equal("");
    });
});
