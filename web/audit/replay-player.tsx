/** Diagram, controls and list of events; beside them what was known at the moment that is shown. */
import { ActionIcon, Box, Button, Grid, Group, NativeSelect, Paper, Stack, Text, Title } from "@mantine/core";
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
  IconPlayerTrackPrev,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Replay } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useInWords } from "../tables/in-words.ts";
import { labelsOfDiagram } from "../diagram/labels-of-diagram.ts";
import { DiagramView, type DiagramMarks } from "../diagram/diagram-view.tsx";
import { MomentPanels } from "./moment-panels.tsx";
import { useNames } from "./names.ts";
import { tokensOn, type Film, type Moment } from "./replay-model.ts";
import { useReplayWords } from "./replay-words.ts";

const SPEEDS_MS = [2000, 1000, 400] as const;

export function ReplayPlayer({ film, replay }: { readonly film: Film; readonly replay: Replay }) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const say = useReplayWords(replay);
  const last = film.moments.length - 1;
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(1000);
  const index = Math.min(at, last);
  const moment = film.moments[index]!;
  const runs = playing && index < last;

  useEffect(() => {
    if (!runs) return undefined;
    const timer = setTimeout(() => setAt(index + 1), speed);
    return () => clearTimeout(timer);
  }, [runs, index, speed]);

  const go = (to: number): void => {
    setPlaying(false);
    setAt(Math.max(0, Math.min(last, to)));
  };
  const controls: readonly (readonly [string, typeof IconPlayerPlay, () => void, boolean])[] = [
    [t("replay.first"), IconPlayerSkipBack, () => go(0), index === 0],
    [t("replay.back"), IconPlayerTrackPrev, () => go(index - 1), index === 0],
    [t("replay.forward"), IconPlayerTrackNext, () => go(index + 1), index === last],
    [t("replay.last"), IconPlayerSkipForward, () => go(last), index === last],
  ];
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Stack gap="sm">
          <VersionDiagram film={film} replay={replay} index={index} />
          <Paper withBorder p="sm" component="section" aria-label={t("replay.controls")}>
            <Stack gap="xs">
              <Group gap="xs">
                <Button
                  miw={140}
                  leftSection={
                    runs ? <IconPlayerPause size={18} aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />
                  }
                  onClick={() => {
                    if (!runs && index === last) setAt(0);
                    setPlaying(!runs);
                  }}
                >
                  {t(runs ? "replay.pause" : "replay.play")}
                </Button>
                {controls.map(([label, ControlIcon, act, disabled]) => (
                  <ActionIcon
                    key={label}
                    variant="default"
                    size="lg"
                    aria-label={label}
                    onClick={act}
                    disabled={disabled}
                  >
                    <ControlIcon size={18} aria-hidden />
                  </ActionIcon>
                ))}
                <NativeSelect
                  aria-label={t("replay.speed")}
                  size="sm"
                  value={String(speed)}
                  onChange={(event) => setSpeed(Number(event.currentTarget.value))}
                  data={SPEEDS_MS.map((ms) => ({ value: String(ms), label: t(`replay.speeds.${ms}`) }))}
                />
                <Text size="sm">{t("replay.eventOf", { seq: moment.recorded.seq, all: film.moments.length })}</Text>
              </Group>
              <input
                type="range"
                min={0}
                max={last}
                value={index}
                onChange={(event) => go(Number(event.currentTarget.value))}
                aria-label={t("replay.scrub")}
                aria-valuetext={`${moment.recorded.seq}: ${say.event(moment)}`}
                style={{ width: "100%", accentColor: "var(--mantine-color-lake-8)" }}
              />
            </Stack>
          </Paper>
          <EventList film={film} index={index} onChoose={go} replay={replay} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Stack gap="sm">
          <Paper withBorder p="sm" component="section" aria-labelledby="replay-moment">
            <Stack gap={4}>
              <Text size="sm" c="dimmed">
                {words.instant(moment.recorded.at)}
              </Text>
              <div role="status">
                <Title order={2} size="h4" id="replay-moment">
                  {say.event(moment)}
                </Title>
              </div>
              <Text size="sm">{t("replay.by", { who: say.who(moment.recorded.by) })}</Text>
              {moment.role !== undefined && <Text size="sm">{t("replay.role", { role: say.role(moment.role) })}</Text>}
              {say.clauses(moment).map((clause) => (
                <Text size="sm" key={clause}>
                  {clause}
                </Text>
              ))}
              {"reason" in moment.recorded.event && moment.recorded.event.reason !== undefined && (
                <Text size="sm">{t("replay.reason", { reason: moment.recorded.event.reason })}</Text>
              )}
            </Stack>
          </Paper>
          <MomentPanels film={film} replay={replay} index={index} onChoose={go} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function VersionDiagram({
  film,
  replay,
  index,
}: {
  readonly film: Film;
  readonly replay: Replay;
  readonly index: number;
}) {
  const { t, i18n } = useTranslation("audit");
  const names = useNames();
  const say = useReplayWords(replay);
  const moment = film.moments[index]!;
  const [chosen, setChosen] = useState("");
  const digest = chosen === "" ? moment.version : chosen;
  const version = replay.versions.find((each) => each.digest === digest) ?? replay.versions[0]!;
  const diagram = useQuery({
    queryKey: ["diagram", version.process, version.digest],
    queryFn: async () =>
      (await call("getDiagram", { params: { process: version.process, version: version.digest } })).text(),
    staleTime: Infinity,
  });
  const labels = useMemo(
    () => (diagram.data === undefined ? [] : labelsOfDiagram(diagram.data, i18n.language)),
    [diagram.data, i18n.language],
  );
  const marks = useMemo(() => marksAt(film, index, version.digest), [film, index, version.digest]);
  const { elements } = tokensOn(moment.state, version.digest);
  const standing = [...elements.keys()].map((id) => say.element(version.digest, id)).join(", ");
  return (
    <Stack gap={6}>
      <Group gap="sm" justify="space-between">
        <Text size="sm">
          {t("replay.version", {
            process: names.process(version.process),
            version: version.version ?? version.digest.slice(0, 12),
          })}
        </Text>
        {replay.versions.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t("replay.whichVersion")}
            value={chosen}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={[
              { value: "", label: t("replay.follow") },
              ...replay.versions.map((each) => ({
                value: each.digest,
                label: `${names.process(each.process)} ${each.version ?? each.digest.slice(0, 12)}`,
              })),
            ]}
          />
        )}
      </Group>
      {diagram.error !== null && <ProblemAlert error={diagram.error} />}
      {diagram.data !== undefined && (
        <DiagramView
          xml={diagram.data}
          labels={labels}
          marks={marks}
          follow
          description={t("replay.diagram", {
            process: names.process(version.process),
            where: standing === "" ? t("replay.nowhere") : standing,
          })}
        />
      )}
      <Text size="sm" c="dimmed">
        {standing === "" ? t("replay.nowhereText") : t("replay.standsAt", { where: standing })}
      </Text>
    </Stack>
  );
}

