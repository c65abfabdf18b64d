/** A template with one of everything, and a case file that fills it. */
export const REFERRAL = {
  title: { kk: "Жолдама № {{number}}", ru: "Направление № {{number}}", en: "Referral No. {{number}}" },
  paragraphs: {
    kk: ["{{child}} {{kindergarten}} балабақшасына жіберіледі, {{date}}."],
    ru: ["{{child}} направляется в {{kindergarten}}, {{date}}."],
    en: ["{{child}} is referred to {{kindergarten}}, {{date}}."],
  },
  fields: [
    {
      name: "child",
      label: { kk: "Баланың аты", ru: "Имя ребёнка", en: "Child's name" },
      from: [
        { document: "birth-record", pointer: "/record/child/name" },
        { document: "child-by-hand", pointer: "/name" },
      ],
    },
    {
      name: "birthDate",
      label: { kk: "Туған күні", ru: "Дата рождения", en: "Date of birth" },
      from: { document: "child-by-hand", pointer: "/birthDate" },
      format: "date",
    },
    {
      name: "privileged",
      label: { kk: "Жеңілдік", ru: "Льгота", en: "Privilege" },
      from: { document: "child-by-hand", pointer: "/privileged" },
      format: "boolean",
      optional: true,
    },
    {
      name: "kindergarten",
      label: { kk: "Балабақша", ru: "Детский сад", en: "Kindergarten" },
      from: { document: "offer", pointer: "/kindergarten" },
      hidden: true,
    },
  ],
} as const;

export const FILE = {
  "child-by-hand": { name: "Әлихан", birthDate: "2022-08-05", privileged: true },
  offer: { kindergarten: "№ 7 «Балдырған»" },
} as const;
