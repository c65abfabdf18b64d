/** Listens to the server's stream of changes and has what is shown read again. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { addressOf, type Operation } from "./client.ts";

interface Changed {
  readonly cases: readonly { readonly case: string; readonly seq: number }[];
  readonly many?: true;
}

/** Lists that any change may alter. */
const LISTS: readonly Operation[] = [
  "listTasks",
  "countTasks",
  "listCases",
  "listIncidents",
  "listNotifications",
  "countNotifications",
];

/** While `on`: a changed case makes its own queries, and the lists, stale. */
export function useLiveUpdates(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!on) return;
    const source = new EventSource(addressOf("watchChanges"));
    let lost = false;
    source.addEventListener("changed", (message: MessageEvent<string>) => {
      refresh(client, JSON.parse(message.data) as Changed);
    });
    source.addEventListener("error", () => (lost = true));
    // What changed while the connection was away, nobody told.
    source.addEventListener("open", () => {
      if (lost) void client.invalidateQueries();
      lost = false;
    });
    return () => source.close();
  }, [client, on]);
}

function refresh(client: QueryClient, { cases, many }: Changed): void {
  const changed = new Set(cases.map(({ case: id }) => id));
  void client.invalidateQueries({
    predicate: ({ queryKey }) => {
      const [id, given] = queryKey as [Operation, { params?: { case?: string; task?: string } }?];
      if (LISTS.includes(id)) return true;
      const params = given?.params;
      const about = params?.case ?? params?.task?.slice(0, params.task.lastIndexOf("."));
      return about !== undefined && (many === true || changed.has(about));
    },
  });
}
