/** What the rules of lint say, in the reader's language: a title, why it matters, and how to mend it. */
import { useTranslation } from "react-i18next";

export interface RuleWords {
  readonly title: string;
  readonly why: string;
  readonly mend: string;
}

/** By the rule: `dead-end`, `bpmnlint/label-required`. */
export function useRuleWords(): Readonly<Record<string, RuleWords>> {
  const { t } = useTranslation("lint");
  return t("rules", { returnObjects: true });
}

/** The rule's own name where nothing has been written of it yet: the message beside it says the rest. */
export const titleOfRule = (words: Readonly<Record<string, RuleWords>>, rule: string): string =>
  words[rule]?.title ?? rule;
