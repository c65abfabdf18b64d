/** The files of one bundle by path, as `processes/` keeps them, and as resources, as the API takes them. */
import type { Bundle } from "../connection/api-types.ts";

export type Files = Readonly<Record<string, string>>;
export type Resource = Bundle["resources"][number];
type Kind = Resource["kind"];

const FOLDERS: Readonly<Partial<Record<Kind, string>>> = {
  form: "forms",
  document: "documents",
  scenario: "scenarios",
};

/** `office.bpmn`, `forms/application.json`, `regulation.json`, `fees.dmn`. */
function pathOf({ kind, name }: Pick<Resource, "kind" | "name">): string {
  const folder = FOLDERS[kind];
  return folder === undefined ? name : `${folder}/${name}.json`;
}

/** What a file of that path is; undefined for one that no bundle has. */
export function resourceAt(path: string): { readonly kind: Kind; readonly name: string } | undefined {
  for (const [kind, folder] of Object.entries(FOLDERS)) {
    const name = new RegExp(`^${folder}/([^/]+)\\.json$`).exec(path)?.[1];
    if (name !== undefined) return { kind: kind as Kind, name };
  }
  if (path === "regulation.json") return { kind: "regulation", name: path };
  if (/^[^/]+\.bpmn$/.test(path)) return { kind: "bpmn", name: path };
  return /^[^/]+\.dmn$/.test(path) ? { kind: "decision", name: path } : undefined;
}

export const filesOf = (resources: readonly Resource[]): Files =>
  Object.fromEntries(resources.map((resource) => [pathOf(resource), textOf(resource)]));

/** In the order of paths, so that the same files make the same bundle. */
export function resourcesOf(files: Files): Resource[] {
  return Object.entries(files)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([path, content]) => {
      const resource = resourceAt(path);
      return resource === undefined ? [] : [{ ...resource, content }];
    });
}

/** Paths of the files of one kind, sorted. */
export const pathsOf = (files: Files, kind: Kind): readonly string[] =>
  Object.keys(files)
    .filter((path) => resourceAt(path)?.kind === kind)
    .sort();

/** Of the bundle's one diagram. */
export const diagramPath = (files: Files): string | undefined => pathsOf(files, "bpmn")[0];

function textOf({ content, encoding }: Resource): string {
  if (encoding !== "base64") return content;
  return new TextDecoder().decode(Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)));
}
