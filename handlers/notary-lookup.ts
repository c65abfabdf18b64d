/**
 * Asks the notary register (ЕНИС) whether the one who comes holds a power of attorney of the one for whom they come. Regulations that let a
 * representative apply or receive the result say "by power of attorney"; the register tells whether it still holds.
 */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { jsonDocument, readTextField } from "./case-file.ts";
import { closedObject, defineHandler, named, optionallyNamed, yesOrNo } from "./define-handler.ts";
import { isIin } from "./iin.ts";
import { askOutside } from "./outside-call.ts";
import type { NotaryRegister, PowerOfAttorney } from "./outside.ts";

const REASONS = ["no-data", "iin-invalid", "expired", "revoked", "not-yet-valid", "other-powers"] as const;

/**
 * Facts: `found` (the register holds a power between these two), `valid` (one of them holds today and covers `power`); when not valid `reason`, that
 * of the power that comes nearest. Files `{found, valid, askedAt, powersOfAttorney?}`.
 */
export function notaryLookup(register: NotaryRegister): Handler {
  return defineHandler({
    name: "notary.lookup",
    description: "Looks a power of attorney up in the notary register and files the answer.",
    input: closedObject(
      {
        document: named("Document of the case file in which the two IINs stand."),
        attorneyField: named("Its field with the IIN of the one who comes."),
        grantorDocument: optionallyNamed("Document with the grantor's IIN; `document` unless said."),
        grantorField: named("Its field with the IIN of the one for whom they come."),
        power: {
          type: ["string", "null"],
          pattern: "^[a-z][a-z0-9-]*$",
          maxLength: 60,
          description: "Code of what the one who comes must be allowed to do; any power will do unless said.",
        },
        as: optionallyNamed("Under which name the answer is filed; `power-of-attorney` unless said."),
      },
      ["document", "attorneyField", "grantorField"],
    ),
    output: closedObject(
      {
        found: yesOrNo("The register holds a power of attorney between these two."),
        valid: yesOrNo("One of them holds today and covers the power."),
        reason: { enum: REASONS, description: "Why none is valid: of the power that comes nearest." },
      },
      ["found", "valid"],
    ),
    retries: { attempts: 6, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const attorneyIin = await readTextField(context, input.document, input.attorneyField);
      const grantorIin = await readTextField(context, input.grantorDocument ?? input.document, input.grantorField);
      const askedAt = context.at;
      const answer = (
        facts: { found: boolean; valid: boolean; reason?: string },
        more: object = {},
      ): HandlerAnswer => ({
        facts,
        documents: [jsonDocument(input.as ?? "power-of-attorney", { ...facts, askedAt, ...more })],
      });
      if (!isIin(attorneyIin) || !isIin(grantorIin))
        return answer({ found: false, valid: false, reason: "iin-invalid" });
      const { powersOfAttorney } = await askOutside(context, (call) =>
        register.findPowers({ attorneyIin, grantorIin }, call),
      );
      if (powersOfAttorney.length === 0) return answer({ found: false, valid: false, reason: "no-data" });
      const faults = powersOfAttorney.map((power) => faultOf(power, context.at.slice(0, 10), input.power ?? undefined));
      if (faults.includes(undefined)) return answer({ found: true, valid: true }, { powersOfAttorney });
      const reason = NEAREST_FIRST.find((fault) => faults.includes(fault)) ?? "no-data";
      return answer({ found: true, valid: false, reason }, { powersOfAttorney });
    },
  });
}

type Fault = "other-powers" | "not-yet-valid" | "expired" | "revoked";
const NEAREST_FIRST: readonly Fault[] = ["other-powers", "not-yet-valid", "expired", "revoked"];

/** Why this power does not hold today (`YYYY-MM-DD`); a revocation holds from its day on. */
function faultOf(power: PowerOfAttorney, today: string, needed: string | undefined): Fault | undefined {
  if (power.revokedOn !== undefined && power.revokedOn <= today) return "revoked";
  if (power.validUntil < today) return "expired";
  if (power.date > today) return "not-yet-valid";
  return needed === undefined || power.powers.includes(needed) ? undefined : "other-powers";
}
