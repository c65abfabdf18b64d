/** Reports the status of the application to the monitoring of the service centre (ИС ЦОН); clause 6, processes 12 and 17. */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { closedObject, defineHandler, yesOrNo } from "./define-handler.ts";
import { askOutside } from "./outside-call.ts";
import type { CentreMonitoring } from "./outside.ts";

/** Facts: `accepted`, with the other side's `reference` when it is. The report holds references only: case, regulation, channel, status. */
export function monitoringReport(monitoring: CentreMonitoring): Handler {
  return defineHandler({
    name: "monitoring.report",
    description: "Reports the status of the application to the centre's monitoring.",
    input: closedObject(
      {
        status: {
          type: "string",
          pattern: "^[a-z][a-z0-9-]*$",
          maxLength: 60,
          description: "What has become of the application: a code such as `received` or `done`.",
        },
      },
      ["status"],
    ),
    output: closedObject(
      {
        accepted: yesOrNo("Monitoring has taken the report."),
        reference: { type: "string", minLength: 1, description: "Its number there." },
      },
      ["accepted"],
    ),
    retries: { attempts: 8, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const receipt = await askOutside(context, (call) =>
        monitoring.reportStatus(
          {
            application: context.case,
            ...(context.regulation === undefined ? {} : { regulation: context.regulation }),
            ...(context.channel === undefined ? {} : { channel: context.channel }),
            status: input.status,
            at: context.at,
          },
          call,
        ),
      );
      return { facts: receipt.accepted ? { accepted: true, reference: receipt.reference } : { accepted: false } };
    },
  });
}
