/** Records a scan of the bar code in the centre's or corporation's monitoring, at a hand-over; clause 9 3) of the acts of 2016 and 2019. */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { readTextField } from "./case-file.ts";
import { closedObject, defineHandler, named, yesOrNo } from "./define-handler.ts";
import { askOutside } from "./outside-call.ts";
import type { CentreMonitoring } from "./outside.ts";

/** Facts: `accepted`, with the other side's `reference` when it is. A bar code is the number of a case or of a receipt, never of a person. */
export function monitoringScan(monitoring: CentreMonitoring): Handler {
  return defineHandler({
    name: "monitoring.scan",
    description: "Records a scan of the bar code in the centre's monitoring.",
    input: closedObject(
      {
        document: named("Document of the case file in which the scanned bar code stands."),
        field: named("Its field with the bar code."),
        place: {
          type: "string",
          pattern: "^[a-z][a-z0-9-]*$",
          maxLength: 60,
          description: "Where it was scanned: a code such as `collection-sector`, `courier`, `provider`.",
        },
      },
      ["document", "field", "place"],
    ),
    output: closedObject(
      {
        accepted: yesOrNo("Monitoring has recorded the scan."),
        reference: { type: "string", minLength: 1, description: "Its number there." },
      },
      ["accepted"],
    ),
    retries: { attempts: 8, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const barCode = await readTextField(context, input.document, input.field);
      const scan = { application: context.case, barCode, place: input.place, at: context.at };
      const receipt = await askOutside(context, (call) => monitoring.reportScan(scan, call));
      return { facts: receipt.accepted ? { accepted: true, reference: receipt.reference } : { accepted: false } };
    },
  });
}
