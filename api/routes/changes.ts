/** What changes, as it happens: the pages that show it read it again. */
import type { CaseState } from "../../engine/core/state.ts";
import { reachesCase } from "../auth/rights.ts";
import type { ApiContext } from "../context.ts";
import { signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

/** Changes of this long are told at once, so that a busy minute is not a thousand messages. */
const GATHER_MS = 200;
/** More cases than this at once are told as `many`. */
const MOST_CASES = 100;

export function changeRoutes({ runtime }: ApiContext): Route[] {
  return [
    signedInRoute({
      id: "watchChanges",
      method: "get",
      path: "/events",
      tag: "cases",
      summary: "A stream of what changes in the cases that the account may see.",
      description:
        'Server-sent events named `changed`, with `{"cases": [{"case", "seq"}], "many"?: true}`: numbers and versions only. `many`: more changed than are listed. Read again what is shown; nothing is kept for a connection that was away.',
      action: "case.read",
      stream: true,
      answers: {
        200: { description: "The stream.", content: { "text/event-stream": schemas.textOf("Server-sent events.") } },
      },
      problems: ["NOT_ACCEPTABLE"],
      handle: (_request, account) =>
        Promise.resolve({
          status: 200,
          events: (emit) => {
            const gathered = new Map<string, number>();
            let timer: NodeJS.Timeout | undefined;
            const tell = (): void => {
              timer = undefined;
              const cases = [...gathered].slice(0, MOST_CASES).map(([id, seq]) => ({ case: id, seq }));
              const many = gathered.size > MOST_CASES;
              gathered.clear();
              emit({ name: "changed", data: { cases, ...(many ? { many } : {}) } });
            };
            const stop = runtime.subscribe(({ case: id, state }) => {
              if (!reachesCase(account, "case.read", placeOf(state))) return;
              gathered.set(id, state.seq);
              timer ??= setTimeout(tell, GATHER_MS);
            });
            return () => {
              clearTimeout(timer);
              stop();
            };
          },
        }),
    }),
  ];
}

const placeOf = ({ applicant, unit, intakeUnit }: CaseState) => ({
  ...(applicant === undefined ? {} : { applicant }),
  ...(unit === undefined ? {} : { unit }),
  ...(intakeUnit === undefined ? {} : { intakeUnit }),
});
