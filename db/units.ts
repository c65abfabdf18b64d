/** The units of the installation, and which regulations they provide. */
import type { PageRequest, UnitKind, UnitRow, UnitStore } from "../engine/ports.ts";
import type { Connections, Row } from "./connections.ts";
import { readPage } from "./paging.ts";

export function createUnitStore(connections: Connections): UnitStore {
  const { read } = connections;

  async function withRegulations(rows: readonly StoredUnit[]): Promise<readonly UnitRow[]> {
    const provided = (await read("unit_regulations")
      .whereIn(
        "unit",
        rows.map(({ id }) => id),
      )
      .orderBy("regulation")) as StoredRegulation[];
    return rows.map((row) => {
      const own = provided.filter(({ unit }) => unit === row.id);
      return {
        id: row.id,
        kind: row.kind,
        names: { kk: row.name_kk, ru: row.name_ru, en: row.name_en },
        ...(row.parent === null ? {} : { parent: row.parent }),
        provides: own.map(({ regulation }) => regulation),
        defaultFor: own.filter(({ is_default: isDefault }) => isDefault === 1).map(({ regulation }) => regulation),
        closed: row.closed === 1,
      };
    });
  }

  const providing = (regulation: string) => read("unit_regulations").select("unit").where({ regulation });

  return {
    put: ({ id, kind, names, parent, provides, defaultFor, closed }) =>
      connections.write(async (transaction) => {
        const [known] = await transaction.all("select id from units where id = ?", [id]);
        await transaction.run(
          "insert into units (id, kind, name_kk, name_ru, name_en, parent, closed) values (?, ?, ?, ?, ?, ?, ?) " +
            "on conflict (id) do update set kind = excluded.kind, name_kk = excluded.name_kk, name_ru = excluded.name_ru, " +
            "name_en = excluded.name_en, parent = excluded.parent, closed = excluded.closed",
          [id, kind, names.kk, names.ru, names.en, parent ?? null, closed ? 1 : 0],
        );
        await transaction.run("delete from unit_regulations where unit = ?", [id]);
        for (const regulation of provides) {
          const isDefault = defaultFor.includes(regulation);
          if (isDefault)
            await transaction.run("update unit_regulations set is_default = 0 where regulation = ?", [regulation]);
          await transaction.run("insert into unit_regulations (regulation, unit, is_default) values (?, ?, ?)", [
            regulation,
            id,
            isDefault ? 1 : 0,
          ]);
        }
        return known === undefined ? "created" : "replaced";
      }),
    byId: async (id) => {
      const rows = (await read("units").where({ id })) as StoredUnit[];
      return (await withRegulations(rows))[0];
    },
    list: async (filter: { readonly kind?: UnitKind; readonly provides?: string } = {}, page?: PageRequest) => {
      const query = read("units");
      if (filter.kind !== undefined) void query.where({ kind: filter.kind });
      if (filter.provides !== undefined) void query.whereIn("id", providing(filter.provides));
      const found = await readPage(query, BY_ID, page, (row) => row as StoredUnit);
      return { ...found, items: await withRegulations(found.items) };
    },
    providersOf: async (regulation) => {
      const rows = await read("units").where({ closed: 0 }).whereIn("id", providing(regulation)).orderBy("id");
      return withRegulations(rows as StoredUnit[]);
    },
  };
}

const BY_ID = { columns: ["id"], direction: "asc" } as const;

interface StoredUnit extends Row {
  readonly id: string;
  readonly kind: UnitKind;
  readonly name_kk: string;
  readonly name_ru: string;
  readonly name_en: string;
  readonly parent: string | null;
  readonly closed: number;
}

interface StoredRegulation extends Row {
  readonly regulation: string;
  readonly unit: string;
  readonly is_default: number;
}
