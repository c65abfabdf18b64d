/**
 * The units of the demo: two departments, one of which gets what nobody says otherwise of, and the places of one district where applications are
 * taken. An installation enters its own.
 */
import type { UnitRow, UnitStore } from "../engine/ports.ts";

/** Both provide every regulation of the demo. */
export const DEMO_DEPARTMENT = "talgar";
export const OTHER_DEMO_DEPARTMENT = "panfilov";
export const DEMO_CENTRE = "talgar-centre";
export const DEMO_CORPORATION = "talgar-corporation";
export const DEMO_AKIMAT = "talgar-akimat";

const unit = (id: string, kind: UnitRow["kind"], kk: string, ru: string, en: string, parent?: string): UnitRow => ({
  id,
  kind,
  names: { kk, ru, en },
  ...(parent === undefined ? {} : { parent }),
  provides: [],
  defaultFor: [],
  closed: false,
});

const UNITS: readonly UnitRow[] = [
  unit(DEMO_AKIMAT, "akimat", "Талғар ауданының әкімдігі", "Акимат Талгарского района", "Akimat of Talgar district"),
  unit(
    DEMO_DEPARTMENT,
    "provider",
    "Талғар ауданының бөлімі",
    "Отдел Талгарского района",
    "Department of Talgar district",
    DEMO_AKIMAT,
  ),
  unit(
    OTHER_DEMO_DEPARTMENT,
    "provider",
    "Панфилов ауданының бөлімі",
    "Отдел Панфиловского района",
    "Department of Panfilov district",
  ),
  unit(
    DEMO_CENTRE,
    "centre",
    "Талғар ауданының халыққа қызмет көрсету орталығы",
    "Центр обслуживания населения Талгарского района",
    "Public service centre of Talgar district",
  ),
  unit(
    DEMO_CORPORATION,
    "corporation",
    "Мемлекеттік корпорацияның Талғар бөлімі",
    "Талгарский отдел Государственной корпорации",
    "Talgar branch of the State Corporation",
  ),
];

/** Makes those that are not there yet, and has both departments provide the regulations that no unit provides. */
export async function makeDemoUnits(units: UnitStore, regulations: readonly string[]): Promise<void> {
  for (const each of UNITS) if ((await units.byId(each.id)) === undefined) await units.put(each);
  const { items } = await units.list({}, { limit: 200 });
  const orphans = regulations.filter((regulation) => !items.some(({ provides }) => provides.includes(regulation)));
  if (orphans.length === 0) return;
  for (const each of items)
    if (each.id === DEMO_DEPARTMENT || each.id === OTHER_DEMO_DEPARTMENT)
      await units.put({
        ...each,
        provides: [...each.provides, ...orphans].sort(),
        defaultFor: each.id === DEMO_DEPARTMENT ? [...each.defaultFor, ...orphans].sort() : each.defaultFor,
      });
}
