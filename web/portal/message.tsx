/** One message, with whether it is new. */
import { Badge, Button, Group, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Notification } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { dayAndTime } from "../terms/instants.ts";

const ABOUT_MESSAGES = new Set(["listNotifications", "countNotifications"]);

/** Marks messages as read and has the counts read again. */
export function useMarkRead(): (messages: readonly Notification[]) => Promise<void> {
  const client = useQueryClient();
  return async (messages) => {
    await Promise.all(messages.map(({ id }) => call("markNotificationRead", { params: { notification: id } })));
    await client.invalidateQueries({ predicate: ({ queryKey }) => ABOUT_MESSAGES.has(String(queryKey[0])) });
  };
}

interface MessageProps {
  readonly message: Notification;
  /** Of its heading, below that of the page or of a part of it. */
  readonly level: 2 | 3;
  readonly about?: ReactNode;
}

export function Message({ message, level, about }: MessageProps) {
  const { t, i18n } = useTranslation("portal");
  const markRead = useMarkRead();
  const [error, setError] = useState<unknown>();
  const isNew = message.readAt === undefined;
  return (
    <article aria-label={message.subject}>
      <Group gap="xs" justify="space-between" align="flex-start">
        <Group gap="xs">
          <Title order={level} size="h6" lang={message.language}>
            {message.subject}
          </Title>
          {isNew && (
            <Badge size="sm" variant="filled" color="red.9" tt="none">
              {t("messages.new")}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {dayAndTime(message.sentAt, i18n.language)}
        </Text>
      </Group>
      <Text size="sm" mt={4} lang={message.language} style={{ whiteSpace: "pre-line" }}>
        {message.text}
      </Text>
      <Group gap="md" mt={4}>
        {about}
        {isNew && (
          <Button
            size="compact-sm"
            variant="subtle"
            px={4}
            aria-label={t("messages.readThis", { subject: message.subject })}
            onClick={() => void markRead([message]).catch(setError)}
          >
            {t("messages.read")}
          </Button>
        )}
      </Group>
      {error !== undefined && <ProblemAlert error={error} />}
    </article>
  );
}
