/** How a file of this room declares its handler, and the pieces of schema that all of them use. */
import type { Variables } from "../engine/core/events.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";
import { takeExchanges } from "./exchange-record.ts";

/**
 * One file declares a handler: name, description, schemas, what it does. `run` gets its input typed as its own schema says; the runtime has checked
 * it against that schema before. Lint, `reglament handlers`, docs/handlers.md and the editor's element templates read the same schemas.
 */
export function defineHandler<Input>(
  handler: Omit<Handler, "run" | "input"> & {
    readonly input: SchemaOf<Input>;
    run(input: NoInfer<Input>, context: HandlerContext): Promise<HandlerAnswer>;
  },
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

declare const VALUE: unique symbol;

/** A JSON Schema that knows the type of what fits it. */
export interface SchemaOf<Value> {
  readonly [keyword: string]: unknown;
  readonly [VALUE]?: Value;
}

/** What fits the schema: `type Input = ValueOf<typeof INPUT>`. */
export type ValueOf<Schema> = Schema extends SchemaOf<infer Value> ? Value : never;

interface TypesByName {
  readonly string: string;
  readonly boolean: boolean;
  readonly integer: number;
  readonly number: number;
  readonly null: null;
}

type Typed<Name> = Name extends keyof TypesByName ? TypesByName[Name] : unknown;

/** The type of one property, from `enum`, `const` or `type`. */
type PropertyOf<Schema> = Schema extends { readonly enum: readonly (infer Value)[] }
  ? Value
  : Schema extends { readonly const: infer Value }
    ? Value
    : Schema extends { readonly type: infer Name }
      ? Name extends readonly (infer Each)[]
        ? Typed<Each>
        : Typed<Name>
      : unknown;

type ObjectOf<Properties, Required> = {
  readonly [Name in keyof Properties as Name extends Required ? Name : never]: PropertyOf<Properties[Name]>;
} & { readonly [Name in keyof Properties as Name extends Required ? never : Name]?: PropertyOf<Properties[Name]> };

/** A closed object (draft 2020-12). Each property has a `description`: a sentence for whoever draws the diagram. */
export function closedObject<
  const Properties extends Readonly<Record<string, { readonly description: string }>>,
  const Required extends readonly (keyof Properties & string)[],
>(properties: Properties, required: Required): SchemaOf<ObjectOf<Properties, Required[number]>> {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    additionalProperties: false,
    required,
    properties,
  };
}

/** A name of a document, a field, a template. */
export const named = (description: string) => ({ type: "string", minLength: 1, maxLength: 200, description }) as const;

/** The same, optional: FEEL gives null for a variable that is not there, and that means the default. */
export const optionallyNamed = (description: string) =>
  ({ type: ["string", "null"], minLength: 1, maxLength: 200, description }) as const;

export const yesOrNo = (description: string) => ({ type: "boolean", description }) as const;
