/** The colour of a proposal's state; the word stands beside it. */
import type { Proposal } from "../../connection/api-types.ts";

export const STATE_COLOURS: Readonly<Record<Proposal["state"], string>> = {
  waiting: "blue",
  approved: "green",
  returned: "orange",
  withdrawn: "gray",
};
