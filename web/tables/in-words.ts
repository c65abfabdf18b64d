/** Instants, lengths of time and shares as people write them, in the language of the page. */
import { useTranslation } from "react-i18next";
import { useMemo } from "react";

/** Cases are lived in this zone, wherever the reader sits. */
const ZONE = "Asia/Almaty";
const LOCALES: Readonly<Record<string, string>> = { kk: "kk-KZ", ru: "ru-KZ", en: "en-GB" };
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
  const { i18n } = useTranslation();
  return useMemo(() => inWords(LOCALES[i18n.language] ?? i18n.language), [i18n.language]);
}

function inWords(locale: string): InWords {
  const instants = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", timeZone: ZONE });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: ZONE });
  const months = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const numbers = new Intl.NumberFormat(locale);
  const unit = (name: "day" | "hour" | "minute" | "second") => {
    const format = new Intl.NumberFormat(locale, {
      style: "unit",
      unit: name,
      unitDisplay: "short",
      maximumFractionDigits: 1,
    });
    return (value: number) => format.format(value);
  };
  const [day, hour, minute, second] = [unit("day"), unit("hour"), unit("minute"), unit("second")];
  return {
    instant: (at) => instants.format(new Date(at)),
    day: (at) => days.format(new Date(at)),
    duration: (ms) => {
      const [d, h, m] = [Math.floor(ms / DAY_MS), Math.floor(ms / 3_600_000) % 24, Math.floor(ms / 60_000) % 60];
      const parts = [...(d > 0 ? [day(d)] : []), ...(h > 0 ? [hour(h)] : []), ...(m > 0 ? [minute(m)] : [])];
      return parts.length === 0 ? second((ms % 60_000) / 1000) : parts.slice(0, 2).join(" ");
    },
    percent: (share) => percents.format(share),
    number: (value) => numbers.format(value),
    month: (month) => months.format(new Date(`${month}-01T00:00:00Z`)),
  };
}
