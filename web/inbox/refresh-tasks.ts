/** Has the lists, the tasks and their cases read again, at once: the stream of changes would do so a moment later. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

const ABOUT_TASKS = new Set([
  "listTasks",
  "countTasks",
  "getTask",
  "getCase",
  "listEvents",
  "listDocuments",
  "listComments",
  "listLimits",
  "getWorkload",
  "listUnitLimits",
]);

export function useRefreshTasks(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    () => client.invalidateQueries({ predicate: ({ queryKey }) => ABOUT_TASKS.has(String(queryKey[0])) }),
    [client],
  );
}
