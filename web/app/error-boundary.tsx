/** A page that failed says so and offers to go on. What was typed is safe: forms keep their drafts as they are typed. */
import { Button, Container, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate, useRouteError } from "react-router";

export function PageErrorBoundary() {
  const error = useRouteError();
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Container size="sm" py="xl">
      <Stack role="alert">
        <Title order={1} size="h2">
          {t("failed.title")}
        </Title>
        <Text>{t("failed.text")}</Text>
        <Text size="sm" c="dimmed">
          {error instanceof Error ? error.message : String(error)}
        </Text>
        <Group>
          <Button onClick={() => window.location.reload()}>{t("failed.reload")}</Button>
          <Button variant="default" onClick={() => void navigate("/")}>
            {t("failed.home")}
          </Button>
        </Group>
      </Stack>
    </Container>
  );
}
