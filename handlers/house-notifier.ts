/**
 * The notifier of an installation: the inbox of the portal is its own, e-mail goes over SMTP, SMS over the HTTP service of an operator. What was begun is
 * written down before it goes out, and that it went out after: a job that runs again answers what was answered before. Only where the process died
 * between the two is it sent again, under the same id, by which mail servers and operators know a repetition.
 */
import type { Clock, NotificationStore } from "../engine/ports.ts";
import type { Notification, Notifier, NotificationReceipt, OutsideCall } from "./outside.ts";

/** One way out. Throws `OutsideUnavailable` when it is to be tried again. */
export type SendNotification = (
  notification: Notification & { readonly address: string },
  call: OutsideCall,
) => Promise<NotificationReceipt>;

export function createHouseNotifier(parts: {
  readonly store: NotificationStore;
  readonly clock: Clock;
  readonly mail?: SendNotification;
  readonly sms?: SendNotification;
  /** Where there is no way of our own: the demo's simulator, which is asked about the inbox as well, or who refuses with what to configure. */
  readonly otherwise: Notifier;
  readonly inboxAsksFirst: boolean;
}): Notifier {
  const { store, clock, otherwise } = parts;

  function send(notification: Notification, call: OutsideCall): Promise<NotificationReceipt> {
    const { channel, address, attachment, ...rest } = notification;
    const own = channel === "e-mail" ? parts.mail : channel === "sms" ? parts.sms : undefined;
    if (own !== undefined && address !== undefined) return own({ ...notification, address }, call);
    if (channel === "inbox" && !parts.inboxAsksFirst)
      return Promise.resolve({ accepted: true, reference: `INBOX-${call.messageId}` });
    // Its journal is for people to read: bytes have no place in it.
    return otherwise.notify(
      {
        ...rest,
        channel,
        ...(address === undefined ? {} : { address }),
        ...(attachment === undefined ? {} : { attachment: { ...attachment, bytes: new Uint8Array() } }),
      },
      call,
    );
  }

  return {
    async notify(notification, call) {
      const { application, channel, account, language, subject, text, attachment } = notification;
      const before = await store.begin({
        id: call.messageId,
        case: application,
        channel,
        language,
        subject,
        text,
        ...(account === undefined ? {} : { account }),
        ...(attachment === undefined ? {} : { attachment: attachment.name }),
        begunAt: clock.now(),
      });
      if (before !== undefined) return { accepted: true, reference: before };
      const receipt = await send(notification, call);
      if (receipt.accepted) await store.sent(call.messageId, clock.now(), receipt.reference);
      return receipt;
    },
  };
}
