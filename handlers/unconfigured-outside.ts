/** The outside of an installation that has none yet: every call is a final failure that names what to configure. */
import { HandlerFailure } from "../engine/ports.ts";
import type { Outside, OutsideSystem } from "./outside.ts";

const WHAT_TO_CONFIGURE: Readonly<Record<OutsideSystem, string>> = {
  "person-register": "an adapter to the person register (port `persons`)",
  "civil-register": "an adapter to the civil register (port `civil`)",
  "revocation-source": "the trusted CA certificates and their CRL or OCSP source (port `revocation`)",
  "centre-monitoring": "an adapter to the centre's monitoring (port `monitoring`)",
  notifier: "a notifier for inbox, e-mail and SMS (port `notifier`)",
  "queue-register": "an adapter to the queue of preschool places (port `queue`)",
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
  const revocation = refuse("revocation-source");
  return {
    persons: { findByIin: refuse("person-register") },
    civil: { findBirth: refuse("civil-register") },
    revocation: { trustedIssuers: revocation, statusOf: revocation },
    monitoring: { reportStatus: refuse("centre-monitoring") },
    notifier: { notify: refuse("notifier") },
    queue: { enrol: queue, acceptOffer: queue, declineOffer: queue },
  };
}