function marksAt(film: Film, index: number, version: string): DiagramMarks {
  const moment = film.moments[index]!;
  const { seq } = moment.recorded;
  const counts = new Map<string, number>();
  for (const visit of film.visits)
    if (visit.version === version && visit.entered <= seq) counts.set(visit.element, visit.number);
  const trail = film.moments.slice(0, index + 1).filter((each) => each.version === version);
  const { elements, flows } = tokensOn(moment.state, version);
  const here = moment.version === version;
  return {
    classes: {
      "replay-visited": [...new Set([...counts.keys(), ...trail.flatMap(({ taken }) => taken)])],
      "replay-active": [...elements.keys()],
      "replay-waiting": [...new Set(flows)],
      ...(here ? { "replay-taken": moment.taken } : {}),
      ...(here && moment.element !== undefined ? { "replay-current": [moment.element] } : {}),
    },
    badges: [
      ...[...elements].map(([element, tokens]) => ({ element, text: `● ${tokens}`, kind: "token" as const })),
      ...[...counts]
        .filter(([, visits]) => visits > 1)
        .map(([element, visits]) => ({ element, text: `×${visits}`, kind: "count" as const })),
    ],
    ...(here && moment.element !== undefined ? { focus: moment.element } : {}),
  };
}

interface EventListProps {
  readonly film: Film;
  readonly replay: Replay;
  readonly index: number;
  readonly onChoose: (index: number) => void;
}

function EventList({ film, replay, index, onChoose }: EventListProps) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const say = useReplayWords(replay);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = list.current;
    const item = box?.querySelector<HTMLElement>('[aria-current="step"]');
    // Only the list moves, never the page.
    if (box !== null && item) box.scrollTop = item.offsetTop - box.clientHeight / 2;
  }, [index]);
  return (
    <Paper withBorder>
      <Title order={2} size="h5" p="sm" pb={4}>
        {t("replay.list")}
      </Title>
      <Box
        ref={list}
        mah={320}
        pos="relative"
        style={{ overflowY: "auto" }}
        tabIndex={0}
        role="region"
        aria-label={t("replay.list")}
      >
        <ol style={{ listStyle: "none", margin: 0, padding: "0 8px 8px" }}>
          {film.moments.map((moment: Moment, position) => (
            <li key={moment.recorded.seq}>
              <Button
                variant={position === index ? "light" : "subtle"}
                color="gray"
                c="var(--mantine-color-text)"
                size="compact-sm"
                fullWidth
                justify="flex-start"
                h="auto"
                mih={28}
                py={3}
                fw={position === index ? 650 : 400}
                aria-current={position === index ? "step" : undefined}
                onClick={() => onChoose(position)}
                styles={{ label: { whiteSpace: "normal", textAlign: "start", lineHeight: 1.35, height: "auto" } }}
              >
                {`${moment.recorded.seq}. ${words.instant(moment.recorded.at)} · ${say.event(moment)}`}
              </Button>
            </li>
          ))}
        </ol>
      </Box>
    </Paper>
  );
}
