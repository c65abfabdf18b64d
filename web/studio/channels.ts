/** The ways in (design, section 1). */
export const CHANNELS = ["office", "centre", "corporation", "akimat", "portal"] as const;
export type Channel = (typeof CHANNELS)[number];

export const isChannel = (value: string | undefined): value is Channel =>
  (CHANNELS as readonly (string | undefined)[]).includes(value);
