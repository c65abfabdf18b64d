/** Putting a working copy into service: what changes, whether its scenarios pass, what happens to running cases, and why it is done. */
import { Anchor, Button, Group, List, Loader, Paper, Stack, Text, Textarea, Title } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call, type AnswerOf } from "../../connection/client.ts";
import { ProblemAlert } from "../../connection/problem-alert.tsx";
import { useOperation } from "../../connection/queries.ts";
import { resourcesOf } from "../bundle-files.ts";
import { casesOf } from "../scenarios/bundle-scenarios.ts";
import { useTrial } from "../scenarios/use-trial.ts";
import { useDiagram } from "../use-diagram.ts";
import type { StudioPanelProps } from "../working-copy.ts";
import { ReleaseOutcome } from "./release-outcome.tsx";
import { Refusal } from "./refusal.tsx";
import { useChanges } from "./use-changes.ts";
import { Mark, Said } from "../said.tsx";

type Proposal = AnswerOf<"proposeDefinition">;

export function ReleaseTab({ copy }: StudioPanelProps) {
  const { t } = useTranslation("workshop");
  const queries = useQueryClient();
  const diagram = useDiagram(copy.files);
  const process = diagram?.facts.processes[0];
  const rules = useOperation("getProposalRules", {});
  const [comment, setComment] = useLocalStorage({
    key: `reglament.studio.comment.${copy.id}`,
    defaultValue: "",
    getInitialValueInEffect: false,
  });
  const [missing, setMissing] = useState(false);
  const [state, setState] = useState<{ readonly busy?: boolean; readonly error?: unknown; readonly done?: Proposal }>(
    {},
  );
  const field = useRef<HTMLTextAreaElement>(null);
  const asksSecond = rules.data?.approval === "second-person";
  const propose = async (): Promise<void> => {
    if (comment.trim() === "") {
      setMissing(true);
      field.current?.focus();
      return;
    }
    setState({ busy: true });
    try {
      const done = await call("proposeDefinition", { body: { resources: resourcesOf(copy.files), comment } });
      const version = done.versions?.find((each) => each.process === process);
      if (version !== undefined) copy.rename({ basedOn: { ...version, digest: done.digest } });
      setState({ done });
      setComment("");
      void queries.invalidateQueries();
    } catch (error) {
      setState({ error });
    }
  };
  if (diagram === undefined) return <Said color="orange">{t("noDiagram")}</Said>;
  if (state.done !== undefined)
    return <ReleaseOutcome proposal={state.done} onAgain={() => setState({})} copy={copy.id} />;
  return (
    <Stack maw={900}>
      <Text>{t(asksSecond ? "release.introSecond" : "release.intro")}</Text>
      <WhatChanges copy={copy} process={process} />
      <LintState copy={copy} nameOf={diagram.nameOf} />
      <ScenarioState copy={copy} diagram={diagram.path} />
      <Paper withBorder p="md">
        <Title order={2} size="h4" mb="xs">
          {t("release.runningTitle")}
        </Title>
        <Text size="sm">{t("release.running")}</Text>
      </Paper>
      <Textarea
        ref={field}
        label={t("release.comment")}
        description={t("release.commentHint")}
        value={comment}
        rows={4}
        maxLength={2000}
        required
        error={missing && comment.trim() === "" ? t("release.commentMissing") : undefined}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {state.error !== undefined && <Refusal error={state.error} nameOf={diagram.nameOf} />}
      <Group>
        <Button loading={state.busy === true} disabled={rules.data === undefined} onClick={() => void propose()}>
          {t(asksSecond ? "release.propose" : "release.deploy")}
        </Button>
      </Group>
    </Stack>
  );
}

