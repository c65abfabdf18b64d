/**
 * The annex table of actions as an act prints it: cells of words, nothing interpreted. The acts lay it out with six numbered rows and a
 * column for each action, cut into parts of four or five; analysts often write it with a row for each action. Both are the same table.
 */
import type { ActionColumn, Language } from "../model/graph.ts";

/** The cells of one action: number, performer, name and description, form of completion, time limit, number of the next action. */
export type ActionRow = Readonly<Record<ActionColumn, string>>;

export interface ActionTable {
  readonly language: Language;
  /** `Таблица 1. Описание действий посредством ГУ`; empty: none. */
  readonly title: string;
  readonly headings: Headings;
  /** At least one; rows stand in their order. */
  readonly parts: readonly TablePart[];
  /** The act cuts the table into these parts; false: nothing is known of parts, all rows are in one. */
  readonly isCut: boolean;
}

export interface TablePart {
  /** `1. Действия основного процесса (хода, потока работ)`; empty: none. */
  readonly title: string;
  readonly headings: Headings;
  readonly rows: readonly ActionRow[];
}

export type Headings = Readonly<Record<ActionColumn, string>>;

/** In the order of the acts. */
export const COLUMNS: readonly ActionColumn[] = ["number", "performer", "name", "result", "limit", "next"];

/** As the acts of 2012 head them; the English words are ours. */
export const USUAL_HEADINGS: Readonly<Record<Language, Headings>> = {
  kk: {
    number: "Іс-әрекет (жұмыс барысы, ағымы) №",
    performer: "ҚФБ, АЖ атауы",
    name: "Іс-әрекет (процесс, рәсім, операция) атауы және сипаттамасы",
    result: "Аяқтау нысаны (деректер, құжат, ұйымдастыру-басқару шешімі)",
    limit: "Орындалу мерзімі",
    next: "Келесі іс-әрекет нөмірі",
  },
  ru: {
    number: "N действия (хода, потока работ)",
    performer: "Наименование СФЕ, ИС",
    name: "Наименование действия (процесса, процедуры, операции) и их описание",
    result: "Форма завершения (данные, документ, организационно-распорядительное решение)",
    limit: "Сроки исполнения",
    next: "Номер следующего действия",
  },
  en: {
    number: "Number of the action (course, flow of work)",
    performer: "Name of the unit or information system",
    name: "Name of the action (process, procedure, operation) and its description",
    result: "Form of completion (data, document, administrative decision)",
    limit: "Time limit",
    next: "Number of the next action",
  },
};

/** What the acts print in the last row instead of a next number. */
export const NO_NEXT = "-";

export const rowsOf = ({ parts }: Pick<ActionTable, "parts">): readonly ActionRow[] =>
  parts.flatMap(({ rows }) => rows);

/** The headings that are not those of `usual`, as attributes keep them. */
export function unusualHeadings(headings: Headings, usual: Headings): Partial<Headings> {
  return Object.fromEntries(
    COLUMNS.filter((column) => headings[column] !== usual[column]).map((column) => [column, headings[column]]),
  );
}
