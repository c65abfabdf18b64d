/** One rule of lint in words: what it finds, why it matters, how to mend it. */
import { Anchor, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { useRuleWords } from "./rule-words.ts";

export function RulePage() {
  const { t } = useTranslation("studio");
  const { "*": rule = "" } = useParams();
  const words = useRuleWords()[rule];
  return (
    <Stack maw={760} mx="auto">
      <Anchor component={Link} to="/studio" size="sm">
        {t("copy.back")}
      </Anchor>
      <PageTitle>{words?.title ?? t("rule.unknown")}</PageTitle>
      {words !== undefined && (
        <Paper withBorder p="md">
          <Title order={2} size="h5">
            {t("rule.why")}
          </Title>
          <Text mb="md">{words.why}</Text>
          <Title order={2} size="h5">
            {t("rule.mend")}
          </Title>
          <Text mb="md">{words.mend}</Text>
          <Text size="sm" c="dimmed">
            {t("rule.name")} <code>{rule}</code>
          </Text>
        </Paper>
      )}
    </Stack>
  );
}
