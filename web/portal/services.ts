/** The services, read once: they change only when a regulation is put into service. */
import type { Service } from "../connection/api-types.ts";
import { useOperation } from "../connection/queries.ts";

export function useServices(): { readonly data: readonly Service[] | undefined; readonly error: Error | null } {
  const { data, error } = useOperation("listServices", {}, { staleMs: 5 * 60_000 });
  return { data: data?.items, error };
}

/** What a regulation's service is called, and its statuses. */
export function useServiceNames(): {
  readonly title: (regulation: string | undefined) => string | undefined;
  readonly status: (regulation: string | undefined, status: string | undefined) => string | undefined;
} {
  const { data } = useServices();
  const find = (regulation: string | undefined) => data?.find((each) => each.regulation === regulation);
  return {
    title: (regulation) => find(regulation)?.title,
    status: (regulation, status) => find(regulation)?.statuses.find(({ id }) => id === status)?.name,
  };
}
