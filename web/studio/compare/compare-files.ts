/** The files of two bundles beside the diagram: which came, went or say something else, and of JSON where. */

export interface FileChange {
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  /** Of JSON that changed; absent where a file is not JSON. */
  readonly places?: readonly JsonChange[];
}

export interface JsonChange {
  /** RFC 6901. */
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

type Files = Readonly<Record<string, string>>;

/** Diagrams are compared by `compareDiagrams`. A file that was only laid out otherwise is no change. */
export function compareFiles(before: Files, after: Files): readonly FileChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => !path.endsWith(".bpmn"))
    .sort();
  return paths.flatMap((path): FileChange[] => {
    const [was, is] = [before[path], after[path]];
    if (was === is) return [];
    if (was === undefined) return [{ path, kind: "added" }];
    if (is === undefined) return [{ path, kind: "removed" }];
    const [one, other] = [jsonOf(was), jsonOf(is)];
    if (one === undefined || other === undefined) return [{ path, kind: "changed" }];
    const places = compareJson(one, other);
    return places.length === 0 ? [] : [{ path, kind: "changed", places }];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Members that are on one side only stand there whole. */
function compareJson(before: unknown, after: unknown, pointer = ""): readonly JsonChange[] {
  if (Object.is(before, after)) return [];
  if (!isRecord(before) || !isRecord(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ pointer, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): readonly JsonChange[] => {
    const inner = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (!Object.hasOwn(before, name)) return [{ pointer: inner, after: after[name] }];
    if (!Object.hasOwn(after, name)) return [{ pointer: inner, before: before[name] }];
    return compareJson(before[name], after[name], inner);
  });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
