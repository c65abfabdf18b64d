/** What every field of a form is given. */
import type { FormSchema, Json } from "./form-schema.ts";

export interface FieldProps {
  readonly name: string;
  readonly schema: FormSchema;
  readonly label: string;
  readonly value: Json | undefined;
  readonly pointer: string;
  readonly required: boolean;
  readonly said: ReadonlyMap<string, string>;
  readonly disabled: boolean;
  readonly onChange: (value: Json | undefined) => void;
}
