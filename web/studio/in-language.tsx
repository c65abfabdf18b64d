/** A part of a page in another language than the page: what an applicant would see. */
import type { i18n } from "i18next";
import { useEffect, useState, type ReactNode } from "react";
import { I18nextProvider, useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES, isLanguage, type Language } from "../app/languages.ts";
import { SegmentedControl } from "@mantine/core";

export interface InLanguageProps {
  readonly language: Language;
  /** The areas whose words stand in it. */
  readonly areas: readonly string[];
  readonly children: ReactNode;
}

export function InLanguage({ language, areas, children }: InLanguageProps) {
  const { i18n } = useTranslation();
  const [other, setOther] = useState<i18n>();
  useEffect(() => {
    let gone = false;
    const made = i18n.cloneInstance({ lng: language });
    void Promise.all([made.changeLanguage(language), made.loadNamespaces([...areas])]).then(() => {
      if (!gone) setOther(made);
    });
    return () => {
      gone = true;
    };
    // The areas are the same each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [i18n, language]);
  if (other === undefined) return null;
  return (
    <div lang={language}>
      <I18nextProvider i18n={other}>{children}</I18nextProvider>
    </div>
  );
}

interface LanguageChoiceProps {
  readonly label: string;
  readonly value: Language;
  readonly onChange: (language: Language) => void;
}

export function LanguageChoice({ label, value, onChange }: LanguageChoiceProps) {
  return (
    <SegmentedControl
      aria-label={label}
      value={value}
      onChange={(chosen) => {
        if (isLanguage(chosen)) onChange(chosen);
      }}
      data={LANGUAGES.map((each) => ({ value: each, label: LANGUAGE_NAMES[each] }))}
    />
  );
}
