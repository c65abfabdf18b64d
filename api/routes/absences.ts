/** Who is away, and who does their tasks meanwhile: said by the person, the head of the unit or an administrator. */
import { randomBytes } from "node:crypto";
import { DateTime } from "luxon";
import { CodedError } from "../../engine/errors.ts";
import type { AbsenceRow, AccountRow } from "../../engine/ports.ts";
import { reachesOf, ROLES_OF_A_UNIT, type Action } from "../auth/rights.ts";
import type { ApiContext } from "../context.ts";
import { HttpError } from "../problem.ts";
import { json, jsonBody, pageAnswer, pageRequest, signedInRoute, type Paging, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

interface NewAbsence {
  readonly account?: string;
  readonly deputy: string;
  /** Local days, both part of it. */
  readonly from: string;
  readonly to: string;
}

/** Days are those of the clock on the wall there. */
const ZONE = "Asia/Almaty";
const LONGEST_DAYS = 366;

export function absenceRoutes({ absences, accounts, clock }: ApiContext): Route[] {
  return [
    signedInRoute<unknown, Paging & { current?: boolean }>({
      id: "listAbsences",
      method: "get",
      path: "/absences",
      tag: "accounts",
      summary: "Who is away, was or will be: oneself and whose deputy one is; of the unit for its head.",
      action: "absence.read",
      query: { current: schemas.yesOrNo("Only those that are in force now.") },
      paged: true,
      answers: { 200: { description: "The latest beginning first.", content: json(schemas.pageOf(schemas.absence)) } },
      problems: ["CURSOR_INVALID"],
      async handle(request, account) {
        const reaches = reachesOf(account, "absence.read");
        const mine = { of: account.id };
        const filter = reaches.has("all")
          ? {}
          : reaches.has("unit") && account.unit !== undefined
            ? { unit: account.unit }
            : mine;
        const at = request.query.current ? { at: clock.now() } : {};
        const page = await absences.list({ ...filter, ...at }, pageRequest(request.query));
        const items = await Promise.all(page.items.map((row) => shown(row, account)));
        return pageAnswer(request, { ...page, items });
      },
    }),
    signedInRoute<unknown, unknown, NewAbsence>({
      id: "makeAbsence",
      method: "post",
      path: "/absences",
      tag: "accounts",
      summary: "Say that somebody will be away, and who does their tasks meanwhile.",
      description:
        "From the beginning of the first day to the end of the last the deputy sees, takes and completes the absent person's tasks and those of their role in the unit; the history names both.",
      action: "absence.write",
      body: jsonBody(schemas.newAbsence),
      answers: { 201: { description: "It stands.", content: json(schemas.absence) } },
      problems: ["ACCOUNT_NOT_FOUND", "ABSENCE_REFUSED"],
      idempotency: "stored",
      async handle({ body }, by) {
        const absent = body.account === undefined || body.account === by.id ? by : await accounts.byId(body.account);
        if (absent === undefined || !reaches(by, "absence.write", absent))
          throw new CodedError("ACCOUNT_NOT_FOUND", "There is no such account whose absence one could say.");
        const unit = workingUnit(absent);
        if (unit === undefined) throw refused("/account", "who works in no unit has no deputy");
        if (body.deputy === absent.id) throw refused("/deputy", "nobody is the own deputy");
        const deputy = await accounts.byId(body.deputy);
        if (deputy === undefined || workingUnit(deputy) !== unit)
          throw refused("/deputy", "the deputy is somebody of the same unit who may sign in");
        const row: AbsenceRow = {
          id: randomBytes(12).toString("base64url"),
          account: absent.id,
          deputy: deputy.id,
          unit,
          ...periodOf(body),
          madeAt: clock.now(),
          madeBy: by.id,
        };
        const outcome = await absences.add(row);
        if (outcome === "overlaps") throw refused("/from", "an absence is said for a part of that time already");
        if (outcome === "deputy-absent") throw refused("/deputy", "the deputy is away, too, in a part of that time");
        return { status: 201, body: await shown(row, by) };
      },
    }),
    signedInRoute<{ absence: string }>({
      id: "endAbsence",
      method: "delete",
      path: "/absences/{absence}",
      tag: "accounts",
      summary: "End an absence now, or take one back that has not begun.",
      action: "absence.write",
      params: { absence: schemas.absenceId },
      answers: { 204: { description: "It is over." } },
      problems: ["ABSENCE_NOT_FOUND"],
      async handle({ params }, by) {
        const row = await absences.byId(params.absence);
        const absent = row === undefined ? undefined : await accounts.byId(row.account);
        const isOver = row === undefined || row.until <= clock.now();
        if (
          absent === undefined ||
          isOver ||
          !reaches(by, "absence.write", absent) ||
          !(await absences.end(row.id, clock.now(), by.id))
        )
          throw new CodedError("ABSENCE_NOT_FOUND", "There is no such absence that one could end.");
        return { status: 204 };
      },
    }),
  ];

  async function shown(row: AbsenceRow, reader: AccountRow) {
    const [absent, deputy] = await Promise.all([accounts.byId(row.account), accounts.byId(row.deputy)]);
    const now = clock.now();
    const state =
      row.endedAt !== undefined ? "ended" : row.until <= now ? "over" : row.from <= now ? "current" : "planned";
    const isOpen = state === "current" || state === "planned";
    return {
      id: row.id,
      account: { id: row.account, name: absent?.name ?? row.account },
      deputy: { id: row.deputy, name: deputy?.name ?? row.deputy },
      unit: row.unit,
      from: localDay(row.from),
      to: localDay(new Date(Date.parse(row.until) - 1).toISOString()),
      state,
      mayEnd: isOpen && absent !== undefined && reaches(reader, "absence.write", absent),
    };
  }

  function periodOf({ from, to }: NewAbsence): Pick<AbsenceRow, "from" | "until"> {
    const [first, last] = [from, to].map((day) => DateTime.fromISO(day, { zone: ZONE }).startOf("day"));
    const today = DateTime.fromISO(clock.now(), { zone: ZONE }).startOf("day");
    if (first! < today) throw refused("/from", "an absence begins today at the earliest: what is done is done");
    if (last! < first!) throw refused("/to", "the last day is not before the first");
    if (last!.diff(first!, "days").days > LONGEST_DAYS) throw refused("/to", "an absence is a year at most");
    return { from: utc(first!), until: utc(last!.plus({ days: 1 })) };
  }
}

function reaches(by: AccountRow, action: Action, absent: AccountRow): boolean {
  const found = reachesOf(by, action);
  return (
    found.has("all") ||
    (found.has("unit") && by.unit !== undefined && by.unit === absent.unit) ||
    (found.size > 0 && by.id === absent.id)
  );
}

/** Where somebody works who has colleagues. */
const workingUnit = ({ unit, roles, disabledAt }: AccountRow): string | undefined =>
  disabledAt === undefined && roles.some((role) => (ROLES_OF_A_UNIT as readonly string[]).includes(role))
    ? unit
    : undefined;

const utc = (instant: DateTime): string => instant.toUTC().toISO({ suppressMilliseconds: false })!;
const localDay = (instant: string): string => DateTime.fromISO(instant, { zone: ZONE }).toISODate()!;

const refused = (pointer: string, detail: string): HttpError =>
  new HttpError("ABSENCE_REFUSED", `The absence cannot be said so: ${detail}.`, { problems: [{ pointer, detail }] });
