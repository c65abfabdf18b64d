/** Leads everybody to the first area of their own; who has none yet is told what the account is for. */
import { Container, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { AREAS } from "./areas.ts";
import { PageTitle } from "./page-title.tsx";
import { hasRole, useSession } from "./session.tsx";

export function HomePage() {
  const { t } = useTranslation();
  const { account } = useSession();
  const area = AREAS.find(({ roles }) => hasRole(account, roles));
  if (area !== undefined) return <Navigate to={area.home ?? `/${area.id}`} replace />;
  return (
    <Container size="sm" py="xl">
      <Stack>
        <PageTitle>{account.name}</PageTitle>
        <Text>{t("home.roles", { roles: account.roles.map((role) => t(`roles.${role}`)).join(", ") })}</Text>
        <Text>{t("home.noArea")}</Text>
      </Stack>
    </Container>
  );
}
