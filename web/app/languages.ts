/** The three languages of the pages: which one is shown, and its words, loaded area by area. */
import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["kk", "ru", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language is called by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { kk: "Қазақша", ru: "Русский", en: "English" };

const KEPT = "reglament.language";

/**
 * Chromium has no Kazakh locale, and would count in the language of the browser, for which Kazakh words have no forms. Turkish counts alike: one, and
 * other (CLDR, plural rules).
 */
function countInKazakh(): void {
  if (Intl.PluralRules.supportedLocalesOf("kk").length > 0) return;
  const PluralRules = new Proxy(Intl.PluralRules, {
    construct: (rules, [locale, options]: [string, Intl.PluralRulesOptions | undefined]) =>
      new rules(locale === "kk" ? "tr" : locale, options),
  });
  Object.assign(Intl, { PluralRules });
}

const files = import.meta.glob<Record<string, unknown>>("../words/*/*.json", { import: "default" });

const wordFiles: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language, area, done) {
    const load = files[`../words/${language}/${area}.json`];
    if (load === undefined) {
      done(new Error(`no words of ${area} in ${language}`), false);
      return;
    }
    load().then(
      (words) => done(null, words),
      (error: unknown) => done(error as Error, false),
    );
  },
};

export const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language);

/** The language that somebody chose on this machine, if they did. */
export function chosenLanguage(): Language | undefined {
  const kept = localStorage.getItem(KEPT);
  return isLanguage(kept) ? kept : undefined;
}

function firstLanguage(): Language {
  const ofBrowser = navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage);
  return chosenLanguage() ?? ofBrowser ?? "kk";
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "kk";
}

export async function loadWords(): Promise<void> {
  countInKazakh();
  i18next.on("languageChanged", (language) => (document.documentElement.lang = language));
  // Somebody with two tabs open changes the language in one of them.
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === KEPT && isLanguage(newValue)) void i18next.changeLanguage(newValue);
  });
  await i18next
    .use(wordFiles)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      supportedLngs: LANGUAGES,
      fallbackLng: false,
      ns: ["app"],
      defaultNS: "app",
      interpolation: { escapeValue: false }, // React escapes
    });
}
