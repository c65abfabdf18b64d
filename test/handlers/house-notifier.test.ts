import { expect } from "chai";
import type { NotificationStore } from "../../engine/ports.ts";
import { createHouseNotifier, type SendNotification } from "../../handlers/house-notifier.ts";
import { OutsideUnavailable, type Notification, type OutsideCall } from "../../handlers/outside.ts";

const clock = { now: () => "2026-05-14T04:00:00.000Z" };
const call = { messageId: "case-1.7", signal: new AbortController().signal } as OutsideCall;
const notification: Notification = {
  application: "case-1",
  channel: "e-mail",
  address: "sample@example.kz",
  template: "notice",
  language: "kk",
  subject: "Хабарлама",
  text: "Дайын.",
};

/** The store as far as the notifier uses it; `dying` once: the process ends before it could write that the message went out. */
function memory() {
  const rows = new Map<string, string | undefined>();
  const store = {
    dying: false,
    begin({ id }: { readonly id: string }) {
      if (!rows.has(id)) rows.set(id, undefined);
      return Promise.resolve(rows.get(id));
    },
    sent(id: string, _at: string, reference: string) {
      if (store.dying) return Promise.reject(new Error("killed"));
      rows.set(id, reference);
      return Promise.resolve();
    },
  };
  return store;
}

function notifierOver(store: ReturnType<typeof memory>, mail: SendNotification) {
  return createHouseNotifier({
    store: store as unknown as NotificationStore,
    clock,
    mail,
    otherwise: { notify: () => Promise.reject(new Error("nobody")) },
    inboxAsksFirst: false,
  });
}

describe("the notifier of an installation", () => {
  it("given a job that runs again after its message went out, sends nothing and answers the same", async () => {
    const sent: string[] = [];
    const mail: SendNotification = (_notification, { messageId }) => {
      sent.push(messageId);
      return Promise.resolve({ accepted: true, reference: "<1@office.example>" });
    };
    const notifier = notifierOver(memory(), mail);
    const answers = [await notifier.notify(notification, call), await notifier.notify(notification, call)];
    expect(answers).to.deep.equal(Array(2).fill({ accepted: true, reference: "<1@office.example>" }));
    expect(sent).to.deep.equal(["case-1.7"]);
  });

  it("given a process that died between sending and writing it down, sends again under the same id", async () => {
    const sent: string[] = [];
    const mail: SendNotification = (_notification, { messageId }) => {
      sent.push(messageId);
      return Promise.resolve({ accepted: true, reference: "r" });
    };
    const store = memory();
    const notifier = notifierOver(store, mail);
    store.dying = true;
    await notifier.notify(notification, call).catch(() => undefined);
    store.dying = false;
    await notifier.notify(notification, call);
    await notifier.notify(notification, call);
    expect(sent).to.deep.equal(["case-1.7", "case-1.7"]);
  });

  it("given a way out that is shut, passes it on and tries again when asked again", async () => {
    let open = false;
    const mail: SendNotification = () =>
      open
        ? Promise.resolve({ accepted: true, reference: "r" })
        : Promise.reject(new OutsideUnavailable("notifier", "SMTP ECONNECTION"));
    const notifier = notifierOver(memory(), mail);
    const shut = await notifier.notify(notification, call).catch((error: unknown) => error);
    expect(shut).to.be.instanceOf(OutsideUnavailable);
    open = true;
    expect(await notifier.notify(notification, call)).to.deep.equal({ accepted: true, reference: "r" });
  });

  it("keeps the inbox itself, and asks the other one for what it has no way for", async () => {
    const asked: Notification[] = [];
    const otherwise = {
      notify(each: Notification) {
        asked.push(each);
        return Promise.resolve({ accepted: false } as const);
      },
    };
    const store = memory() as unknown as NotificationStore;
    const notifier = createHouseNotifier({ store, clock, otherwise, inboxAsksFirst: false });
    const { address: _address, ...inbox } = { ...notification, channel: "inbox" as const };
    expect(await notifier.notify(inbox, call)).to.deep.equal({ accepted: true, reference: "INBOX-case-1.7" });
    const bytes = new TextEncoder().encode("secret");
    const attachment = { name: "referral", mediaType: "application/pdf", bytes };
    const other = { ...call, messageId: "case-1.8" };
    expect(await notifier.notify({ ...notification, attachment }, other)).to.deep.equal({ accepted: false });
    expect(asked).to.have.length(1);
    expect(asked[0]?.attachment?.bytes).to.have.length(0);
  });
});
