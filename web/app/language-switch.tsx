import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LANGUAGES, LANGUAGE_NAMES, chooseLanguage, currentLanguage, isLanguage } from "./languages.ts";

export function LanguageSwitch() {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("language")}
      value={currentLanguage()}
      onChange={(value) => {
        if (isLanguage(value)) void chooseLanguage(value);
      }}
      data={LANGUAGES.map((value) => ({
        value,
        label: (
          <span lang={value} title={LANGUAGE_NAMES[value]}>
            {value === "kk" ? "Қаз" : value === "ru" ? "Рус" : "Eng"}
          </span>
        ),
      }))}
    />
  );
}
