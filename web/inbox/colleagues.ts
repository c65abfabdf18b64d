/** Names of the own unit's accounts, by id; an id that is not among them stands for itself. */
import { useOperation } from "../connection/queries.ts";

export function useColleagues(): (id: string) => string {
  const { data } = useOperation("listColleagues", {}, { staleMs: 5 * 60_000 });
  return (id) => data?.items.find((each) => each.id === id)?.name ?? id;
}
