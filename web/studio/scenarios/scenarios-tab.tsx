/** The scenarios of a bundle: which pass and which fail, where a failing one went wrong, and their text to edit. */
import { Button, Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconPlayerPlay, IconPlus } from "@tabler/icons-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../../connection/problem-alert.tsx";
import { TableRegion } from "../../tables/table-region.tsx";
import { JsonEditor } from "../json/json-editor.tsx";
import type { StudioPanelProps } from "../working-copy.ts";
import { useDiagram } from "../use-diagram.ts";
import { casesOf, freeId, templateCase, withCase, type ListedCase } from "./bundle-scenarios.ts";
import { CaseOutcome } from "./case-outcome.tsx";
import { checkScenarios } from "./check-scenarios.ts";
import { useTrial, type TrialState } from "./use-trial.ts";
import { Mark, Said } from "../said.tsx";

export function ScenariosTab({ copy }: StudioPanelProps) {
  const { t } = useTranslation("workshop");
  const diagram = useDiagram(copy.files);
  const trial = useTrial(copy.files);
  const [shown, setShown] = useState<{ readonly path: string; readonly id?: string }>();
  const below = useRef<HTMLDivElement>(null);
  const listed = useMemo(() => casesOf(copy.files, diagram?.path ?? ""), [copy.files, diagram?.path]);
  if (diagram === undefined) return <Said color="orange">{t("noDiagram")}</Said>;
  const show = (path: string, id?: string): void => {
    setShown({ path, ...(id === undefined ? {} : { id }) });
    requestAnimationFrame(() => below.current?.focus());
  };
  const add = (): void => {
    const id = freeId(listed.cases);
    const [task] = [...diagram.facts.elements].filter((each) => /^(?:process|action|task|step)_/.test(each));
    const { path, text } = withCase(copy.files, templateCase(id, diagram.path, task) as { readonly id: string });
    copy.change(path, text);
    show(path, id);
  };
  const chosen = listed.cases.find(({ path, id }) => path === shown?.path && id === shown.id);
  const result = chosen === undefined ? undefined : trial.resultOf(chosen);
  return (
    <Stack>
      <Text maw={900}>{t("scenarios.intro")}</Text>
      <Group>
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={trial.busy}
          disabled={listed.cases.length === 0}
          onClick={() => void trial.play(listed.cases)}
        >
          {t("scenarios.runAll", { count: listed.cases.length })}
        </Button>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
          {t("scenarios.add")}
        </Button>
        <Tally cases={listed.cases} trial={trial} />
      </Group>
      {trial.error !== undefined && <ProblemAlert error={trial.error} />}
      {trial.remarks.map((remark) => (
        <Said key={remark} color="orange">
          {remark}
        </Said>
      ))}
      {listed.unread.map((path) => (
        <Said key={path} color="red" title={t("scenarios.unread", { path })}>
          <Button size="compact-sm" variant="default" onClick={() => show(path)}>
            {t("scenarios.mend")}
          </Button>
        </Said>
      ))}
      {listed.cases.length === 0 && listed.unread.length === 0 && <Text>{t("scenarios.none")}</Text>}
      {listed.cases.length > 0 && (
        <Paper withBorder>
          <TableRegion
            label={t("scenarios.label")}
            head={[t("scenarios.name"), t("scenarios.result"), t("scenarios.file"), t("scenarios.actions")]}
          >
            {listed.cases.map((each) => (
              <CaseRow
                key={`${each.path} ${each.index}`}
                listed={each}
                trial={trial}
                isShown={each === chosen}
                onShow={() => show(each.path, each.id)}
              />
            ))}
          </TableRegion>
        </Paper>
      )}
      {listed.others > 0 && (
        <Text size="sm" c="dimmed">
          {t("scenarios.others", { count: listed.others })}
        </Text>
      )}
      <div ref={below} tabIndex={-1}>
        {shown !== undefined && copy.files[shown.path] !== undefined && (
          <Stack>
            <Title order={2} size="h4">
              {chosen?.id ?? shown.path}
            </Title>
            {result !== undefined && <CaseOutcome played={result} diagram={diagram} />}
            <ScenarioEditor
              path={shown.path}
              text={copy.files[shown.path]!}
              diagram={diagram.path}
              elements={diagram.facts.elements}
              onChange={(text) => copy.change(shown.path, text)}
            />
          </Stack>
        )}
      </div>
    </Stack>
  );
}

function Tally({ cases, trial }: { readonly cases: readonly ListedCase[]; readonly trial: TrialState }) {
  const { t } = useTranslation("workshop");
  const played = cases.flatMap((each) => trial.resultOf(each) ?? []);
  const failed = played.filter(({ outcome }) => !outcome.ok).length;
  return (
    <Text role="status" size="sm">
      {played.length > 0 &&
        (failed === 0
          ? t("scenarios.allPassed", { count: played.length })
          : t("scenarios.someFailed", { count: failed, of: played.length }))}
    </Text>
  );
}

interface CaseRowProps {
  readonly listed: ListedCase;
  readonly trial: TrialState;
  readonly isShown: boolean;
  readonly onShow: () => void;
}

function CaseRow({ listed, trial, isShown, onShow }: CaseRowProps) {
  const { t } = useTranslation("workshop");
  const result = trial.resultOf(listed);
  return (
    <Table.Tr bg={isShown ? "var(--mantine-color-default-hover)" : undefined}>
      <Table.Td>{listed.id}</Table.Td>
      <Table.Td>
        <Group gap={4}>
          {result === undefined ? (
            <Text size="sm" c="dimmed">
              {t("scenarios.notPlayed")}
            </Text>
          ) : (
            <Mark
              color={result.outcome.ok ? "green" : "red"}
              leftSection={
                result.outcome.ok ? <IconCheck size={12} aria-hidden /> : <IconAlertTriangle size={12} aria-hidden />
              }
            >
              {t(result.outcome.ok ? "scenarios.passed" : "scenarios.failed")}
            </Mark>
          )}
          {result?.isStale === true && (
            <Text size="sm" c="dimmed">
              {t("scenarios.stale")}
            </Text>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{listed.path.replace("scenarios/", "")}</Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            disabled={trial.busy}
            aria-label={t("scenarios.runOne", { name: listed.id })}
            onClick={() => void trial.play([listed]).then(onShow)}
          >
            {t("scenarios.run")}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t("scenarios.openOne", { name: listed.id })}
            onClick={onShow}
          >
            {t("scenarios.open")}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

interface ScenarioEditorProps {
  readonly path: string;
  readonly text: string;
  readonly diagram: string;
  readonly elements: ReadonlySet<string>;
  readonly onChange: (text: string) => void;
}

function ScenarioEditor({ path, text, diagram, elements, onChange }: ScenarioEditorProps) {
  const { t } = useTranslation("workshop");
  const check = useCallback(
    (value: unknown) =>
      checkScenarios(value, knownElements(value, diagram, elements)).map(({ pointer, code, of = "" }) => ({
        pointer,
        text: t(`scenarios.mistake.${code}`, { of }),
      })),
    [t, diagram, elements],
  );
  return <JsonEditor label={t("scenarios.text", { path })} text={text} onChange={onChange} check={check} />;
}

/** Cases that bring other diagrams along may name their elements, which are not known here. */
function knownElements(
  value: unknown,
  diagram: string,
  elements: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  const alone =
    Array.isArray(value) &&
    (value as readonly { readonly file?: unknown; readonly with?: unknown }[]).every(
      (item) => typeof item.file === "string" && item.file.split("/").at(-1) === diagram && item.with === undefined,
    );
  return alone ? elements : undefined;
}
