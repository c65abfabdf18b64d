/** The way in through the identity provider, where the installation has one, and what it said when somebody came back without being let in. */
import { Alert, Button, Divider } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { addressOf, call } from "../connection/client.ts";

/** What `finishProviderSignIn` puts into the address. */
const REFUSALS = [
  "SIGN_IN_REFUSED",
  "SIGN_IN_UNAVAILABLE",
  "PROVIDER_ACCOUNT_UNKNOWN",
  "PROVIDER_ROLES_MISSING",
] as const;

export function ProviderSignIn() {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  const { data } = useQuery({
    queryKey: ["sign-in-ways"],
    queryFn: () => call("getSignInWays"),
    staleTime: Infinity,
  });
  const refused = query.get("refused");
  const known = REFUSALS.find((code) => code === refused);
  return (
    <>
      {refused !== null && (
        <Alert role="alert" color="red" title={t("provider.refused")}>
          {t(`provider.${known ?? "other"}`)}
        </Alert>
      )}
      {data?.provider !== undefined && (
        <>
          <Button
            component="a"
            // Whoever was refused may be somebody else there than they wanted to be.
            href={addressOf("beginProviderSignIn", refused === null ? {} : { query: { again: true } })}
            variant="default"
            leftSection={<IconLogin2 size={18} aria-hidden />}
          >
            {t("provider.signIn", { label: data.provider.label })}
          </Button>
          <Divider label={t("provider.or")} />
        </>
      )}
    </>
  );
}
