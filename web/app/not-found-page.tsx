import { Anchor, Container, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageTitle } from "./page-title.tsx";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Container size="sm" py="xl">
      <Stack>
        <PageTitle>{t("notFound.title")}</PageTitle>
        <Text>{t("notFound.text")}</Text>
        <Anchor component={Link} to="/">
          {t("failed.home")}
        </Anchor>
      </Stack>
    </Container>
  );
}
