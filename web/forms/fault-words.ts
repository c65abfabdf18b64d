/** A fault in the reader's words. */
import { useTranslation } from "react-i18next";
import type { Fault } from "./check-form.ts";
import { labelOf, type FormSchema } from "./form-schema.ts";

export const fieldId = (pointer: string): string => `field${pointer.replaceAll("/", "-")}`;

/** `(fault, named)`: with the field's label before it when it does not stand at the field. */
export function useFaultWords(schema: FormSchema): (fault: Fault, named?: boolean) => string {
  const { t, i18n } = useTranslation("forms");
  return ({ pointer, keyword, limit }, named = false) => {
    const words = t(`fault.${keyword}`, { limit: limit ?? 0 });
    const label = labelAt(schema, pointer, i18n.language);
    return named && label !== "" ? t("fault.named", { label, words }) : words;
  };
}

function labelAt(schema: FormSchema, pointer: string, language: string): string {
  let found: FormSchema | undefined = schema;
  let label = "";
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    found = /^\d+$/.test(name) && found?.items !== undefined ? found.items : found?.properties?.[name];
    if (found !== undefined) label = labelOf(found, language, label);
  }
  return label;
}
