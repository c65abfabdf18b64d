import type { Variables } from "../engine/core/events.ts";
import type { CaseState } from "../engine/core/state.ts";

/** The variables of the case itself: as they stand, or as they stood when it ended. */
export function caseFacts(state: CaseState): Variables {
  return state.ended ?? state.instances.find(({ parent }) => parent === 0)?.variables ?? {};
}
