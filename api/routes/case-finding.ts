/** From a number on paper to its case, and who does what in a case now. */
import { CodedError } from "../../engine/errors.ts";
import type { AccountRow, CaseRow, DocumentRow, TaskRow } from "../../engine/ports.ts";
import { reachesCase, reachesTask } from "../auth/rights.ts";
import { visibleCase } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { normalNumber } from "../document-number.ts";
import { labelOf } from "../labels.ts";
import { json, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

/** Open tasks of one case; no regulation comes near this number. */
const MOST_TASKS = 200;

export function caseFindingRoutes({ reads, caseFile, accounts, units, runtime }: ApiContext): Route[] {
  return [
    signedInRoute<{ number: string }>({
      id: "findByNumber",
      method: "get",
      path: "/numbers/{number}",
      tag: "cases",
      summary: "The case of a number that a bar code or a QR code holds.",
      description:
        "The number of a case, or of a document that was issued in one. What the account may not see is not there for it; that a document of the number was issued is told, as it is to everybody (`CASE_NOT_FOUND` in place of `NUMBER_NOT_ISSUED`).",
      action: "case.read",
      params: { number: schemas.printedNumber },
      answers: { 200: { description: "The case.", content: json(schemas.foundByNumber) } },
      problems: ["CASE_NOT_FOUND", "NUMBER_NOT_ISSUED"],
      async handle({ params }, account) {
        const found = await find(params.number.trim());
        const { row, document } = found ?? {};
        if (row === undefined || !reachesCase(account, "case.read", row))
          throw document === undefined
            ? new CodedError(
                "NUMBER_NOT_ISSUED",
                `The account sees no case and no document of the number ${params.number}.`,
              )
            : new CodedError("CASE_NOT_FOUND", `The case of ${params.number} is not one that this account may see.`);
        const task = await openTaskFor(account, row.id);
        return {
          status: 200,
          body: {
            case: row.id,
            ...(task === undefined ? {} : { task }),
            ...(document === undefined ? {} : { document: { id: document.id, name: document.name } }),
          },
        };
      },
    }),
    signedInRoute<{ case: string }>({
      id: "listCaseWork",
      method: "get",
      path: "/cases/{case}/work",
      tag: "cases",
      summary: "Who does what in the case now, and until when: its open tasks, whosever they are.",
      action: "case.history",
      params: { case: schemas.caseId },
      reads: "case",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.caseWork)) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params, language }, account) {
        const row = await visibleCase(reads, account, "case.history", params.case);
        const tasks = await openTasks(row.id);
        const items = tasks.map(async (task) => {
          const [graph, unit, assignee] = await Promise.all([
            runtime.graph(task.definition),
            task.unit === undefined ? undefined : units.byId(task.unit),
            task.assignee === undefined ? undefined : accounts.byId(task.assignee),
          ]);
          return {
            task: task.id,
            element: task.element,
            name: labelOf(graph, task.element, language),
            openedAt: task.openedAt,
            mayOpen: reachesTask(account, "task.read", task),
            ...(task.role === undefined ? {} : { role: task.role }),
            ...(unit === undefined ? {} : { unit: unit.names[language] }),
            ...(task.assignee === undefined ? {} : { assignee: assignee?.name ?? task.assignee }),
            ...(task.dueAt === undefined ? {} : { dueAt: task.dueAt }),
          };
        });
        return { status: 200, body: { items: await Promise.all(items) } };
      },
    }),
  ];

  /** `undefined`: nothing has that number; without `row`: its case is not in the read model. */
  async function find(
    number: string,
  ): Promise<{ readonly row: CaseRow | undefined; readonly document?: DocumentRow } | undefined> {
    // Case numbers are made of small letters; a scanner with the caps lock on types others.
    for (const id of new Set([number, number.toLowerCase()])) {
      const row = await reads.case(id);
      if (row !== undefined) return { row };
    }
    const document = await caseFile.issued(normalNumber(number));
    return document === undefined ? undefined : { row: await reads.case(document.case), document };
  }

  async function openTasks(caseId: string): Promise<readonly TaskRow[]> {
    return (await reads.tasks({ case: caseId, state: "open" }, { limit: MOST_TASKS })).items;
  }

  /** The one that is due first, among those that the account may do and nobody else has taken. */
  async function openTaskFor(account: AccountRow, caseId: string): Promise<string | undefined> {
    return (await openTasks(caseId)).find(
      (task) =>
        reachesTask(account, "task.complete", task) && (task.assignee === undefined || task.assignee === account.id),
    )?.id;
  }
}