function WhatChanges({ copy, process }: StudioPanelProps & { readonly process: string | undefined }) {
  const { t } = useTranslation("workshop");
  const changes = useChanges(process, copy.files);
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="xs">
        {t("release.changes")}
      </Title>
      {changes === undefined && <Loader size="sm" />}
      {changes === "first" && <Text size="sm">{t("release.first")}</Text>}
      {changes === "failed" && <Text size="sm">{t("release.notCompared")}</Text>}
      {typeof changes === "object" && (
        <Stack gap="xs">
          <List size="sm">
            {(["added", "removed", "changed", "redrawn", "files"] as const)
              .filter((kind) => changes[kind] > 0)
              .map((kind) => (
                <List.Item key={kind}>{t(`compare.count.${kind}`, { count: changes[kind] })}</List.Item>
              ))}
          </List>
          {Object.values(changes).every((count) => count === 0) && <Text size="sm">{t("compare.same")}</Text>}
          <Anchor component={Link} to={`/studio/${copy.id}/compare`} size="sm">
            {t("release.toComparison")}
          </Anchor>
        </Stack>
      )}
    </Paper>
  );
}

/** Nobody reads more at once; the diagram's own page has them all. */
const SHOWN_FINDINGS = 10;

function LintState({ copy, nameOf }: StudioPanelProps & { readonly nameOf: (id: string) => string }) {
  const { t } = useTranslation("workshop");
  const lint = useQuery({
    queryKey: ["lintDefinition", copy.id, copy.changedAt],
    queryFn: ({ signal }) => call("lintDefinition", { body: { resources: resourcesOf(copy.files) }, signal }),
  });
  const errors = lint.data?.findings.filter(({ category }) => category === "error") ?? [];
  const warnings = (lint.data?.findings.length ?? 0) - errors.length;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="xs">
        {t("release.lint")}
      </Title>
      {lint.isPending && <Loader size="sm" />}
      {lint.error !== null && <ProblemAlert error={lint.error} />}
      {lint.data !== undefined && (
        <Group gap="xs" mb={errors.length > 0 ? "xs" : 0}>
          <Mark color={errors.length > 0 ? "red" : "green"}>{t("release.errors", { count: errors.length })}</Mark>
          <Mark color={warnings > 0 ? "orange" : "green"}>{t("release.warnings", { count: warnings })}</Mark>
        </Group>
      )}
      <List size="sm">
        {errors.slice(0, SHOWN_FINDINGS).map(({ rule, element, message }, index) => (
          <List.Item key={`${rule} ${index}`}>
            {element === undefined ? message : `${nameOf(element)}: ${message}`}
          </List.Item>
        ))}
      </List>
    </Paper>
  );
}

function ScenarioState({ copy, diagram }: StudioPanelProps & { readonly diagram: string }) {
  const { t } = useTranslation("workshop");
  const { cases } = useMemo(() => casesOf(copy.files, diagram), [copy.files, diagram]);
  const trial = useTrial(copy.files);
  const played = cases.flatMap((each) => trial.resultOf(each) ?? []).filter(({ isStale }) => !isStale);
  const failed = played.filter(({ outcome }) => !outcome.ok);
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="xs">
        {t("tab.scenarios")}
      </Title>
      {cases.length === 0 ? (
        <Text size="sm">{t("scenarios.none")}</Text>
      ) : (
        <Group gap="sm">
          <Button variant="default" size="compact-md" loading={trial.busy} onClick={() => void trial.play(cases)}>
            {t("scenarios.runAll", { count: cases.length })}
          </Button>
          <div role="status">
            {played.length > 0 && (
              <Mark color={failed.length === 0 ? "green" : "red"} size="lg">
                {failed.length === 0
                  ? t("scenarios.allPassed", { count: played.length })
                  : t("scenarios.someFailed", { count: failed.length, of: played.length })}
              </Mark>
            )}
          </div>
          {failed.length > 0 && (
            <Anchor component={Link} to={`/studio/${copy.id}/scenarios`} size="sm">
              {t("release.toScenarios")}
            </Anchor>
          )}
        </Group>
      )}
    </Paper>
  );
}
