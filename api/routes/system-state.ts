/** How the installation stands, and the calendars that it counts by: for those who keep it running. */
import type { IdentityProvider } from "../auth/identity-provider.ts";
import type { ApiContext } from "../context.ts";
import { json, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

export function systemStateRoutes(context: ApiContext): Route[] {
  const { audit, reads, clock, version, mode, calendars, startedAt, identityProvider } = context;
  return [
    signedInRoute({
      id: "getSystemState",
      method: "get",
      path: "/system/state",
      tag: "system",
      summary: "How long the log is, and what waits.",
      action: "system.read",
      answers: { 200: { description: "The state.", content: json(schemas.systemState) } },
      problems: [],
      async handle() {
        const [figures, nextDueAt, storeBytes] = await Promise.all([
          audit.figures(),
          reads.nextDueAt(),
          context.storeBytes(),
        ]);
        return {
          status: 200,
          body: {
            version,
            mode,
            runtime: `Node.js ${process.versions.node}`,
            startedAt,
            now: clock.now(),
            memoryBytes: process.memoryUsage().rss,
            ...figures,
            storeBytes,
            gateway: context.gatewayConfigured,
            ...(identityProvider === undefined ? {} : { identityProvider: stateOf(identityProvider) }),
            ...(nextDueAt === undefined ? {} : { nextDueAt }),
            // Only a demo plays the registers and the gateway itself.
            simulated: mode === "demo",
          },
        };
      },
    }),
    signedInRoute({
      id: "listCalendars",
      method: "get",
      path: "/calendars",
      tag: "system",
      summary: "The calendar tables with the act that each row rests on; new cases are pinned to the first.",
      action: "calendar.read",
      answers: { 200: { description: "All of them.", content: json(schemas.calendars) } },
      problems: [],
      handle: () => Promise.resolve({ status: 200, body: { items: calendars } }),
    }),
  ];
}

const stateOf = ({ issuer, fault }: IdentityProvider) => ({ issuer, ...(fault === undefined ? {} : { fault }) });
