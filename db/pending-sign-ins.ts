/** Sign-ins that are under way at the identity provider, until they come back or their time is over. */
import type { PendingSignInStore } from "../engine/ports.ts";
import type { Connections, Row } from "./connections.ts";

interface StoredSignIn extends Row {
  readonly browser: string;
  readonly state: string;
  readonly nonce: string;
  readonly code_verifier: string;
  readonly expires_at: string;
}

export function createPendingSignInStore(connections: Connections): PendingSignInStore {
  return {
    keep: async ({ browser, state, nonce, codeVerifier, expiresAt }, now) => {
      await connections.write(async (transaction) => {
        await transaction.run("delete from pending_sign_ins where expires_at < ?", [now]);
        await transaction.run(
          "insert into pending_sign_ins (browser, state, nonce, code_verifier, expires_at) values (?, ?, ?, ?, ?)",
          [browser, state, nonce, codeVerifier, expiresAt],
        );
      });
    },
    take: async (browser) => {
      const [row] = await connections.write((transaction) =>
        transaction.all<StoredSignIn>("delete from pending_sign_ins where browser = ? returning *", [browser]),
      );
      if (row === undefined) return undefined;
      const { state, nonce, code_verifier: codeVerifier, expires_at: expiresAt } = row;
      return { browser, state, nonce, codeVerifier, expiresAt };
    },
  };
}
