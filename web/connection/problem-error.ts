/** A "no" of the server, or that it could not be reached. */
import type { Problem } from "./api-types.ts";

export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** No answer came: the network or the server is away. */
export class NotReached extends Error {
  constructor() {
    super("The server does not answer.");
    this.name = "NotReached";
  }
}

export const codeOf = (error: unknown): Problem["code"] | undefined =>
  error instanceof ProblemError ? error.problem.code : undefined;
