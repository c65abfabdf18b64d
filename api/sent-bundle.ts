/** Bundles as they travel over HTTP, and what they are played and linted with: the diagrams in service of the same regulation. */
import { isUtf8 } from "node:buffer";
import type { DefinitionStore, Deployment, Resource, ResourceKind } from "../engine/ports.ts";
import type { Bundle } from "../engine/runtime/runtime.ts";
import { bytesOfBase64 } from "./base64.ts";
import { everyPage } from "./every-page.ts";

/** A regulation with all its forms is far below this; a diagram of this size is an attack or a mistake. */
export const LIMIT_OF_BUNDLE = 16 * 1024 * 1024;

export interface SentBundle {
  readonly resources: readonly {
    readonly kind: ResourceKind;
    readonly name: string;
    readonly content: string;
    readonly encoding?: "text" | "base64";
  }[];
  readonly comment?: string;
}

export function bundleOfJson(sent: SentBundle): Bundle {
  const resources = sent.resources.map(({ kind, name, content, encoding }, index) => ({
    kind,
    name,
    bytes: encoding === "base64" ? bytesOfBase64(content, `/resources/${index}/content`) : Buffer.from(content, "utf8"),
  }));
  return { resources, ...(sent.comment === undefined ? {} : { comment: sent.comment }) };
}

/** What is not text goes in base64. */
export function sentResource({
  kind,
  name,
  bytes,
}: Pick<Resource, "kind" | "name" | "bytes">): SentBundle["resources"][number] {
  const buffer = Buffer.from(bytes);
  return isUtf8(buffer)
    ? { kind, name, content: buffer.toString("utf8") }
    : { kind, name, content: buffer.toString("base64"), encoding: "base64" };
}

/** Of `regulation.json`; undefined for one that does not say it. */
export function idOfRegulation(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  try {
    const { id } = JSON.parse(new TextDecoder().decode(bytes)) as { id?: unknown };
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}

/** The diagrams of the regulation's other channels: scenarios and call activities name them. */
export async function diagramsInService(
  definitions: DefinitionStore,
  regulation: string,
): Promise<readonly Resource[]> {
  const digests = new Set<string>();
  for await (const { items } of everyPage((more) => definitions.list({ latestOnly: true }, { limit: 200, ...more })))
    for (const row of items) if (row.regulation === regulation) digests.add(row.digest);
  const deployments = await Promise.all([...digests].map((digest) => definitions.byDigest(digest)));
  return deployments.flatMap((deployment) => (deployment === undefined ? [] : [diagramOf(deployment)]));
}

/** A deployment holds one diagram. */
export function diagramOf(deployment: Deployment): Resource {
  const diagram = deployment.resources.find(({ kind }) => kind === "bpmn");
  if (diagram === undefined) throw new Error(`The deployment ${deployment.digest} holds no diagram.`);
  return diagram;
}
