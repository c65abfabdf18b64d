/** What is wrong with the cases of a scenario file (design, section 10), place by place, before anybody plays them. */

export interface ScenarioMistake {
  /** RFC 6901, from the top of the file. */
  readonly pointer: string;
  readonly code:
    | "list"
    | "object"
    | "text"
    | "missing"
    | "unknown-key"
    | "operation"
    | "no-element"
    | "state"
    | "texts"
    | "duration"
    | "number"
    | "twice";
  /** The key or the element. */
  readonly of?: string;
}

type Item = Readonly<Record<string, unknown>>;

const OPERATIONS: Readonly<
  Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  start: { required: [], optional: ["variables", "process", "as"] },
  complete: { required: ["element"], optional: ["variables", "ifOpen", "in"] },
  error: { required: ["element", "code"], optional: ["variables", "ifOpen", "in"] },
  message: { required: ["name"], optional: ["variables", "correlation", "ifOpen", "in"] },
  signal: { required: ["name"], optional: ["variables", "ifOpen", "in"] },
  advance: { required: ["duration"], optional: [] },
};
const STATES = ["active", "completed", "terminated", "incident"];
const TEXT_KEYS = ["process", "as", "element", "in", "code", "name", "duration"];

/** `elements`: ids of the diagram that the cases are about; without them nothing is said of elements. */
export function checkScenarios(value: unknown, elements?: ReadonlySet<string>): readonly ScenarioMistake[] {
  if (!Array.isArray(value)) return [{ pointer: "", code: "list" }];
  const mistakes: ScenarioMistake[] = [];
  const seen = new Set<unknown>();
  for (const [index, item] of (value as readonly unknown[]).entries()) {
    const pointer = `/${index}`;
    if (!isItem(item)) mistakes.push({ pointer, code: "object" });
    else {
      checkCase(item, pointer, mistakes, elements);
      if (seen.has(item.id)) mistakes.push({ pointer: `${pointer}/id`, code: "twice", of: String(item.id) });
      seen.add(item.id);
    }
  }
  return mistakes;
}

function checkCase(
  item: Item,
  pointer: string,
  mistakes: ScenarioMistake[],
  elements: ReadonlySet<string> | undefined,
): void {
  for (const key of ["id", "file"])
    if (item[key] === undefined) mistakes.push({ pointer, code: "missing", of: key });
    else if (typeof item[key] !== "string" || item[key] === "")
      mistakes.push({ pointer: `${pointer}/${key}`, code: "text" });
  if (!Array.isArray(item.script)) mistakes.push({ pointer, code: "missing", of: "script" });
  else
    for (const [index, operation] of (item.script as readonly unknown[]).entries())
      checkOperation(operation, `${pointer}/script/${index}`, mistakes, elements);
  if (!isItem(item.expect)) mistakes.push({ pointer, code: "missing", of: "expect" });
  else checkExpectation(item.expect, `${pointer}/expect`, mistakes, elements);
}

function checkOperation(
  operation: unknown,
  pointer: string,
  mistakes: ScenarioMistake[],
  elements: ReadonlySet<string> | undefined,
): void {
  if (!isItem(operation)) return void mistakes.push({ pointer, code: "object" });
  const shape = typeof operation.do === "string" ? OPERATIONS[operation.do] : undefined;
  if (shape === undefined) return void mistakes.push({ pointer: `${pointer}/do`, code: "operation" });
  for (const key of shape.required)
    if (operation[key] === undefined) mistakes.push({ pointer, code: "missing", of: key });
  for (const [key, value] of Object.entries(operation)) {
    const inner = `${pointer}/${key}`;
    if (key !== "do" && ![...shape.required, ...shape.optional].includes(key))
      mistakes.push({ pointer: inner, code: "unknown-key", of: key });
    else if (TEXT_KEYS.includes(key) && typeof value !== "string") mistakes.push({ pointer: inner, code: "text" });
    else if (key === "variables" && !isItem(value)) mistakes.push({ pointer: inner, code: "object" });
    else if (key === "duration" && !/^P(?=.)(?:\d+[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?$/.test(String(value)))
      mistakes.push({ pointer: inner, code: "duration" });
    else if (key === "element") checkElement(value, inner, mistakes, elements);
  }
}

function checkExpectation(
  expected: Item,
  pointer: string,
  mistakes: ScenarioMistake[],
  elements: ReadonlySet<string> | undefined,
): void {
  const { state, stateOneOf, order, counts } = expected;
  if (state !== undefined && !STATES.includes(state as string))
    mistakes.push({ pointer: `${pointer}/state`, code: "state" });
  if (stateOneOf !== undefined && !(isTexts(stateOneOf) && stateOneOf.every((each) => STATES.includes(each))))
    mistakes.push({ pointer: `${pointer}/stateOneOf`, code: "state" });
  for (const key of ["completed", "notCompleted", "open"]) {
    const value = expected[key];
    if (value === undefined) continue;
    if (!isTexts(value)) mistakes.push({ pointer: `${pointer}/${key}`, code: "texts" });
    else value.forEach((each, index) => checkElement(each, `${pointer}/${key}/${index}`, mistakes, elements));
  }
  if (order !== undefined && !(Array.isArray(order) && order.every(isTexts)))
    mistakes.push({ pointer: `${pointer}/order`, code: "texts" });
  if (counts !== undefined && !isItem(counts)) mistakes.push({ pointer: `${pointer}/counts`, code: "object" });
  else
    for (const [element, count] of Object.entries(counts ?? {})) {
      if (!Number.isInteger(count)) mistakes.push({ pointer: `${pointer}/counts/${element}`, code: "number" });
      checkElement(element, `${pointer}/counts/${element}`, mistakes, elements);
    }
}

/** A case may name elements of a called diagram too: those are not known here, so only a file of its own is sure. */
function checkElement(
  id: unknown,
  pointer: string,
  mistakes: ScenarioMistake[],
  elements: ReadonlySet<string> | undefined,
): void {
  if (elements !== undefined && typeof id === "string" && !elements.has(id))
    mistakes.push({ pointer, code: "no-element", of: id });
}

const isItem = (value: unknown): value is Item => typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");
