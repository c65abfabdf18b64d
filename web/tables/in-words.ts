/** Instants, lengths of time and shares as people write them, in the language of the page. */
import { useTranslation } from "react-i18next";
import { useMemo } from "react";

/** Cases are lived in this zone, wherever the reader sits. */
const ZONE = "Asia/Almaty";
const LOCALES: Readonly<Record<string, string>> = { kk: "kk-KZ", ru: "ru-KZ", en: "en-GB" };
/** Not every browser knows Kazakh: then dates and numbers are written in figures, as in Kazakhstan in either language. */
const IN_FIGURES = "ru-KZ";
const DAY_MS = 86_400_000;

export interface InWords {
  /** `14 May 2012, 10:00:00` */
  readonly instant: (at: string) => string;
  readonly day: (at: string) => string;
  /** The two largest units. */
  readonly duration: (ms: number) => string;
  readonly percent: (share: number) => string;
  readonly number: (value: number) => string;
  /** `2012-05` -> `May 2012` */
  readonly month: (month: string) => string;
}

export function useInWords(): InWords {
  const { t, i18n } = useTranslation("audit");
  return useMemo(() => {
    const unit = (name: "day" | "hour" | "minute" | "second", value: string) => t(`time.${name}`, { value });
    return inWords(LOCALES[i18n.language] ?? i18n.language, unit);
  }, [i18n.language, t]);
}

type Unit = "day" | "hour" | "minute" | "second";

function inWords(language: string, unit: (name: Unit, value: string) => string): InWords {
  // Chromium says that it knows Kazakh, and calls November "M11".
  const known = !/M\d/.test(new Intl.DateTimeFormat(language, { month: "short" }).format(0));
  const locale = known ? language : IN_FIGURES;
  const inFigures = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const instants = new Intl.DateTimeFormat(locale, {
    ...(known ? { dateStyle: "medium", timeStyle: "medium" } : { ...inFigures, ...clock }),
    timeZone: ZONE,
  });
  const days = new Intl.DateTimeFormat(locale, { ...(known ? { dateStyle: "medium" } : inFigures), timeZone: ZONE });
  const months = new Intl.DateTimeFormat(locale, {
    month: known ? "long" : "2-digit",
    year: "numeric",
    timeZone: "UTC",
  });
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    instant: (at) => instants.format(new Date(at)),
    day: (at) => days.format(new Date(at)),
    duration: (ms) => {
      const parts = (
        [
          ["day", Math.floor(ms / DAY_MS)],
          ["hour", Math.floor(ms / 3_600_000) % 24],
          ["minute", Math.floor(ms / 60_000) % 60],
        ] as const
      ).filter(([, value]) => value > 0);
      if (parts.length === 0) return unit("second", numbers.format((ms % 60_000) / 1000));
      return parts
        .slice(0, 2)
        .map(([name, value]) => unit(name, numbers.format(value)))
        .join(" ");
    },
    percent: (share) => percents.format(share),
    number: (value) => numbers.format(value),
    month: (month) => months.format(new Date(`${month}-01T00:00:00Z`)),
  };
}
