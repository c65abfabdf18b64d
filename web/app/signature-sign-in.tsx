/** Signing in with an electronic signature instead of a password. */
import { Alert, Button } from "@mantine/core";
import { IconSignature } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { ProblemError } from "../connection/problem-error.ts";
import { signChallenge } from "../forms/sign-challenge.ts";

export function SignatureSignIn({ onSignedIn }: { readonly onSignedIn: (account: Account) => void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function signIn(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const signed = await signChallenge();
      if (signed === undefined) return;
      await call("openBrowserSession", { body: signed });
      onSignedIn(await call("getMe"));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button
        variant="default"
        loading={busy}
        leftSection={<IconSignature size={16} aria-hidden />}
        onClick={() => void signIn()}
      >
        {t("signIn.signature")}
      </Button>
      {error !== undefined &&
        (error instanceof ProblemError ? (
          <ProblemAlert error={error} />
        ) : (
          <Alert color="red" role="alert">
            {t("signIn.noLayer")}
          </Alert>
        ))}
    </>
  );
}
