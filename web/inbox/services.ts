/** The regulations in service, by what they are called. */
import { useMemo } from "react";
import { useSession } from "../app/session.tsx";
import { useOperation } from "../connection/queries.ts";

export interface Service {
  readonly id: string;
  readonly name: string;
}

/** All of them. */
export function useServices(): readonly Service[] {
  const { data } = useOperation("listDefinitions", { query: { latest: true, limit: 200 } }, { staleMs: 300_000 });
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const { regulation, title } of data?.items ?? [])
      if (regulation !== undefined && !names.has(regulation)) names.set(regulation, title ?? regulation);
    return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
  }, [data]);
}

/** Those that the own unit provides; a unit that only takes applications in may meet any. */
export function useOwnServices(): readonly Service[] {
  const services = useServices();
  const { account } = useSession();
  const { data } = useOperation("listUnits", { query: { limit: 200 } }, { staleMs: 300_000 });
  return useMemo(() => {
    const provides = data?.items.find(({ id }) => id === account.unit)?.provides ?? [];
    return provides.length === 0 ? services : services.filter(({ id }) => provides.includes(id));
  }, [services, data, account.unit]);
}
