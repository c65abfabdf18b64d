/** Two bundles: what changed in words, marked on both diagrams, which move in step; layout apart from meaning; then the other files. */
import { Button, Center, Grid, Group, List, Loader, Paper, Stack, Text, Title } from "@mantine/core";
import { IconFocusCentered } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import "./comparison.css";
import { DiagramView, type DiagramMarks } from "../../diagram/diagram-view.tsx";
import { createViewGroup } from "../../diagram/move-together.ts";
import type { Files } from "../bundle-files.ts";
import { useDiagram, type BundleDiagram } from "../use-diagram.ts";
import type { DiagramComparison, ElementChange } from "./compare-diagrams.ts";
import { compareFiles } from "./compare-files.ts";
import { FactInWords, FileChanges } from "./changes-in-words.tsx";
import { useComparison } from "./use-comparison.ts";
import { Mark, Said } from "../said.tsx";

export interface ComparisonProps {
  readonly before: Files;
  readonly after: Files;
  /** What the two are called: `version 3`, `your copy`. */
  readonly beforeName: string;
  readonly afterName: string;
}

const KINDS = ["added", "removed", "changed"] as const;
const COLOURS = { added: "green", removed: "red", changed: "orange" } as const;

export function Comparison({ before, after, beforeName, afterName }: ComparisonProps) {
  const { t } = useTranslation("workshop");
  const old = useDiagram(before);
  const now = useDiagram(after);
  const compared = useComparison(old?.xml, now?.xml);
  const files = useMemo(() => compareFiles(before, after), [before, after]);
  const [focus, setFocus] = useState<string>();
  if (compared === "failed") return <Said color="red">{t("compare.broken")}</Said>;
  if (compared === undefined || old === undefined || now === undefined)
    return (
      <Center mih={200}>
        <Loader />
      </Center>
    );
  const { changes, redrawn } = compared;
  if (changes.length + redrawn.length + files.length === 0) return <Said color="blue">{t("compare.same")}</Said>;
  const counts = [
    ...KINDS.map((kind) => ({
      kind,
      count: changes.filter((each) => each.kind === kind).length,
      colour: COLOURS[kind],
    })),
    { kind: "redrawn" as const, count: redrawn.length, colour: "blue" },
    { kind: "files" as const, count: files.length, colour: "gray" },
  ];
  return (
    <Stack>
      <Group gap="xs">
        {counts
          .filter(({ count }) => count > 0)
          .map(({ kind, count, colour }) => (
            <Mark key={kind} color={colour} size="lg">
              {t(`compare.count.${kind}`, { count })}
            </Mark>
          ))}
      </Group>
      {changes.length + redrawn.length > 0 && (
        <BothDiagrams old={old} now={now} compared={compared} focus={focus} names={[beforeName, afterName]} />
      )}
      {changes.length > 0 && (
        <Stack gap="sm">
          <Title order={2} size="h4">
            {t("compare.changes")}
          </Title>
          {changes.map((change) => (
            <ChangeInWords key={change.id} change={change} old={old} now={now} onShow={() => setFocus(change.id)} />
          ))}
        </Stack>
      )}
      {redrawn.length > 0 && (
        <Stack gap={4}>
          <Title order={2} size="h4">
            {t("compare.redrawn")}
          </Title>
          <Text size="sm">
            {t("compare.redrawnText")} {redrawn.map(({ id }) => now.nameOf(id)).join(", ")}
          </Text>
        </Stack>
      )}
      {files.length > 0 && <FileChanges files={files} />}
    </Stack>
  );
}

interface BothDiagramsProps {
  readonly old: BundleDiagram;
  readonly now: BundleDiagram;
  readonly compared: DiagramComparison;
  readonly focus: string | undefined;
  readonly names: readonly [string, string];
}

