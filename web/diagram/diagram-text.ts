/** The diagram that a task runs on, as it was deployed. */
import { useQuery } from "@tanstack/react-query";
import { call } from "../connection/client.ts";

export function useDiagramText({
  process,
  definition,
}: {
  readonly process: string;
  readonly definition: string;
}): string | undefined {
  const { data } = useQuery({
    queryKey: ["diagram", process, definition],
    queryFn: async () => (await call("getDiagram", { params: { process, version: definition } })).text(),
    staleTime: Infinity,
  });
  return data;
}
