/** The scenario cases of a bundle, file by file. */
import type { Bundle } from "../../connection/api-types.ts";
import { pathsOf, resourcesOf, type Files } from "../bundle-files.ts";
import { jsonText } from "../json/read-json.ts";

export interface ListedCase {
  readonly path: string;
  /** Place in its file. */
  readonly index: number;
  readonly id: string;
  readonly case: object;
}

export interface ListedCases {
  /** About this diagram, in the order in which they are played. */
  readonly cases: readonly ListedCase[];
  /** How many are about other diagrams, which are not played here. */
  readonly others: number;
  /** Files that are not a list of cases. */
  readonly unread: readonly string[];
}

/** `diagram`: its file name. */
export function casesOf(files: Files, diagram: string): ListedCases {
  const cases: ListedCase[] = [];
  const unread: string[] = [];
  let others = 0;
  for (const path of pathsOf(files, "scenario")) {
    const list = listIn(files[path]!);
    if (list === undefined) unread.push(path);
    else
      for (const [index, item] of list.entries()) {
        const { id, file } = item;
        if (typeof file === "string" && file.split("/").at(-1) === diagram)
          cases.push({ path, index, id: typeof id === "string" ? id : String(index + 1), case: item });
        else others += 1;
      }
  }
  return { cases, others, unread };
}

type Item = Readonly<Record<string, unknown>>;

/** As the server reads it: a list of which every item has these four. */
function listIn(text: string): readonly Item[] | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    const isCase = (item: unknown): boolean =>
      typeof item === "object" && item !== null && ["id", "file", "script", "expect"].every((key) => key in item);
    return Array.isArray(value) && value.every(isCase) ? (value as readonly Item[]) : undefined;
  } catch {
    return undefined;
  }
}

/** What `tryDefinition` takes to play these cases, in this order. */
export function bundleToTry(files: Files, cases: readonly ListedCase[]): Bundle {
  return {
    resources: [
      ...resourcesOf(files).filter(({ kind }) => kind !== "scenario"),
      { kind: "scenario", name: "cases", content: JSON.stringify(cases.map((each) => each.case)) },
    ],
  };
}

/** A case to begin with: start, and the first task done. */
export function templateCase(id: string, diagram: string, task: string | undefined): object {
  return {
    id,
    file: `../${diagram}`,
    script: [
      { do: "start", variables: {} },
      ...(task === undefined ? [] : [{ do: "complete", element: task, variables: {} }]),
    ],
    expect: { state: "completed", completed: task === undefined ? [] : [task] },
  };
}

/** The file with the case at its end; a file that is no list is left alone, and a new one is made. */
export function withCase(files: Files, item: { readonly id: string }, name = "new"): { path: string; text: string } {
  const path = pathsOf(files, "scenario").find((each) => each === `scenarios/${name}.json`) ?? `scenarios/${name}.json`;
  const list = files[path] === undefined ? [] : listIn(files[path]);
  if (list === undefined) return withCase(files, item, `${name}-1`);
  return { path, text: jsonText([...list, item]) };
}

export function freeId(cases: readonly ListedCase[]): string {
  let number = cases.length + 1;
  while (cases.some(({ id }) => id === `case-${number}`)) number += 1;
  return `case-${number}`;
}
