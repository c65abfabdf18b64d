/** Reading the API from a component, kept by TanStack Query under the operation and what it was given. */
import {
  hashKey,
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type QueryKey,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Operations } from "./api-types.ts";
import { call, type AnswerOf, type Given, type Operation } from "./client.ts";

type Readable = { [Id in Operation]: Operations[Id] extends { readonly body: unknown } ? never : Id }[Operation];

/** What one operation was asked with: `["getTask", {params: {task}}, "kk"]`; labels in an answer are of one language. */
const keyOf = (id: Operation, given: object = {}, language = ""): QueryKey => [id, given, language];

/** While the same is asked in another language, what was read stays: a page that goes away and comes back would forget where its reader was. */
const sameInOtherWords =
  (id: Operation, given: object) =>
  <Data>(before: Data | undefined, query: { readonly queryKey: QueryKey } | undefined): Data | undefined =>
    query !== undefined && hashKey(query.queryKey.slice(0, 2)) === hashKey([id, given]) ? before : undefined;

export function useOperation<Id extends Readable>(
  id: Id,
  given: Given<Id>,
  options: { readonly enabled?: boolean; readonly staleMs?: number } = {},
): UseQueryResult<AnswerOf<Id>> {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: keyOf(id, given, i18n.language),
    // The type of the rest arguments cannot be followed through a type parameter.
    queryFn: ({ signal }) => (call as (id: Id, given: Given<Id>) => Promise<AnswerOf<Id>>)(id, { ...given, signal }),
    enabled: options.enabled ?? true,
    placeholderData: sameInOtherWords(id, given),
    ...(options.staleMs === undefined ? {} : { staleTime: options.staleMs }),
  });
}

type Paged = {
  [Id in Readable]: AnswerOf<Id> extends { readonly items: readonly unknown[]; readonly next?: string } ? Id : never;
}[Readable];

/** A list that is read page by page: `data.pages[n].items`. */
export function usePages<Id extends Paged>(
  id: Id,
  given: Given<Id>,
  options: { readonly enabled?: boolean } = {},
): UseInfiniteQueryResult<InfiniteData<AnswerOf<Id>>> {
  const { i18n } = useTranslation();
  const asked = { ...given, paged: true };
  return useInfiniteQuery({
    queryKey: keyOf(id, asked, i18n.language),
    placeholderData: sameInOtherWords(id, asked),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(given as { query?: object }).query,
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      };
      return (call as (id: Id, given: object) => Promise<AnswerOf<Id>>)(id, { ...given, query, signal });
    },
    getNextPageParam: (page) => (page as { next?: string }).next,
    enabled: options.enabled ?? true,
  });
}
