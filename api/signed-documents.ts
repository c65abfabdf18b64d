/** Which document a signature of a form is over: the diagram's call of `signature.verify` says it. */
import type { Call, Graph } from "../engine/model/graph.ts";

/** Field of the form -> name of the document; `signature` where the call names no field. */
export function documentsToSign({ nodes }: Graph, form: string): Readonly<Record<string, string>> {
  const calls = nodes.flatMap(({ call }) => (call?.handler === "signature.verify" ? [call] : []));
  return Object.fromEntries(
    calls.flatMap((call) => {
      const document = literal(call, "document");
      return literal(call, "signature") === form && document !== undefined
        ? [[literal(call, "signatureField") ?? "signature", document]]
        : [];
    }),
  );
}

const literal = ({ inputs }: Call, name: string): string | undefined =>
  inputs.find((input) => input.name === name)?.literal;
