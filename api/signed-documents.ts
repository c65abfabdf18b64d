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

/** Whom the certificate of such a signature must name: a field of a document of the case, else the account that signs. */
export interface ExpectedSigner {
  readonly document: string;
  readonly iin: "account" | { readonly document: string; readonly field: string };
}

/** Of that field of the form; `undefined`: none, or one that only the diagram's own check can judge (an organisation, a capacity, an expression). */
export function expectedSigner({ nodes }: Graph, form: string, field: string): ExpectedSigner | undefined {
  const call = nodes
    .flatMap(({ call: each }) => (each?.handler === "signature.verify" ? [each] : []))
    .find((each) => literal(each, "signature") === form && (literal(each, "signatureField") ?? "signature") === field);
  const document = call === undefined ? undefined : literal(call, "document");
  if (call === undefined || document === undefined) return undefined;
  const further = ["binField", "binFrom", "signerType"];
  if (call.inputs.some(({ name, feel }) => feel !== undefined || further.includes(name))) return undefined;
  const from = literal(call, "iinFrom") ?? "signer";
  return {
    document,
    iin: from === "signer" ? "account" : { document: from, field: literal(call, "iinField") ?? "iin" },
  };
}

const literal = ({ inputs }: Call, name: string): string | undefined =>
  inputs.find((input) => input.name === name)?.literal;
