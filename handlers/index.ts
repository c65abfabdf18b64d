/** The registry of the handlers that Reglament brings with it. */
import type { Clock, Handler, HandlerRegistry } from "../engine/ports.ts";
import { birthLookup } from "./birth-lookup.ts";
import { childQueue } from "./child-queue.ts";
import { documentIssue } from "./document-issue.ts";
import type { VerifyAddress } from "./document-issue.ts";
import { monitoringReport } from "./monitoring-report.ts";
import { monitoringScan } from "./monitoring-scan.ts";
import { notaryLookup } from "./notary-lookup.ts";
import { notificationSend } from "./notification-send.ts";
import type { Outside } from "./outside.ts";
import { personLookup } from "./person-lookup.ts";
import { signInVerify } from "./sign-in-verify.ts";
import { signatureVerify } from "./signature-verify.ts";
import { workplaceSend } from "./workplace-send.ts";

export function createHandlers({
  outside,
  clock,
  verifyAddress = () => undefined,
}: {
  readonly outside: Outside;
  readonly clock: Clock;
  /** What the QR codes of documents lead to. */
  readonly verifyAddress?: VerifyAddress;
}): HandlerRegistry {
  const handlers: readonly Handler[] = Object.freeze([
    birthLookup(outside.civil),
    childQueue(outside.queue),
    documentIssue(verifyAddress),
    monitoringReport(outside.monitoring),
    monitoringScan(outside.monitoring),
    notaryLookup(outside.notary),
    notificationSend(outside.notifier),
    personLookup(outside.persons),
    signInVerify(),
    signatureVerify(outside.revocation, clock),
    workplaceSend(outside.workplace),
  ]);
  const byName = new Map(handlers.map((handler) => [handler.name, handler]));
  return { get: (name) => byName.get(name), list: () => handlers };
}
