/**
 * Asks the notary register (ЕНИС) whether the one who comes holds a power of attorney of the one for whom they come. Regulations that let a
 * representative apply or receive the result say "by power of attorney"; the register tells whether it still holds.
 */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { jsonDocument, readTextField } from "./case-file.ts";
import { NAME, OPTIONAL_NAME, closedObject, defineHandler } from "./define-handler.ts";
import { isIin } from "./iin.ts";
import { askOutside } from "./outside-call.ts";
import type { NotaryRegister, PowerOfAttorney } from "./outside.ts";

/**
 * `attorneyField` and `grantorField` of `document` (the grantor's of `grantorDocument`, when it is given) hold the two IINs. `power`: the code
 * of what the attorney must be allowed to do; absent: any power will do.
 */
interface Input {
  readonly document: string;
  readonly attorneyField: string;
  readonly grantorDocument?: string | null;
  readonly grantorField: string;
  readonly power?: string | null;
  readonly as?: string | null;
}

const REASONS = ["no-data", "iin-invalid", "expired", "revoked", "not-yet-valid", "other-powers"] as const;

/**
 * Facts: `found` (the register holds a power between these two), `valid` (one of them holds today and covers `power`); when not valid `reason`, that
 * of the power that comes nearest. Files `{found, valid, askedAt, powersOfAttorney?}`.
 */
export function notaryLookup(register: NotaryRegister): Handler {
  return defineHandler<Input>({
    name: "notary.lookup",
    description: "Looks a power of attorney up in the notary register and files the answer.",
    input: closedObject(
      {
        document: NAME,
        attorneyField: NAME,
        grantorDocument: OPTIONAL_NAME,
        grantorField: NAME,
        power: { type: ["string", "null"], pattern: "^[a-z][a-z0-9-]*$", maxLength: 60 },
        as: OPTIONAL_NAME,
      },
      ["document", "attorneyField", "grantorField"],
    ),
    output: closedObject({ found: { type: "boolean" }, valid: { type: "boolean" }, reason: { enum: REASONS } }, [
      "found",
      "valid",
    ]),
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
