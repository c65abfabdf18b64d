/** Sends notifications by e-mail over SMTP. The Message-ID comes of the job id: a second copy of the same message is known by it (RFC 5322, 3.6.4). */
import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import type { SendNotification } from "./house-notifier.ts";
import { OutsideUnavailable } from "./outside.ts";

export interface MailSettings {
  /** `smtps://user:password@host:465`, or `smtp://` with STARTTLS where the server offers it (`?requireTLS=true`: or not at all). */
  readonly url: string;
  /** `Reglament <no-reply@example.kz>` */
  readonly from: string;
}

const TIMEOUT_MS = 20_000;

export function createMailSender({ url, from }: MailSettings): SendNotification {
  const transport = createTransport(url, { from });
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "reglament.invalid";

  return async ({ address, language, subject, text, attachment }, call) => {
    const messageId = `<${createHash("sha256").update(call.messageId).digest("hex").slice(0, 40)}@${domain}>`;
    try {
      const sending = transport.sendMail({
        // As an object: what stands in the case file is one address, never a list of them.
        to: { name: "", address },
        subject,
        text,
        messageId,
        // No answers from machines (RFC 3834, 5).
        headers: { "Auto-Submitted": "auto-generated", "Content-Language": language },
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(attachment === undefined
          ? {}
          : {
              attachments: [
                {
                  filename: fileName(attachment.name, attachment.mediaType),
                  contentType: attachment.mediaType,
                  content: Buffer.from(attachment.bytes),
                },
              ],
            }),
      });
      await Promise.race([sending, givenUp(call.signal)]);
      return { accepted: true, reference: messageId };
    } catch (error) {
      const { code = "FAILED", responseCode } = error as { code?: string; responseCode?: number };
      // 5xx about the recipient will be said again (RFC 5321, 4.2.1); the words of the server may hold the address.
      if (code === "EENVELOPE" && (responseCode === undefined || responseCode >= 500)) return { accepted: false };
      throw new OutsideUnavailable("notifier", `SMTP ${code}${responseCode === undefined ? "" : ` ${responseCode}`}`);
    }
  };
}

function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]).addEventListener(
      "abort",
      () => reject(Object.assign(new Error("given up"), { code: "ETIMEDOUT" })),
      { once: true },
    );
  });
}

const fileName = (name: string, mediaType: string): string => {
  const ending = ({ "application/pdf": ".pdf", "application/json": ".json", "text/plain": ".txt" } as const)[mediaType];
  return ending === undefined || name.endsWith(ending) ? name : `${name}${ending}`;
};
