/**
 * The two units of a new case (decision record 8): the provider's, who decides, and that of intake, where a centre, a branch of the corporation or an
 * akimat took the application.
 */
import { CodedError } from "../engine/errors.ts";
import type { AccountRow, DefinitionRow, UnitRow, UnitStore } from "../engine/ports.ts";

export interface UnitsOfCase {
  readonly unit?: string;
  readonly intakeUnit?: string;
}

/** The unit that gets the cases for which nobody names one: the default, or the only one there is. */
export const defaultProvider = (providers: readonly UnitRow[], regulation: string): UnitRow | undefined =>
  providers.find(({ defaultFor }) => defaultFor.includes(regulation)) ??
  (providers.length === 1 ? providers[0] : undefined);

/** Of a case that somebody of the staff starts. A unit that the table does not know yet is a provider's, as all units once were. */
export async function unitsOfStaffCase(
  units: UnitStore,
  { regulation }: Pick<DefinitionRow, "regulation">,
  named: string | undefined,
  account: AccountRow,
): Promise<UnitsOfCase> {
  const own = account.unit;
  if (own === undefined) return { unit: await providerOf(units, regulation, named) };
  const kind = (await units.byId(own))?.kind ?? "provider";
  if (kind !== "provider" && regulation !== undefined) {
    const providers = await units.providersOf(regulation);
    const providesItself = named === undefined && providers.some(({ id }) => id === own);
    return { unit: providesItself ? own : await providerOf(units, regulation, named), intakeUnit: own };
  }
  if (named !== undefined && named !== own)
    throw new CodedError("NOT_ALLOWED", `The account works at ${own}.`, [
      { pointer: "/unit", detail: "not this account's unit" },
    ]);
  const providers = regulation === undefined ? [] : await units.providersOf(regulation);
  if (providers.length > 0 && !providers.some(({ id }) => id === own))
    throw new CodedError("NOT_ALLOWED", `${own} does not provide ${regulation}.`, [
      { pointer: "/process", detail: "not a regulation of this account's unit" },
    ]);
  return { unit: own };
}

/** Of a case that an applicant starts: the unit that they chose, or the default. */
export async function unitsOfApplicantsCase(
  units: UnitStore,
  { regulation }: Pick<DefinitionRow, "regulation">,
  named: string | undefined,
): Promise<UnitsOfCase> {
  return { unit: await providerOf(units, regulation, named) };
}

async function providerOf(
  units: UnitStore,
  regulation: string | undefined,
  named: string | undefined,
): Promise<string> {
  const providers = regulation === undefined ? [] : await units.providersOf(regulation);
  if (named !== undefined) {
    const unit = await units.byId(named);
    const provides = providers.length > 0 ? providers.some(({ id }) => id === named) : unit?.kind === "provider";
    if (unit === undefined || unit.closed || !provides)
      throw new CodedError("UNIT_NOT_FOUND", `No unit ${named} takes cases of ${regulation ?? "the process"}.`, [
        { pointer: "/unit", detail: "not a unit that provides the regulation" },
      ]);
    return named;
  }
  const provider = regulation === undefined ? undefined : defaultProvider(providers, regulation);
  if (provider === undefined)
    throw new CodedError("PROVIDER_UNIT_NEEDED", `Several units, or none, provide ${regulation ?? "the process"}.`, [
      { pointer: "/unit", detail: `one of: ${providers.map(({ id }) => id).join(", ") || "none is entered yet"}` },
    ]);
  return provider.id;
}
