/** A "no" of the server in the reader's words: its title, each place that is wrong, and for those who help, the code. */
import { Alert, Code, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { NotReached, ProblemError } from "./problem-error.ts";

export function ProblemAlert({ error, title }: { readonly error: unknown; readonly title?: string }) {
  const { t } = useTranslation();
  const problem = error instanceof ProblemError ? error.problem : undefined;
  const said = problem?.title ?? t(error instanceof NotReached ? "problem.notReached" : "problem.unexpected");
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title ?? said}>
      {title !== undefined && <Text size="sm">{said}</Text>}
      {problem?.errors !== undefined && (
        <List size="sm">
          {problem.errors.map((place, index) => (
            <List.Item key={index}>
              {place.pointer !== undefined && <Code>{place.pointer}</Code>} {place.detail}
            </List.Item>
          ))}
        </List>
      )}
      {problem !== undefined && (
        <Text size="xs" mt="xs">
          {t("problem.code")} <Code>{problem.code}</Code>
        </Text>
      )}
    </Alert>
  );
}
