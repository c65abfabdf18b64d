/** A way in as people call it; one that is not known here as its regulation calls it. */
import type { TFunction } from "i18next";

const KNOWN = ["portal", "office", "centre", "corporation", "akimat"] as const;

export function channelName(id: string, name: string, t: TFunction<"portal">): string {
  const known = KNOWN.find((each) => each === id);
  return known === undefined ? name : t(`channel.${known}`);
}
