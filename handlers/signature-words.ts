/** Why a signature counts or does not, in words for staff and applicants. */
import type { Language } from "../engine/model/graph.ts";

export const SIGNATURE_REASONS = [
  "valid",
  "expired",
  "not-yet-valid",
  "revoked",
  "untrusted",
  "wrong-purpose",
  "wrong-person",
  "wrong-organization",
  "wrong-capacity",
  "signature-mismatch",
  "revocation-unknown",
  "unsupported-algorithm",
  "outdated-algorithm",
  "timestamp-missing",
  "timestamp-invalid",
  "timestamp-untrusted",
  "malformed",
] as const;

export type SignatureReason = (typeof SIGNATURE_REASONS)[number];

export const SIGNATURE_WORDS: Readonly<Record<SignatureReason, Readonly<Record<Language, string>>>> = {
  valid: {
    kk: "Қолтаңба расталды.",
    ru: "Подпись подтверждена.",
    en: "The signature is confirmed.",
  },
  expired: {
    kk: "Тіркеу куәлігінің қолданылу мерзімі өтіп кеткен.",
    ru: "Срок действия регистрационного свидетельства истёк.",
    en: "The certificate has expired.",
  },
  "not-yet-valid": {
    kk: "Тіркеу куәлігінің қолданылу мерзімі әлі басталған жоқ.",
    ru: "Срок действия регистрационного свидетельства ещё не начался.",
    en: "The certificate is not valid yet.",
  },
  revoked: {
    kk: "Тіркеу куәлігі кері қайтарып алынған.",
    ru: "Регистрационное свидетельство отозвано.",
    en: "The certificate has been revoked.",
  },
  untrusted: {
    kk: "Тіркеу куәлігін сенімді куәландырушы орталық бермеген.",
    ru: "Регистрационное свидетельство выдано не доверенным удостоверяющим центром.",
    en: "The certificate does not come from a trusted certification authority.",
  },
  "wrong-purpose": {
    kk: "Бұл тіркеу куәлігі қол қоюға арналмаған.",
    ru: "Это регистрационное свидетельство не предназначено для подписания.",
    en: "This certificate is not for signing.",
  },
  "wrong-person": {
    kk: "Тіркеу куәлігі басқа адамға берілген.",
    ru: "Регистрационное свидетельство выдано другому лицу.",
    en: "The certificate belongs to another person.",
  },
  "wrong-organization": {
    kk: "Тіркеу куәлігі басқа ұйымның қызметкеріне берілген.",
    ru: "Регистрационное свидетельство выдано работнику другой организации.",
    en: "The certificate belongs to somebody of another organisation.",
  },
  "wrong-capacity": {
    kk: "Тіркеу куәлігі бұл құжатқа қол қою өкілеттігін бермейді.",
    ru: "Регистрационное свидетельство не даёт полномочий подписывать этот документ.",
    en: "The certificate does not give the capacity in which this document is to be signed.",
  },
  "signature-mismatch": {
    kk: "Қолтаңба құжатқа сәйкес келмейді.",
    ru: "Подпись не соответствует документу.",
    en: "The signature does not fit the document.",
  },
  "revocation-unknown": {
    kk: "Тіркеу куәлігінің кері қайтарып алынбағанын анықтау мүмкін болмады.",
    ru: "Не удалось установить, не отозвано ли регистрационное свидетельство.",
    en: "It could not be established whether the certificate has been revoked.",
  },
  "unsupported-algorithm": {
    kk: "Қолтаңба алгоритміне қолдау көрсетілмейді.",
    ru: "Алгоритм подписи не поддерживается.",
    en: "The algorithm of the signature is not supported.",
  },
  "outdated-algorithm": {
    kk: "Қолтаңба МЕМСТ 34.310-2004 бойынша қойылған, ол бұл жерде тексерілмейді. Жаңа тіркеу куәлігін алып, қайта қол қойыңыз.",
    ru: "Подпись поставлена по ГОСТ 34.310-2004, здесь он не проверяется. Получите новое регистрационное свидетельство и подпишите снова.",
    en: "The signature uses GOST 34.310-2004, which is not checked here. Get a new certificate and sign again.",
  },
  "timestamp-missing": {
    kk: "Қолтаңбада уақыт белгісі жоқ, ол осы құжат үшін қажет.",
    ru: "В подписи нет метки времени, а для этого документа она нужна.",
    en: "The signature has no time stamp, and this document needs one.",
  },
  "timestamp-invalid": {
    kk: "Қолтаңбаның уақыт белгісі жарамсыз: ол өзгертілген немесе басқа қолтаңбаға қойылған.",
    ru: "Метка времени подписи недействительна: она изменена или поставлена под другой подписью.",
    en: "The time stamp of the signature is not valid: it was changed, or belongs to another signature.",
  },
  "timestamp-untrusted": {
    kk: "Уақыт белгісін сенімді уақыт белгісі қызметі қоймаған.",
    ru: "Метка времени поставлена не доверенной службой меток времени.",
    en: "The time stamp does not come from a trusted time-stamping authority.",
  },
  malformed: {
    kk: "Қолтаңба деректерін оқу мүмкін емес.",
    ru: "Данные подписи не читаются.",
    en: "The data of the signature cannot be read.",
  },
};
