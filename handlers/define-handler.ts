/** How a file of this room declares its handler, and the pieces of schema that all of them use. */
import type { Variables } from "../engine/core/events.ts";
import type { Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";

/** `run` gets its input typed as its own schema says; the runtime has checked it against that schema before. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it types what the caller writes
export function defineHandler<Input>(
  handler: Omit<Handler, "run"> & { run(input: Input, context: HandlerContext): Promise<HandlerAnswer> },
): Handler {
  return Object.freeze({
    ...handler,
    run: (input: Variables, context: HandlerContext) => handler.run(input as unknown as Input, context),
  });
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
