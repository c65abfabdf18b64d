/**
 * How they signed in who sends something, filed beside it as `session`: `{method, signedInAt, personalNumber}`. `sign-in.verify` reads it. Never
 * what they signed in with, and whose personal number it is stands in `signer` alone.
 */
import type { FlowNode, Graph } from "../engine/model/graph.ts";
import type { AccountRow } from "../engine/ports.ts";
import type { SignIn } from "./auth/sessions.ts";

export interface FiledByTheHouse {
  readonly name: "session" | "signer";
  readonly mediaType: "application/json";
  readonly bytes: Uint8Array;
}

export function sessionDocument({ method, signedInAt }: SignIn, { iin }: AccountRow): FiledByTheHouse {
  return jsonOf("session", { method, signedInAt, personalNumber: iin !== undefined });
}

export const signerDocument = (iin: string): FiledByTheHouse => jsonOf("signer", { iin });

const jsonOf = (name: "session" | "signer", value: object): FiledByTheHouse => ({
  name,
  mediaType: "application/json",
  bytes: Buffer.from(JSON.stringify(value)),
});

const CHECK = "sign-in.verify";

/** Whether a check of the sign-in comes before anything else that somebody sends: after the element, or after the start without one. */
export function leadsToSignInCheck(graph: Graph, process: string, element?: string): boolean {
  const scope = graph.scopes[graph.processes.find(({ id }) => id === process)?.scope ?? -1];
  const from = element === undefined ? (scope?.starts ?? []) : [graph.nodeIndex[element] ?? -1];
  const seen = new Set<number>(from);
  const open = from.flatMap((index) => next(graph, graph.nodes[index]));
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const node = graph.nodes[index];
    if (node === undefined || seen.has(index)) continue;
    seen.add(index);
    if (node.call?.handler === CHECK) return true;
    if (node.kind !== "userTask") open.push(...next(graph, node));
  }
  return false;
}

const next = (graph: Graph, node: FlowNode | undefined): number[] =>
  (node?.outgoing ?? []).flatMap((flow) => graph.flows[flow]?.target ?? []);
