/**
 * Hears a bar-code scanner that types like a keyboard ("wedge") while no field has the focus: signs that follow each other faster than people type, and
 * Enter. While a dialog is open nothing is heard: what stands in it would be lost. Each sign is held back for a moment, so that a scan does not press the page's own keys; a single one goes on to them as if nothing had been.
 */

/** Scanners leave 1 to 20 ms between two signs; fast typists some 80. */
const GAP_MS = 45;
/** Shorter than any number that is printed. */
const SHORTEST = 6;

/** `onScan` gets what was scanned. Answers how to stop. */
export function hearScanner(onScan: (text: string) => void): () => void {
  let held: { readonly event: KeyboardEvent; readonly sign: string }[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new WeakSet<Event>();

  function release(): void {
    clearTimeout(timer);
    const events = held;
    held = [];
    // Many at once and no Enter: a scanner that was not told to send one.
    if (events.length > 2 * SHORTEST) onScan(events.map(({ sign }) => sign).join(""));
    else for (const { event } of events) again(event);
  }

  function again(event: KeyboardEvent): void {
    const { key, code, shiftKey, target } = event;
    const copy = new KeyboardEvent(event.type, { key, code, shiftKey, bubbles: true, cancelable: true });
    passed.add(copy);
    target?.dispatchEvent(copy);
  }

  function hear(event: KeyboardEvent): void {
    if (passed.has(event) || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (takesText(event.target) || document.querySelector("[role=dialog][aria-modal=true]") !== null) return;
    if (event.key === "Shift") return;
    if (event.key === "Enter" && held.length >= SHORTEST) {
      stop(event);
      clearTimeout(timer);
      const scanned = held.map(({ sign }) => sign).join("");
      held = [];
      onScan(scanned);
      return;
    }
    const sign = signOf(event);
    if (sign === undefined) {
      release();
      return;
    }
    stop(event);
    held.push({ event, sign });
    clearTimeout(timer);
    timer = setTimeout(release, GAP_MS);
  }

  window.addEventListener("keydown", hear, true);
  return () => {
    window.removeEventListener("keydown", hear, true);
    clearTimeout(timer);
  };
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

const NO_TEXT = new Set(["button", "checkbox", "radio", "submit", "reset", "file", "range", "color", "image"]);

/** What is typed there is meant for it. */
function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !NO_TEXT.has(target.type);
  return target.isContentEditable || target.matches("textarea, select, [role=menu], [role=menu] *, [role=listbox] *");
}

const PLAIN: Readonly<Record<string, string>> = {
  Minus: "-",
  Slash: "/",
  Period: ".",
  Semicolon: ";",
  Equal: "=",
  NumpadSubtract: "-",
};
const SHIFTED: Readonly<Record<string, string>> = { Minus: "_", Slash: "?", Semicolon: ":" };

/** By the key, not by the letter: the scanner presses those of an English keyboard, whatever layout is on. */
function signOf({ code, key, shiftKey }: KeyboardEvent): string | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit !== undefined) return shiftKey ? undefined : digit;
  const sign = (shiftKey ? SHIFTED : PLAIN)[code];
  if (sign !== undefined) return sign;
  return code === "" && /^[A-Za-z0-9/:._?=-]$/.test(key) ? key : undefined;
}
