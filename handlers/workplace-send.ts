/**
 * Sends the electronic document through the gateway to the workplace of the regional gateway (АЖО ЭҮАШ / АРМ РШЭП), where the provider takes it;
 * process 8 of clauses 9 and 10, process 6 of clause 9 in the acts of 2016 and 2019.
 */
import { createHash } from "node:crypto";
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { documentMissing } from "./case-file.ts";
import { closedObject, defineHandler, named, yesOrNo } from "./define-handler.ts";
import { askOutside } from "./outside-call.ts";
import type { LocalWorkplace } from "./outside.ts";

/**
 * Facts: `accepted`, with the other side's `reference` when it is. What goes out is the number of the case, the name of the document and its digest,
 * salted with the number: the document itself stays in the case file, before the provider, and nobody can guess it from the digest.
 */
export function workplaceSend(workplace: LocalWorkplace): Handler {
  return defineHandler({
    name: "workplace.send",
    description: "Hands a document over to the local body's workplace, by reference.",
    input: closedObject(
      {
        document: named("Document of the case file that is handed over."),
        kind: {
          enum: ["request", "result"],
          description: "The request that goes there, or the result that comes back.",
        },
      },
      ["document", "kind"],
    ),
    output: closedObject(
      {
        accepted: yesOrNo("The workplace has taken it."),
        reference: { type: "string", minLength: 1, description: "Its number there." },
      },
      ["accepted"],
    ),
    retries: { attempts: 8, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const document = await context.readDocument(input.document);
      if (document === undefined) throw documentMissing(input.document);
      const digest = createHash("sha256")
        .update(`${context.case}\n${document.id}\n`)
        .update(document.bytes)
        .digest("hex");
      const parcel = {
        application: context.case,
        ...(context.regulation === undefined ? {} : { regulation: context.regulation }),
        ...(context.channel === undefined ? {} : { channel: context.channel }),
        kind: input.kind,
        documents: [{ name: input.document, digest }],
        at: context.at,
      };
      const receipt = await askOutside(context, (call) => workplace.handOver(parcel, call));
      return { facts: receipt.accepted ? { accepted: true, reference: receipt.reference } : { accepted: false } };
    },
  });
}
