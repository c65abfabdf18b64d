/** Which key does what in the inbox: what stands at first, what somebody has chosen, and which choices cannot be. */
export const ACTIONS = [
  "next",
  "previous",
  "pick",
  "claim",
  "release",
  "filter",
  "form",
  "history",
  "diagram",
  "documents",
  "comments",
  "help",
] as const;
export type KeyAction = (typeof ACTIONS)[number];
export type Keys = Readonly<Record<KeyAction, string>>;

export const FIRST_KEYS: Keys = {
  next: "j",
  previous: "k",
  pick: "x",
  claim: "c",
  release: "u",
  filter: "/",
  form: "f",
  history: "h",
  diagram: "d",
  documents: "p",
  comments: "m",
  help: "?",
};

/** `taken`: another action has it; `lists`: the figures choose lists; `unusable`: the browser or a form needs it. */
export type KeyFault =
  { readonly kind: "taken"; readonly by: KeyAction } | { readonly kind: "lists" } | { readonly kind: "unusable" };

/** The chosen keys over the first ones. What does not fit any more (an action of an older version, a key twice) is left out. */
export function keysOf(chosen: Readonly<Record<string, string>> = {}): Keys {
  let keys = FIRST_KEYS;
  for (const action of ACTIONS) {
    const key = chosen[action];
    if (key !== undefined && faultOf(key, action, { ...keys, ...onlyKnown(chosen) }) === undefined)
      keys = { ...keys, [action]: key };
  }
  return keys;
}

const onlyKnown = (chosen: Readonly<Record<string, string>>): Partial<Keys> =>
  Object.fromEntries(Object.entries(chosen).filter(([action]) => ACTIONS.includes(action as KeyAction)));

/** Why the action cannot have the key; `undefined` when it can. */
export function faultOf(key: string, action: KeyAction, keys: Keys): KeyFault | undefined {
  if (/^\d$/.test(key)) return { kind: "lists" };
  if (!/^[^\s\p{C}]$/u.test(key)) return { kind: "unusable" };
  const by = ACTIONS.find((other) => other !== action && keys[other] === key);
  return by === undefined ? undefined : { kind: "taken", by };
}

/**
 * The name of a pressed key. Letters and figures by their place, so that a key does the same in the Kazakh, Russian and Latin layouts; marks such as
 * `?` by what they write.
 */
export function keyOf({ key, code, shiftKey }: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return letter.toLowerCase();
  // In the Kazakh layout the upper row writes letters: the figure is meant as long as Shift is not held.
  const figure = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  return figure !== undefined && !shiftKey ? figure : key;
}
