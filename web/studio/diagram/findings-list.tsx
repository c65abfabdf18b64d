/** What lint has found, errors first; a click shows the element. */
import { Anchor, Badge, Box, Group, Loader, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ProblemAlert } from "../../connection/problem-alert.tsx";
import { titleOfRule, useRuleWords } from "../rule-words.ts";
import type { Finding, Lint } from "./use-lint.ts";
import classes from "./findings-list.module.css";

export interface FindingsListProps {
  readonly lint: Lint;
  /** What an element is called, for people; undefined when it is not drawn. */
  readonly nameOf: (element: string) => string;
  readonly onChoose: (element: string) => void;
}

export function FindingsList({ lint: { found, checking, error }, nameOf, onChoose }: FindingsListProps) {
  const { t } = useTranslation("studio");
  const findings = found?.findings ?? [];
  const errors = findings.filter(({ category }) => category === "error").length;
  return (
    <Stack gap={6} component="section" aria-label={t("lint.title")}>
      <Group gap="xs">
        <Text fw={600} size="sm" role="status">
          {found === undefined ? t("lint.first") : errors > 0 ? t("lint.errors", { count: errors }) : t("lint.ready")}
        </Text>
        {findings.length > errors && (
          <Badge color="yellow" variant="light" c="inherit" size="sm">
            {t("lint.warnings", { count: findings.length - errors })}
          </Badge>
        )}
        {checking && <Loader size="xs" role="img" aria-label={t("lint.checking")} />}
      </Group>
      {error !== undefined && <ProblemAlert error={error} />}
      {findings.length > 0 && (
        <Box className={classes.list} component="ul" role="list">
          {findings.map((finding, index) => (
            <li key={index}>
              <OneFinding finding={finding} nameOf={nameOf} onChoose={onChoose} />
            </li>
          ))}
        </Box>
      )}
    </Stack>
  );
}

function OneFinding({
  finding: { rule, category, message, element, line },
  nameOf,
  onChoose,
}: Omit<FindingsListProps, "lint"> & { readonly finding: Finding }) {
  const { t } = useTranslation("studio");
  const words = useRuleWords();
  const Icon = category === "error" ? IconCircleX : IconAlertTriangle;
  const color = category === "error" ? "var(--mantine-color-red-8)" : "var(--mantine-color-orange-8)";
  const content = (
    <Group gap="xs" wrap="nowrap" align="start">
      <Icon size={18} color={color} aria-label={t(`lint.${category}`)} role="img" className={classes.icon} />
      <div>
        <Text size="sm" fw={600} component="span">
          {element === undefined ? t("lint.file") : nameOf(element)}
          {": "}
        </Text>
        <Text size="sm" component="span">
          {titleOfRule(words, rule)}
        </Text>
        <Text size="xs" c="dimmed" lang="en">
          {message}
          {line !== undefined && element === undefined ? ` (${t("lint.line", { line })})` : ""}
        </Text>
      </div>
    </Group>
  );
  return (
    <Group justify="space-between" wrap="nowrap" align="start" gap="xs">
      {element === undefined ? (
        content
      ) : (
        <UnstyledButton onClick={() => onChoose(element)} className={classes.finding}>
          {content}
        </UnstyledButton>
      )}
      {words[rule] !== undefined && (
        <Anchor component={Link} to={`/studio/rules/${rule}`} size="xs" target="_blank" className={classes.page}>
          {t("lint.page")}
        </Anchor>
      )}
    </Group>
  );
}