function BothDiagrams({ old, now, compared, focus, names }: BothDiagramsProps) {
  const { t } = useTranslation("workshop");
  const [group] = useState(createViewGroup);
  const marks = useMemo(() => {
    const ids = (kind: ElementChange["kind"]): string[] =>
      compared.changes.flatMap((change) => (change.kind === kind ? change.id : []));
    const redrawn = compared.redrawn.map(({ id }) => id);
    const badges = (kind: ElementChange["kind"]): NonNullable<DiagramMarks["badges"]> =>
      compared.changes
        .filter((change) => change.kind === kind && !/Flow$|Participant|Lane|Process/.test(change.type))
        .map(({ id }) => ({ element: id, text: t(`compare.mark.${kind}`), kind: "count" }));
    const focused = focus === undefined ? {} : { focus };
    return {
      before: {
        classes: { "compare-removed": ids("removed"), "compare-changed": ids("changed"), "compare-redrawn": redrawn },
        badges: [...badges("removed"), ...badges("changed")],
        ...focused,
      },
      after: {
        classes: { "compare-added": ids("added"), "compare-changed": ids("changed"), "compare-redrawn": redrawn },
        badges: [...badges("added"), ...badges("changed")],
        ...focused,
      },
    };
  }, [compared, focus, t]);
  const sides = [
    { name: names[0], diagram: old, marks: marks.before },
    { name: names[1], diagram: now, marks: marks.after },
  ];
  return (
    <Grid gap="sm">
      {sides.map(({ name, diagram, marks: marked }) => (
        <Grid.Col key={name} span={{ base: 12, md: 6 }}>
          <Text fw={600} size="sm" mb={4}>
            {name}
          </Text>
          <DiagramView
            xml={diagram.xml}
            labels={diagram.labels}
            marks={marked}
            description={t("compare.picture", { name })}
            height={380}
            together={group}
            follow
          />
        </Grid.Col>
      ))}
    </Grid>
  );
}

interface ChangeInWordsProps {
  readonly change: ElementChange;
  readonly old: BundleDiagram;
  readonly now: BundleDiagram;
  readonly onShow: () => void;
}

function ChangeInWords({ change, old, now, onShow }: ChangeInWordsProps) {
  const { t } = useTranslation("workshop");
  const { id, type, kind, facts } = change;
  const name = (kind === "removed" ? old : now).nameOf(id);
  const typeName = t(`element.${elementWord(type)}`);
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" align="start" gap="xs">
        <Group gap="xs">
          <Mark color={COLOURS[kind]}>{t(`compare.mark.${kind}`)}</Mark>
          <Text fw={600}>{name === id ? typeName : name}</Text>
          {name !== id && (
            <Text size="sm" c="dimmed">
              {typeName}
            </Text>
          )}
        </Group>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFocusCentered size={14} aria-hidden />}
          aria-label={t("compare.showOne", { name })}
          onClick={onShow}
        >
          {t("compare.show")}
        </Button>
      </Group>
      {facts.length > 0 && (
        <List size="sm" mt={4}>
          {facts
            .filter(({ aspect }) => kind === "changed" || aspect !== "type")
            .map((fact) => (
              <List.Item key={`${fact.aspect} ${fact.of ?? ""}`}>
                <FactInWords fact={fact} nameBefore={old.nameOf} nameAfter={now.nameOf} />
              </List.Item>
            ))}
        </List>
      )}
    </Paper>
  );
}

const WORDS = [
  ["userTask", /UserTask|ManualTask/],
  ["task", /Task$/],
  ["subProcess", /SubProcess|CallActivity|Transaction/],
  ["start", /StartEvent/],
  ["end", /EndEvent/],
  ["event", /Event$/],
  ["gateway", /Gateway$/],
  ["flow", /SequenceFlow/],
  ["messageFlow", /MessageFlow/],
  ["lane", /Lane$/],
  ["pool", /Participant/],
  ["process", /Process/],
  ["message", /Message$|Signal$/],
  ["annotation", /Annotation|Association|Group/],
] as const;

const elementWord = (type: string): (typeof WORDS)[number][0] | "other" =>
  WORDS.find(([, pattern]) => pattern.test(type))?.[0] ?? "other";
