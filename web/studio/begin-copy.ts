/** New working copies: from a version in service, and from a file that somebody has. */
import { call } from "../connection/client.ts";
import type { Definition } from "../connection/api-types.ts";
import { filesOf, resourceAt, type Files, type Resource } from "./bundle-files.ts";
import { newId, putCopy, type WorkingCopy } from "./copy-store.ts";

/** Keeps a new copy and answers its id. */
export async function beginCopy(
  account: string,
  copy: Pick<WorkingCopy, "name" | "regulation" | "basedOn" | "files">,
): Promise<string> {
  const id = newId();
  await putCopy(account, { ...copy, id, changedAt: new Date().toISOString() });
  return id;
}

/** Throws `ProblemError` or `NotReached`. */
export async function copyOfVersion(
  account: string,
  { process, version, digest, regulation }: Definition,
  name: string,
): Promise<string> {
  const { resources } = await call("getBundle", { params: { process, version: String(version) } });
  return beginCopy(account, {
    name,
    regulation: regulation ?? process,
    basedOn: { process, version, digest },
    files: filesOf(resources),
  });
}

/** The file is neither a diagram nor a bundle. */
export class NotOpenable extends Error {}

/** A diagram (.bpmn, .xml), or a bundle as the studio saves one (.json). Throws `NotOpenable`. */
export async function copyOfFile(account: string, file: File): Promise<string> {
  const text = decoded(new Uint8Array(await file.arrayBuffer()));
  const files = file.name.endsWith(".json") ? filesOfBundle(text) : { [diagramName(file.name)]: text };
  return beginCopy(account, {
    name: file.name.replace(/(\.bundle)?\.(bpmn|xml|json)$/, ""),
    regulation: regulationOf(files) ?? file.name.replace(/\..*$/, ""),
    files,
  });
}

/** By its byte order mark, else UTF-8: what tools write in other letters says so in its XML declaration, which is kept true by writing it anew. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : undefined;
  const head = new TextDecoder("latin1").decode(bytes.slice(0, 200));
  const declared = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(head)?.[1];
  const text = decodedAs(bytes, utf16 ?? declared ?? "utf-8");
  return text.replace(/^(<\?xml[^>]*encoding=["'])[\w-]+(["'])/, "$1UTF-8$2");
}

function decodedAs(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new NotOpenable();
  }
}

const diagramName = (name: string): string => {
  if (!/\.(bpmn|xml)$/i.test(name)) throw new NotOpenable();
  return name.replace(/\.(bpmn|xml)$/i, ".bpmn");
};

function filesOfBundle(text: string): Files {
  try {
    const { resources } = JSON.parse(text) as { readonly resources?: readonly Resource[] };
    const files = filesOf(resources ?? []);
    if (Object.keys(files).some((path) => resourceAt(path)?.kind === "bpmn")) return files;
  } catch {
    // said below
  }
  throw new NotOpenable();
}

/** As `reg:service` in the diagram names it. */
function regulationOf(files: Files): string | undefined {
  for (const [path, text] of Object.entries(files))
    if (path.endsWith(".bpmn")) return /<(?:\w+:)?service\b[^>]*\bregulation="([^"]+)"/.exec(text)?.[1];
  return undefined;
}
