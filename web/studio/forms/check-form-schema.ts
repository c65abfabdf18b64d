/** Whether a JSON value is a form as the pages can show it; the server compiles the whole schema when it is put into service. */

export interface FormMistake {
  readonly pointer: string;
  readonly code: "object" | "type" | "properties" | "field" | "required" | "choices";
  readonly of?: string;
}

type Item = Readonly<Record<string, unknown>>;

export function checkFormSchema(value: unknown): readonly FormMistake[] {
  if (!isItem(value)) return [{ pointer: "", code: "object" }];
  const mistakes: FormMistake[] = [];
  if (value.type !== "object") mistakes.push({ pointer: value.type === undefined ? "" : "/type", code: "type" });
  const { properties = {}, required = [] } = value;
  if (!isItem(properties)) return [...mistakes, { pointer: "/properties", code: "properties" }];
  for (const [name, field] of Object.entries(properties)) {
    const pointer = `/properties/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (!isItem(field)) mistakes.push({ pointer, code: "field", of: name });
    else if (field.oneOf !== undefined && !(Array.isArray(field.oneOf) && field.oneOf.every(isItem)))
      mistakes.push({ pointer: `${pointer}/oneOf`, code: "choices", of: name });
  }
  if (!Array.isArray(required)) mistakes.push({ pointer: "/required", code: "properties" });
  else
    for (const [index, name] of (required as readonly unknown[]).entries())
      if (typeof name !== "string" || !Object.hasOwn(properties, name))
        mistakes.push({ pointer: `/required/${index}`, code: "required", of: String(name) });
  return mistakes;
}

const isItem = (value: unknown): value is Item => typeof value === "object" && value !== null && !Array.isArray(value);
