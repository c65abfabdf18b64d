/** The sentences of a draft's report (engine/tables), which are English, in the language of the page. One that is not known here is shown as it came. */
import { useTranslation } from "react-i18next";
import { LOSSES, MISSING, reading } from "./loss-sentences.ts";

export function useLossWords() {
  const { t } = useTranslation("workshop");
  return {
    lossInWords: (why: string): string => {
      const found = reading(LOSSES, why);
      return found === undefined ? why : t(`table.loss.${found.key}`, { of: found.of });
    },
    missingInWords: (sentence: string): string => {
      const found = reading(MISSING, sentence);
      return found === undefined ? sentence : t(`table.missingOf.${found.key}`, { of: found.of });
    },
  };
}
