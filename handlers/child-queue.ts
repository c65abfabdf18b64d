/**
 * The electronic queue of preschool places; clause 6: process 13 (the child is put into the queue), process 15 (the offered place is
 * declined and the child stays), process 16 (the place is accepted and the child leaves the queue). Children stand in the order in which they
 * came, those with the right to a place out of turn before those with the right to a place first, and these before all others.
 */
import type { Variables } from "../engine/core/events.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";
import { jsonDocument, readTextField } from "./case-file.ts";
import { closedObject, defineHandler, optionallyNamed, yesOrNo } from "./define-handler.ts";
import type { ValueOf } from "./define-handler.ts";
import { isIin } from "./iin.ts";
import { askOutside } from "./outside-call.ts";
import type { QueuePrivilege, QueueRegister } from "./outside.ts";

const INPUT = closedObject(
  {
    action: {
      enum: ["enrol", "accept", "decline"],
      description: "Put the child into the queue, or take note of the answer to an offered place.",
    },
    document: optionallyNamed("Document with the child's IIN; needed to enrol."),
    field: optionallyNamed("Its field with the child's IIN; needed to enrol."),
    privilegeDocument: optionallyNamed("Document in which the privilege stands; `document` unless said."),
    privilegeField: optionallyNamed("Its field: `none`, `first-order` or `out-of-turn`; no privilege unless said."),
    as: optionallyNamed("Under which name the answer is filed; `queue-place` unless said."),
  },
  ["action"],
);
type Input = ValueOf<typeof INPUT>;

const PRIVILEGES: readonly string[] = ["first-order", "out-of-turn"] satisfies QueuePrivilege[];

/**
 * Facts: `queued`, `number`; while queued `position` (at this instant: who comes later with a stronger privilege stands before it);
 * after `enrol` also `already`. Files the same with the instant, and the privilege that was asked for.
 */
export function childQueue(queue: QueueRegister): Handler {
  return defineHandler({
    name: "child.queue",
    description: "Puts the child into the queue of preschool places, or takes note of the answer to an offered place.",
    input: {
      ...INPUT,
      if: { properties: { action: { const: "enrol" } } },
      then: {
        required: ["document", "field"],
        properties: { document: { type: "string" }, field: { type: "string" } },
      },
    },
    output: closedObject(
      {
        queued: yesOrNo("The child stands in the queue."),
        number: { type: "string", minLength: 1, description: "The number in the queue." },
        position: {
          type: "integer",
          minimum: 1,
          description:
            "The place at this instant, while queued: who comes later with a stronger privilege stands before it.",
        },
        already: yesOrNo("After enrolling: the child stood in the queue before."),
      },
      ["queued", "number"],
    ),
    retries: { attempts: 6, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const application = context.case;
      const privilege = input.action === "enrol" ? await readPrivilege(input, context) : undefined;
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
        const { number, position, already } = await queue.enrol(
          { application, childIin, ...(privilege === undefined ? {} : { privilege }) },
          call,
        );
        return { queued: true, number, position, already };
      });
      return {
        facts,
        documents: [
          jsonDocument(input.as ?? "queue-place", {
            action: input.action,
            ...facts,
            ...(privilege === undefined ? {} : { privilege }),
            at: context.at,
          }),
        ],
      };
    },
  });
}

async function readPrivilege(input: Input, context: HandlerContext): Promise<QueuePrivilege | undefined> {
  const { privilegeField } = input;
  if (privilegeField === undefined || privilegeField === null) return undefined;
  const document = input.privilegeDocument ?? input.document ?? "";
  const value = await readTextField(context, document, privilegeField);
  if (value === "none") return undefined;
  if (!PRIVILEGES.includes(value))
    throw new HandlerFailure(
      "FIELD_INVALID",
      `The field "${privilegeField}" of the document "${document}" names no privilege of the queue.`,
      "final",
    );
  return value as QueuePrivilege;
}
