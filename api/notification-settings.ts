/** What the environment says about e-mail and SMS. */
import { ConfigError } from "./config.ts";

export interface NotificationSettings {
  readonly mail?: { readonly url: string; readonly from: string };
  readonly sms?: { readonly url: string; readonly token?: string };
}

/** Reads SMTP_URL, MAIL_FROM, SMS_URL and SMS_TOKEN. Throws `ConfigError`, which shows no password. */
export function readNotificationSettings(
  environment: Readonly<Record<string, string | undefined>>,
): NotificationSettings {
  const { SMTP_URL, MAIL_FROM, SMS_URL, SMS_TOKEN } = environment;
  if (SMTP_URL !== undefined && !hasScheme(SMTP_URL, /^smtps?:$/))
    throw new ConfigError("SMTP_URL", "...", "smtp://host:port or smtps://user:password@host:port");
  if (SMTP_URL !== undefined && !/^[^\r\n]*[^\s<@]+@[^\s>@]+>?$/.test(MAIL_FROM ?? ""))
    throw new ConfigError(
      "MAIL_FROM",
      MAIL_FROM ?? "",
      "the sender's address where SMTP_URL is set: Name <name@example.kz>",
    );
  if (SMS_URL !== undefined && !hasScheme(SMS_URL, /^https?:$/))
    throw new ConfigError("SMS_URL", "...", "the http(s) address of an SMS service");
  return {
    ...(SMTP_URL === undefined || MAIL_FROM === undefined ? {} : { mail: { url: SMTP_URL, from: MAIL_FROM } }),
    ...(SMS_URL === undefined
      ? {}
      : { sms: { url: SMS_URL, ...(SMS_TOKEN === undefined ? {} : { token: SMS_TOKEN }) } }),
  };
}

const hasScheme = (value: string, scheme: RegExp): boolean =>
  URL.canParse(value) && scheme.test(new URL(value).protocol);
