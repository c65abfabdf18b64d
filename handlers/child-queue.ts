/**
 * The electronic queue of preschool places; clause 6: process 13 (the child is put into the queue), process 15 (the offered place is
 * declined and the child stays), process 16 (the place is accepted and the child leaves the queue).
 */
import type { Variables } from "../engine/core/events.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { jsonDocument, readTextField } from "./case-file.ts";
import { OPTIONAL_NAME, closedObject, defineHandler } from "./define-handler.ts";
import { isIin } from "./iin.ts";
import { askOutside } from "./outside-call.ts";
import type { QueueRegister } from "./outside.ts";

/** `document` and `field` hold the child's IIN and are needed to `enrol`; the other two actions go by the case. */
interface Input {
  readonly action: "enrol" | "accept" | "decline";
  readonly document?: string | null;
  readonly field?: string | null;
  readonly as?: string | null;
}

/** Facts: `queued`, `number`; while queued `position`; after `enrol` also `already`. Files the same with the instant. */
export function childQueue(queue: QueueRegister): Handler {
  return defineHandler<Input>({
    name: "child.queue",
    description: "Puts the child into the queue of preschool places, or takes note of the answer to an offered place.",
    input: {
      ...closedObject(
        {
          action: { enum: ["enrol", "accept", "decline"] },
          document: OPTIONAL_NAME,
          field: OPTIONAL_NAME,
          as: OPTIONAL_NAME,
        },
        ["action"],
      ),
      if: { properties: { action: { const: "enrol" } } },
      then: {
        required: ["document", "field"],
        properties: { document: { type: "string" }, field: { type: "string" } },
      },
    },
    output: closedObject(
      {
        queued: { type: "boolean" },
        number: { type: "string", minLength: 1 },
        position: { type: "integer", minimum: 1 },
        already: { type: "boolean" },
      },
      ["queued", "number"],
    ),
    retries: { attempts: 6, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const application = context.case;
      const facts = await askOutside(context, async (call): Promise<Variables> => {
        if (input.action === "accept") {
          const { number } = await queue.acceptOffer({ application }, call);
          return { queued: false, number };
        }
        if (input.action === "decline") {
          const { number, position } = await queue.declineOffer({ application }, call);
          return { queued: true, number, position };
        }
        const childIin = await readTextField(context, input.document ?? "", input.field ?? "");
        if (!isIin(childIin)) {
          throw new HandlerFailure(
            "FIELD_INVALID",
            `The field "${input.field}" of the document "${input.document}" is not a personal number.`,
            "final",
          );
        }
        const { number, position, already } = await queue.enrol({ application, childIin }, call);
        return { queued: true, number, position, already };
      });
      return {
        facts,
        documents: [jsonDocument(input.as ?? "queue-place", { action: input.action, ...facts, at: context.at })],
      };
    },
  });
}
