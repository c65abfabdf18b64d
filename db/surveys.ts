/** What applicants said of a service when their case was over. */
import type { SurveyCount, SurveyRow, SurveyStore } from "../engine/ports.ts";
import type { Connections } from "./connections.ts";

export function createSurveyStore(connections: Connections): SurveyStore {
  return {
    answer: async ({ case: caseId, regulation, channel, unit, answeredAt, by, answers }) => {
      const written = await connections.write((transaction) =>
        transaction.run(
          "insert into surveys (case_id, regulation, channel, unit, answered_at, by_account, answers) " +
            "values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
          [caseId, regulation ?? null, channel ?? null, unit ?? null, answeredAt, by, JSON.stringify(answers)],
        ),
      );
      return written === 1 ? "saved" : "answered";
    },
    ofCase: async (caseId) => {
      const [row] = await connections.query<StoredSurvey>("select * from surveys where case_id = ?", [caseId]);
      return row === undefined ? undefined : surveyOf(row);
    },
    count: async ({ regulation, unit, from, before }) => {
      const wanted: string[] = [];
      const values: string[] = [];
      const where = (condition: string, value: string | undefined) => {
        if (value === undefined) return;
        wanted.push(condition);
        values.push(value);
      };
      where("regulation = ?", regulation);
      where("unit = ?", unit);
      where("answered_at >= ?", from);
      where("answered_at < ?", before);
      // A few questions with a few answers each: the same texts come again and again, so the database counts them whole.
      const rows = await connections.query<{
        regulation: string | null;
        channel: string | null;
        answers: string;
        count: number;
      }>(
        "select regulation, channel, answers, count(*) as count from surveys" +
          (wanted.length === 0 ? "" : ` where ${wanted.join(" and ")}`) +
          " group by regulation, channel, answers order by regulation, channel, answers",
        values,
      );
      const counts = new Map<string, SurveyCount>();
      for (const { regulation: act, channel, answers, count } of rows)
        for (const [question, answer] of Object.entries(JSON.parse(answers) as Record<string, string>)) {
          const key = JSON.stringify([act, channel, question, answer]);
          const before = counts.get(key)?.count ?? 0;
          counts.set(key, {
            ...(act === null ? {} : { regulation: act }),
            ...(channel === null ? {} : { channel }),
            question,
            answer,
            count: before + count,
          });
        }
      return [...counts.values()];
    },
  };
}

interface StoredSurvey {
  readonly [column: string]: unknown;
  readonly case_id: string;
  readonly regulation: string | null;
  readonly channel: string | null;
  readonly unit: string | null;
  readonly answered_at: string;
  readonly by_account: string;
  readonly answers: string;
}

const surveyOf = (row: StoredSurvey): SurveyRow => ({
  case: row.case_id,
  ...(row.regulation === null ? {} : { regulation: row.regulation }),
  ...(row.channel === null ? {} : { channel: row.channel }),
  ...(row.unit === null ? {} : { unit: row.unit }),
  answeredAt: row.answered_at,
  by: row.by_account,
  answers: JSON.parse(row.answers) as SurveyRow["answers"],
});
