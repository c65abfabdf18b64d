/** Who is signed in: read once from the server, known to every page below `SessionProvider`. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useMemo, type ReactNode } from "react";
import type { Account } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { codeOf } from "../connection/problem-error.ts";

export type Role = Account["roles"][number];

interface Session {
  readonly account: Account;
  /** Ends the session at the server and forgets everything that was read. */
  readonly signOut: () => Promise<void>;
}

const SESSION_KEY = ["session"] as const;
const SessionContext = createContext<Session | undefined>(undefined);

/** `null`: nobody is signed in; `undefined`: not known yet. */
export function useSignedIn() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: async (): Promise<Account | null> => {
      try {
        return await call("getMe");
      } catch (error) {
        if (codeOf(error) === "SIGN_IN_REQUIRED") return null;
        throw error;
      }
    },
    staleTime: Infinity,
  });
}

export function SessionProvider({ account, children }: { readonly account: Account; readonly children: ReactNode }) {
  const client = useQueryClient();
  const session = useMemo<Session>(
    () => ({
      account,
      signOut: async () => {
        const elsewhere = await call("closeSession");
        client.setQueryData(SESSION_KEY, null);
        client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
        // Whoever came from the identity provider leaves there, too: the next one at this desk must not be let in as they.
        if (elsewhere !== undefined) window.location.assign(elsewhere.endAddress);
      },
    }),
    [account, client],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error("useSession is for pages of those who are signed in");
  return session;
}

export const hasRole = (account: Account, roles: readonly Role[]): boolean =>
  account.roles.some((role) => roles.includes(role));

/** Keeps the account that has just signed in, so that nobody waits for it twice. */
export function useRememberSession(): (account: Account) => void {
  const client = useQueryClient();
  return (account) => client.setQueryData(SESSION_KEY, account);
}
