/** What is to be seen first on a page: that something is done, or that something is to be minded. */
import { Group, Paper, Text } from "@mantine/core";
import { IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./portal.module.css";

interface NoticeBoxProps {
  readonly tone: "done" | "mind";
  readonly title: string;
  readonly children?: ReactNode;
}

export function NoticeBox({ tone, title, children }: NoticeBoxProps) {
  const Sign = tone === "done" ? IconCircleCheck : IconInfoCircle;
  return (
    <Paper withBorder p="md" className={classes.notice} data-tone={tone}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Sign size={22} aria-hidden className={classes.noticeSign} />
        <div>
          <Text fw={650}>{title}</Text>
          {children}
        </div>
      </Group>
    </Paper>
  );
}
