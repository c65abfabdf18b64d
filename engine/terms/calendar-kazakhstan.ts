/**
 * The five-day working week of the Republic of Kazakhstan, 2012 to 2026, as it was in the end worked and rested.
 *
 * Acts are named by their numbers in the register of legal acts (adilet.zan.kz): P is a decree of the Government, G24G an order of
 * the Minister of Labour. Holidays: law 267-II of 2001-12-13 "On holidays" (Z010000267_) as amended. Days of rest without shift:
 * the Labour Code (K070000251_, from 2016 K1500000414, art. 84). Transfers: the Labour Code (K1500000414, art. 85, item 3).
 */
import type { CalendarTable } from "./calendar.ts";

const HOLIDAYS_LAW = "Z010000267_";
const LABOUR_CODE = "K070000251_, K1500000414";

/** Two or three transfers and as many decrees in that year: which is whose follows from their order, the texts were not seen. */
const BY_ORDER = "Of several decrees of the year, assigned by the order of their numbers and dates.";

export const KAZAKHSTAN: CalendarTable = {
  version: "kz-2012-2026.1",
  zone: "Asia/Almaty",
  years: { from: 2012, to: 2026 },
  holidays: [
    {
      key: "new-year",
      names: { kk: "Жаңа жыл", ru: "Новый год", en: "New Year" },
      dates: ["01-01", "01-02"],
      shifts: true,
      source: HOLIDAYS_LAW,
    },
    {
      key: "orthodox-christmas",
      names: { kk: "Православиелік Рождество", ru: "Православное Рождество", en: "Orthodox Christmas" },
      dates: ["01-07"],
      shifts: false,
      source: LABOUR_CODE,
    },
    {
      key: "womens-day",
      names: {
        kk: "Халықаралық әйелдер күні",
        ru: "Международный женский день",
        en: "International Women's Day",
      },
      dates: ["03-08"],
      shifts: true,
      source: HOLIDAYS_LAW,
    },
    {
      key: "nauryz",
      names: { kk: "Наурыз мейрамы", ru: "Наурыз мейрамы", en: "Nauryz" },
      dates: ["03-21", "03-22", "03-23"],
      shifts: true,
      source: HOLIDAYS_LAW,
    },
    {
      key: "unity-day",
      names: {
        kk: "Қазақстан халқының бірлігі мерекесі",
        ru: "Праздник единства народа Казахстана",
        en: "Unity Day of the People of Kazakhstan",
      },
      dates: ["05-01"],
      shifts: true,
      source: HOLIDAYS_LAW,
    },
    {
      key: "defender-day",
      names: { kk: "Отан қорғаушы күні", ru: "День защитника Отечества", en: "Defender of the Fatherland Day" },
      dates: ["05-07"],
      from: "2013-01-01",
      shifts: true,
      source: HOLIDAYS_LAW,
      note: "A day off from 2013.",
    },
    {
      key: "victory-day",
      names: { kk: "Жеңіс күні", ru: "День Победы", en: "Victory Day" },
      dates: ["05-09"],
      shifts: true,
      source: HOLIDAYS_LAW,
    },
    {
      key: "capital-day",
      names: { kk: "Астана күні", ru: "День столицы", en: "Capital Day" },
      dates: ["07-06"],
      shifts: true,
      source: HOLIDAYS_LAW,
    },
    {
      key: "constitution-day",
      names: {
        kk: "Қазақстан Республикасының Конституциясы күні",
        ru: "День Конституции Республики Казахстан",
        en: "Constitution Day",
      },
      dates: ["08-30"],
      to: "2026-06-30",
      shifts: true,
      source: HOLIDAYS_LAW,
      note: "The Constitution in force from 2026-07-01 has its day on 15 March, first rested in 2027: by the Ministry of Labour's announcement of March 2026, 30 August 2026 (a Sunday) gives no day off. The calendar printed before it still had 31 August 2026 off.",
    },
    {
      key: "republic-day",
      names: { kk: "Республика күні", ru: "День Республики", en: "Republic Day" },
      dates: ["10-25"],
      from: "2022-01-01",
      shifts: true,
      source: HOLIDAYS_LAW,
      note: "A day off again from 2022.",
    },
    {
      key: "first-president-day",
      names: {
        kk: "Қазақстан Республикасының Тұңғыш Президенті күні",
        ru: "День Первого Президента Республики Казахстан",
        en: "First President Day",
      },
      dates: ["12-01"],
      to: "2021-12-31",
      shifts: true,
      source: HOLIDAYS_LAW,
    },
    {
      key: "independence-day",
      names: { kk: "Тәуелсіздік күні", ru: "День Независимости", en: "Independence Day" },
      dates: ["12-16", "12-17"],
      to: "2021-12-31",
      shifts: true,
      source: HOLIDAYS_LAW,
    },
    {
      key: "independence-day",
      names: { kk: "Тәуелсіздік күні", ru: "День Независимости", en: "Independence Day" },
      dates: ["12-16"],
      from: "2022-01-01",
      shifts: true,
      source: HOLIDAYS_LAW,
      note: "One day from 2022.",
    },
    {
      key: "kurban-ait",
      names: { kk: "Құрбан айттың бірінші күні", ru: "Первый день Курбан айта", en: "First day of Kurban Ait" },
      dates: [
        "2012-10-26",
        "2013-10-15",
        "2014-10-04",
        "2015-09-24",
        "2016-09-12",
        "2017-09-01",
        "2018-08-21",
        "2019-08-11",
        "2020-07-31",
        "2021-07-20",
        "2022-07-09",
        "2023-06-28",
        "2024-06-16",
        "2025-06-06",
        "2026-05-27",
      ],
      shifts: false,
      source: LABOUR_CODE,
      note: "The date is announced each year by the Spiritual Administration of Muslims. 2024 was first announced for 17 June, which the printed calendar had off; it was 16 June, a Sunday, and 17 June was worked.",
    },
  ],
  transfers: [
    { off: "2012-03-09", worked: "2012-03-11", source: "P1200000268", note: BY_ORDER, uncertain: true },
    { off: "2012-04-30", worked: "2012-04-28", source: "P1200000458", note: BY_ORDER, uncertain: true },
    { off: "2012-12-31", worked: "2012-12-29", source: "P1200001538" },
    { off: "2013-05-10", worked: "2013-05-04", source: "P1300000345", note: BY_ORDER, uncertain: true },
    { off: "2013-10-14", worked: "2013-10-12", source: "P1300001068", note: BY_ORDER, uncertain: true },
    { off: "2014-01-03", worked: "2013-12-28", source: "P1300001322", note: BY_ORDER, uncertain: true },
    { off: "2014-05-02", worked: "2014-05-04", source: "P1400000365" },
    { off: "2014-05-08", worked: "2014-05-11", source: "P1400000365" },
    { off: "2016-03-07", worked: "2016-03-05", source: "P1600000067" },
    { off: "2017-03-20", worked: "2017-03-18", source: "P1700000005" },
    { off: "2017-07-07", worked: "2017-07-01", source: "P1700000005" },
    { off: "2018-03-09", worked: "2018-03-03", source: "P1700000864" },
    { off: "2018-04-30", worked: "2018-04-28", source: "P1700000864" },
    { off: "2018-05-08", worked: "2018-05-05", source: "P1700000864" },
    { off: "2018-08-31", worked: "2018-08-25", source: "P1700000864" },
    { off: "2018-12-31", worked: "2018-12-29", source: "P1700000864" },
    { off: "2019-05-10", worked: "2019-05-04", source: "P1800000888" },
    { off: "2020-01-03", worked: "2020-01-05", source: "P1900000820" },
    {
      off: "2020-05-08",
      worked: "2020-05-11",
      source: "P1900000820",
      note: "11 May was the day off that Victory Day, a Saturday, would have given.",
    },
    { off: "2020-12-18", worked: "2020-12-20", source: "P1900000820" },
    { off: "2021-07-05", worked: "2021-07-03", source: "P2000000930" },
    { off: "2022-03-07", worked: "2022-03-05", source: "P2100000713" },
    { off: "2022-08-29", worked: "2022-08-27", source: "P2100000713" },
    {
      off: "2022-10-24",
      worked: "2022-10-22",
      source: "P2200000796",
      note: "An addition to decree 713 of 2021-10-06 (P2100000713).",
    },
    { off: "2023-07-07", worked: "2023-07-01", source: "P2300000326" },
    { off: "2024-05-08", worked: "2024-05-04", source: "G24G0000109" },
    { off: "2025-01-03", worked: "2025-01-05", source: "G24G0000436" },
  ],
};
