/** Keys that do something without Ctrl can be turned off (WCAG 2.2, 2.1.4): speech input presses them by mistake. */
import { useLocalStorage } from "@mantine/hooks";

export const SHORTCUTS = ["next", "previous", "lists", "claim", "release", "tabs", "help"] as const;
export const KEYS: Readonly<Record<(typeof SHORTCUTS)[number], readonly string[]>> = {
  next: ["J"],
  previous: ["K"],
  lists: ["1", "6"],
  claim: ["C"],
  release: ["U"],
  tabs: ["F", "H", "D", "P"],
  help: ["?"],
};

export function useShortcutsOn(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useLocalStorage({ key: "reglament.shortcuts", defaultValue: true });
  return [on, setOn];
}
