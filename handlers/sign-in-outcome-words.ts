/** What a check of the sign-in comes to, in words; the first is the only good one. */
export const SIGN_IN_OUTCOMES = ["verified", "not-signed-in", "other-way", "no-personal-number"] as const;
export type SignInOutcome = (typeof SIGN_IN_OUTCOMES)[number];

type Words = Readonly<Record<"kk" | "ru" | "en", string>>;

export const SIGN_IN_OUTCOME_WORDS: Readonly<Record<SignInOutcome, Words>> = {
  verified: {
    kk: "Деректемелер расталды: жүйеге кіру тексерілді.",
    ru: "Реквизиты подтверждены: вход в систему проверен.",
    en: "Confirmed: the sign-in has been checked.",
  },
  "not-signed-in": {
    kk: "Деректемелер расталмады: жүйеге кіру болмаған.",
    ru: "Реквизиты не подтверждены: вход в систему не выполнен.",
    en: "Not confirmed: nobody signed in for this step.",
  },
  "other-way": {
    kk: "Деректемелер расталмады: бұл қадам үшін жүйеге басқа тәсілмен кіру керек.",
    ru: "Реквизиты не подтверждены: для этого шага нужно войти другим способом.",
    en: "Not confirmed: this step needs another way of signing in.",
  },
  "no-personal-number": {
    kk: "Деректемелер расталмады: есептік жазбада ЖСН көрсетілмеген.",
    ru: "Реквизиты не подтверждены: в учётной записи не указан ИИН.",
    en: "Not confirmed: the account has no personal number (IIN).",
  },
};
