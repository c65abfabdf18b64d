/** What fields need from the page around them. */
import { createContext, use } from "react";
import type { Json } from "./form-schema.ts";

export interface Tools {
  /** Files a document and answers its number; without it a field for a document takes a number as text. */
  readonly upload?: (file: File, field: string) => Promise<string>;
  /** The electronic signature for that field; without it the signature is entered by hand. */
  readonly sign?: (field: string) => Promise<Json>;
}

export const FormTools = createContext<Tools>({});
export const useFormTools = (): Tools => use(FormTools);
