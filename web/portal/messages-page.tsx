/** Everything that the applicant was told, the newest first. */
import { Anchor, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { usePages } from "../connection/queries.ts";
import { Message, useMarkRead } from "./message.tsx";
import { Waiting } from "../app/waiting.tsx";
import { MoreButton } from "../tables/more-button.tsx";

export function MessagesPage() {
  const { t } = useTranslation("portal");
  const pages = usePages("listNotifications", {});
  const markRead = useMarkRead();
  const [error, setError] = useState<unknown>();
  const messages = pages.data?.pages.flatMap(({ items }) => items);
  const fresh = messages?.filter(({ readAt }) => readAt === undefined) ?? [];
  return (
    <Stack gap="lg" maw={760}>
      <Group justify="space-between">
        <PageTitle>{t("messages.title")}</PageTitle>
        {fresh.length > 0 && (
          <Button variant="light" onClick={() => void markRead(fresh).catch(setError)}>
            {t("messages.readAll")}
          </Button>
        )}
      </Group>
      {pages.error !== null && <ProblemAlert error={pages.error} />}
      {error !== undefined && <ProblemAlert error={error} />}
      {messages === undefined && pages.error === null && <Waiting />}
      {messages?.length === 0 && <Text>{t("messages.none")}</Text>}
      {messages?.map((message) => (
        <Card key={message.id} withBorder>
          <Message
            message={message}
            level={2}
            about={
              <Anchor component={Link} to={`/portal/applications/${message.case}`} size="sm">
                {t("messages.about", { number: message.case })}
              </Anchor>
            }
          />
        </Card>
      ))}
      <MoreButton pages={pages} label={t("applications.more")} />
    </Stack>
  );
}
