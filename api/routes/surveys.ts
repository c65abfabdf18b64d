/**
 * The survey that the acts offer the applicant when the case is over (annex 3 of the acts of 2012: two questions, three answers each). It holds no
 * case open, and no event: what somebody thinks of a service is no part of the case.
 */
import { CodedError } from "../../engine/errors.ts";
import type { CaseRow } from "../../engine/ports.ts";
import { reachesOf } from "../auth/rights.ts";
import { visibleCase } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { json, jsonBody, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

/** The form of every regulation that has a survey. */
const FORM = "survey";

interface OneCase {
  readonly case: string;
}

export function surveyRoutes({ reads, runtime, surveys, clock }: ApiContext): Route[] {
  return [
    signedInRoute<OneCase>({
      id: "getSurvey",
      method: "get",
      path: "/cases/{case}/survey",
      tag: "surveys",
      summary: "The survey of a case: its form, and the answers when there are any.",
      action: "survey.answer",
      params: { case: schemas.caseId },
      answers: { 200: { description: "The survey.", content: json(schemas.survey) } },
      problems: ["CASE_NOT_FOUND", "SURVEY_NOT_FOUND"],
      async handle({ params }, account) {
        const row = await visibleCase(reads, account, "survey.answer", params.case);
        const form = await formOf(row);
        const given = await surveys.ofCase(row.id);
        return {
          status: 200,
          body: {
            state: given !== undefined ? "answered" : isOver(row) ? "open" : "later",
            form,
            ...(given === undefined ? {} : { answers: given.answers, answeredAt: given.answeredAt }),
          },
        };
      },
    }),
    signedInRoute<OneCase, unknown, { answers: Record<string, string> }>({
      id: "answerSurvey",
      method: "post",
      path: "/cases/{case}/survey",
      tag: "surveys",
      summary: "Answer the survey, once, when the case is over.",
      description: "Staff write down what an applicant says who came in person.",
      action: "survey.answer",
      params: { case: schemas.caseId },
      body: jsonBody(schemas.surveyAnswers),
      answers: { 201: { description: "Kept.", content: json(schemas.survey) } },
      problems: ["CASE_NOT_FOUND", "SURVEY_NOT_FOUND", "SURVEY_NOT_OPEN", "SURVEY_ANSWERED", "DATA_INVALID"],
      async handle({ params, body: { answers } }, account) {
        const row = await visibleCase(reads, account, "survey.answer", params.case);
        const form = await formOf(row);
        if (!isOver(row)) throw new CodedError("SURVEY_NOT_OPEN", `The case ${row.id} is not over.`);
        await runtime.checkForm(row.definition, FORM, answers);
        const answeredAt = clock.now();
        const saved = await surveys.answer({
          case: row.id,
          ...(row.regulation === undefined ? {} : { regulation: row.regulation }),
          ...(row.channel === undefined ? {} : { channel: row.channel }),
          ...(row.unit === undefined ? {} : { unit: row.unit }),
          answeredAt,
          by: account.id,
          answers,
        });
        if (saved === "answered")
          throw new CodedError("SURVEY_ANSWERED", `The survey of ${row.id} was answered before.`);
        return { status: 201, body: { state: "answered", form, answers, answeredAt } };
      },
    }),
    signedInRoute<unknown, { regulation?: string; from?: string; before?: string }>({
      id: "countSurveys",
      method: "get",
      path: "/surveys/counts",
      tag: "surveys",
      summary: "How often each answer was given, by regulation, channel and question.",
      description: "A head sees those of the own unit.",
      action: "survey.read",
      query: {
        regulation: schemas.textOf("Only of this regulation."),
        from: schemas.instantOf("Answered at this instant or later."),
        before: schemas.instantOf("Answered before this instant."),
      },
      csv: true,
      answers: { 200: { description: "The counts.", content: json(schemas.surveyCounts) } },
      problems: [],
      async handle({ query }, account) {
        const { regulation, from, before } = query;
        const items = await surveys.count({
          ...(regulation === undefined ? {} : { regulation }),
          ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
          ...(before === undefined ? {} : { before: new Date(before).toISOString() }),
          ...(reachesOf(account, "survey.read").has("all") ? {} : { unit: account.unit ?? "" }),
        });
        return { status: 200, body: { items } };
      },
    }),
  ];

  async function formOf(row: CaseRow): Promise<object> {
    const form = await runtime.form(row.definition, FORM);
    if (form === undefined) throw new CodedError("SURVEY_NOT_FOUND", `The regulation of ${row.id} has no survey.`);
    return form;
  }
}

const isOver = ({ status }: CaseRow): boolean => status === "completed" || status === "terminated";
