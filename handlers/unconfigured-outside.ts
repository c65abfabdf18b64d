/** The outside of an installation that has none yet: every call is a final failure that names what to configure. */
import { HandlerFailure } from "../engine/ports.ts";
import type { Outside, OutsideSystem } from "./outside.ts";

const WHAT_TO_CONFIGURE: Readonly<Record<OutsideSystem, string>> = {
  "person-register": "the gateway (GATEWAY_URL and its files; port `persons`)",
  "civil-register": "the gateway (GATEWAY_URL and its files; port `civil`)",
  "notary-register": "the gateway (GATEWAY_URL and its files; port `notary`)",
  "revocation-source": "the trusted CA certificates and their CRL or OCSP source (port `revocation`)",
  "centre-monitoring": "the gateway (GATEWAY_URL and its files; port `monitoring`)",
  "local-workplace": "the gateway (GATEWAY_URL and its files; port `workplace`)",
  notifier: "a notifier for inbox, e-mail and SMS (port `notifier`)",
  "queue-register": "the gateway (GATEWAY_URL and its files; port `queue`)",
};

/** Each method rejects with `HandlerFailure` `OUTSIDE_NOT_CONFIGURED`; retrying the incident helps once an adapter stands. */
export function createUnconfiguredOutside(): Outside {
  const refuse = (system: OutsideSystem) => (): Promise<never> =>
    Promise.reject(
      new HandlerFailure(
        "OUTSIDE_NOT_CONFIGURED",
        `This installation has no ${system}: configure ${WHAT_TO_CONFIGURE[system]}.`,
        "final",
      ),
    );
  const queue = refuse("queue-register");
  const civil = refuse("civil-register");
  const monitoring = refuse("centre-monitoring");
  const revocation = refuse("revocation-source");
  return {
    persons: { findByIin: refuse("person-register") },
    civil: { findBirth: civil, findDeath: civil, findMarriages: civil },
    notary: { findPowers: refuse("notary-register") },
    revocation: { trustedIssuers: revocation, statusOf: revocation },
    monitoring: { reportStatus: monitoring, reportScan: monitoring },
    workplace: { handOver: refuse("local-workplace") },
    notifier: { notify: refuse("notifier") },
    queue: { enrol: queue, acceptOffer: queue, declineOffer: queue, findPlace: queue },
  };
}
