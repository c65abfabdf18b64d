/** The challenges that were given to be signed, until they are answered or their time is over. */
import type { ChallengeStore, SignInChallenge } from "../engine/ports.ts";
import type { Connections } from "./connections.ts";

export function createChallengeStore(connections: Connections): ChallengeStore {
  return {
    keep: async ({ nonce, audience, issuedAt, expiresAt }) => {
      await connections.write(async (transaction) => {
        await transaction.run("delete from sign_in_challenges where expires_at < ?", [issuedAt]);
        await transaction.run(
          "insert into sign_in_challenges (nonce, audience, issued_at, expires_at) values (?, ?, ?, ?)",
          [nonce, audience, issuedAt, expiresAt],
        );
      });
    },
    take: async (nonce) => {
      const [row] = await connections.write((transaction) =>
        transaction.all<{ nonce: string; audience: string; issued_at: string; expires_at: string }>(
          "delete from sign_in_challenges where nonce = ? returning *",
          [nonce],
        ),
      );
      if (row === undefined) return undefined;
      const { audience, issued_at: issuedAt, expires_at: expiresAt } = row;
      return { nonce, audience, issuedAt, expiresAt } satisfies SignInChallenge;
    },
  };
}
