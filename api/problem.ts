/**
 * Problem documents (RFC 9457): every "no" of the API has this shape, whatever room said it.
 *
 * `{type: "/problems/CODE", title, status, detail, instance, code, errors?: [{pointer | element, line?, code?, detail}]}`, where the title is in
 * the reader's language and `errors` names each place that is wrong.
 */
import { CodedError, ERRORS, type ErrorCode, type Problem } from "../engine/errors.ts";
import type { Language } from "../engine/model/graph.ts";
import { localizeProblems } from "./validation.ts";

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** More places than this are not listed: a hostile body must not make a long answer. */
const MOST_PLACES = 50;

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path that was asked for. */
  readonly instance: string;
  readonly code: ErrorCode;
  readonly errors?: readonly Problem[];
}

/** A `CodedError` of the API itself, where the status of the table is not the one to send or headers go with it. */
export class HttpError extends CodedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    code: ErrorCode,
    detail: string,
    more: {
      readonly problems?: readonly Problem[];
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(code, detail, more.problems ?? []);
    this.name = "HttpError";
    this.status = more.status ?? ERRORS[code].status;
    this.headers = more.headers ?? {};
  }
}

/** What was asked for may be anything; the member must be a URI reference (RFC 9457, 3.1.5). */
const uriReference = (address: string): string =>
  encodeURI(address)
    .replaceAll("%25", "%")
    .replaceAll(/%(?![0-9A-Fa-f]{2})/g, "%25");

export function problemDocument(error: CodedError, instance: string, language: Language): ProblemDocument {
  const entry = ERRORS[error.code];
  return {
    type: `/problems/${error.code}`,
    title: entry.title[language],
    status: error instanceof HttpError ? error.status : entry.status,
    detail: error.message,
    instance: uriReference(instance),
    code: error.code,
    ...(error.problems.length > 0 ? { errors: localizeProblems(error.problems.slice(0, MOST_PLACES), language) } : {}),
  };
}
