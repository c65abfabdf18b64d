/** Why a bundle was refused: each place by the name that it has on the diagram. */
import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../../connection/problem-alert.tsx";
import { ProblemError } from "../../connection/problem-error.ts";
import { Said } from "../said.tsx";

interface RefusalProps {
  readonly error: unknown;
  readonly nameOf: (id: string) => string;
}

export function Refusal({ error, nameOf }: RefusalProps) {
  const { t } = useTranslation("workshop");
  const problem = error instanceof ProblemError ? error.problem : undefined;
  if (problem?.errors === undefined || problem.errors.every(({ element }) => element === undefined))
    return <ProblemAlert error={error} />;
  return (
    <Said color="red" title={t("release.refused")} role="alert">
      <Text size="sm">{t("release.refusedText")}</Text>
      <List size="sm">
        {problem.errors.map(({ element, detail, line }, index) => (
          <List.Item key={index}>
            {element !== undefined && (
              <Text component="span" inherit fw={600}>
                {nameOf(element)}:{" "}
              </Text>
            )}
            {detail}
            {line !== undefined && ` (${t("json.line", { line })})`}
          </List.Item>
        ))}
      </List>
    </Said>
  );
}
