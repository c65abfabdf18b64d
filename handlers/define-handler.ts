/** How a file of this room declares its handler, and the pieces of schema that all of them use. */
import type { Variables } from "../engine/core/events.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";
import { takeExchanges } from "./exchange-record.ts";

/** `run` gets its input typed as its own schema says; the runtime has checked it against that schema before. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it types what the caller writes
export function defineHandler<Input>(
  handler: Omit<Handler, "run"> & { run(input: Input, context: HandlerContext): Promise<HandlerAnswer> },
): Handler {
  return Object.freeze({
    ...handler,
    async run(input: Variables, context: HandlerContext) {
      try {
        return withExchanges(await handler.run(input as unknown as Input, context), context);
      } catch (error) {
        const documents = takeExchanges(context);
        if (error instanceof HandlerFailure && documents.length > 0)
          error.documents = [...(error.documents ?? []), ...documents];
        throw error;
      }
    },
  });
}

/** What was sent and received on the way is filed with the answer. */
function withExchanges(answer: HandlerAnswer, context: HandlerContext): HandlerAnswer {
  const exchanges = takeExchanges(context);
  return exchanges.length === 0 ? answer : { ...answer, documents: [...(answer.documents ?? []), ...exchanges] };
}

/** A closed object (draft 2020-12). */
export function closedObject(properties: Readonly<Record<string, object>>, required: readonly string[]): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    additionalProperties: false,
    required,
    properties,
  };
}

/** A name of a document, a field, a template. */
export const NAME = { type: "string", minLength: 1, maxLength: 200 } as const;

/** The same, optional: FEEL gives null for a variable that is not there, and that means the default. */
export const OPTIONAL_NAME = { type: ["string", "null"], minLength: 1, maxLength: 200 } as const;
