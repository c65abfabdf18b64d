/** What was known at a moment: facts, dates with how they were computed, documents, exchanges with the outside, and every visit so far. */
import { Anchor, Badge, Box, Button, Code, List, Paper, Stack, Tabs, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Json } from "../../engine/core/events.ts";
import type { Replay } from "../connection/api-types.ts";
import { addressOf } from "../connection/client.ts";
import { SignatureChecks } from "../signing/signature-checks.tsx";
import { useInWords } from "../tables/in-words.ts";
import { documentsAt, exchangesAt, factsOf, handlerCallsAt, limitsAt, type Film } from "./replay-model.ts";
import { useReplayWords } from "./replay-words.ts";

export interface MomentPanelsProps {
  readonly film: Film;
  readonly replay: Replay;
  readonly index: number;
  readonly onChoose: (index: number) => void;
}

const PANELS = ["facts", "dates", "documents", "exchanges", "signatures", "visits"] as const;

export function MomentPanels(props: MomentPanelsProps) {
  const { t } = useTranslation("audit");
  return (
    <Paper withBorder p="sm">
      <Tabs defaultValue="facts" keepMounted={false}>
        <Tabs.List aria-label={t("panels.label")}>
          {PANELS.map((panel) => (
            <Tabs.Tab key={panel} value={panel} px="xs">
              {t(`panels.${panel}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="facts" pt="sm">
          <Facts {...props} />
        </Tabs.Panel>
        <Tabs.Panel value="dates" pt="sm">
          <Dates {...props} />
        </Tabs.Panel>
        <Tabs.Panel value="documents" pt="sm">
          <Documents {...props} />
        </Tabs.Panel>
        <Tabs.Panel value="exchanges" pt="sm">
          <Exchanges {...props} />
        </Tabs.Panel>
        <Tabs.Panel value="signatures" pt="sm">
          <SignatureChecks id={props.replay.case.id} until={props.film.moments[props.index]!.recorded.at} />
        </Tabs.Panel>
        <Tabs.Panel value="visits" pt="sm">
          <Visits {...props} />
        </Tabs.Panel>
      </Tabs>
    </Paper>
  );
}

function Facts({ film, index }: MomentPanelsProps) {
  const { t } = useTranslation("audit");
  const now = factsOf(film.moments[index]!.state);
  const before = index === 0 ? {} : factsOf(film.moments[index - 1]!.state);
  const names = Object.keys(now).sort();
  if (names.length === 0) return <Text size="sm">{t("panels.noFacts")}</Text>;
  return (
    <Stack component="dl" gap={4} m={0}>
      {names.map((name) => (
        <Box key={name}>
          <Text component="dt" size="xs" c="dimmed">
            {name}{" "}
            {JSON.stringify(now[name]) !== JSON.stringify(before[name]) && (
              <Badge size="xs" color="lake.8" variant="filled">
                {t("panels.new")}
              </Badge>
            )}
          </Text>
          <Text component="dd" size="sm" m={0} style={{ overflowWrap: "anywhere" }}>
            <Value value={now[name]!} />
          </Text>
        </Box>
      ))}
    </Stack>
  );
}

function Value({ value }: { readonly value: Json }) {
  const { t } = useTranslation("audit");
  if (typeof value === "boolean") return <>{t(value ? "yes" : "no")}</>;
  if (typeof value === "string" || typeof value === "number") return <>{value}</>;
  return <Code>{JSON.stringify(value)}</Code>;
}

function Dates({ film, replay, index }: MomentPanelsProps) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const say = useReplayWords(replay);
  const moment = film.moments[index]!;
  const limits = useMemo(() => limitsAt(film, index, replay.derivations), [film, index, replay.derivations]);
  if (limits.length === 0) return <Text size="sm">{t("panels.noDates")}</Text>;
  return (
    <Stack gap="md">
      {moment.state.termsStoppedAt !== undefined && <Text size="sm">{t("panels.stopped")}</Text>}
      {limits.map((limit) => (
        <Box key={limit.key}>
          <Text size="sm" fw={600}>
            {t("panels.due", { due: words.instant(limit.dueAt) })}{" "}
            {limit.breached === true && (
              <Badge size="sm" color="red.9" variant="filled">
                {t("find.late")}
              </Badge>
            )}
          </Text>
          <Text size="sm">
            {limit.kind === "step"
              ? t("panels.ofStep", { element: say.element(moment.version, limit.element) })
              : limit.kind === "action"
                ? t("panels.ofAction", { action: limit.of })
                : t("panels.ofTerm", { clause: limit.of })}
          </Text>
          <List size="sm" type="ordered">
            {limit.words.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
        </Box>
      ))}
    </Stack>
  );
}

function Documents({ film, replay, index }: MomentPanelsProps) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const say = useReplayWords(replay);
  const filed = useMemo(() => documentsAt(film, index), [film, index]);
  if (filed.length === 0) return <Text size="sm">{t("panels.noDocuments")}</Text>;
  return (
    <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {filed.map(({ document, name, mediaType, at, by, number }) => {
        const kept = replay.documents.find(({ id }) => id === document);
        return (
          <li key={document}>
            {kept !== undefined && kept.erasedAt === undefined ? (
              <Anchor
                size="sm"
                underline="always"
                href={addressOf("getDocument", { params: { case: replay.case.id, document } })}
                download
              >
                {kept.title ?? name}
              </Anchor>
            ) : (
              <Text size="sm" span>
                {kept?.title ?? name}
              </Text>
            )}
            <Text size="xs" c="dimmed">
              {[mediaType, words.instant(at), say.who(by), ...(number === undefined ? [] : [number])].join(" · ")}
              {kept?.erasedAt !== undefined && ` · ${t("panels.erased")}`}
            </Text>
          </li>
        );
      })}
    </Stack>
  );
}

function Exchanges({ film, replay, index }: MomentPanelsProps) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const say = useReplayWords(replay);
  const { at } = film.moments[index]!.recorded;
  const { version } = film.moments[index]!;
  const calls = useMemo(() => handlerCallsAt(film, index), [film, index]);
  const notes = useMemo(() => exchangesAt(film, index), [film, index]);
  const sent = replay.exchanges.filter(({ queuedAt }) => queuedAt <= at);
  if (calls.length + notes.length + sent.length === 0) return <Text size="sm">{t("panels.noExchanges")}</Text>;
  return (
    <Stack gap="sm">
      {calls.map((call) => (
        <Box key={`${call.seq} ${call.element} ${call.handler}`}>
          <Text size="sm" fw={600}>
            {call.handler === "signature.verify" ? t("panels.signature") : call.handler}
            {`: ${t(`panels.call.${call.state}`)}`}
          </Text>
          <Text size="xs" c="dimmed">
            {[words.instant(call.at), say.element(version, call.element)].join(" · ")}
            {call.failures > 0 && ` · ${t("panels.failures", { count: call.failures })}`}
            {call.code !== undefined && ` · ${call.code}`}
          </Text>
          {call.facts !== undefined && Object.keys(call.facts).length > 0 && (
            <Code block fz="xs" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }} tabIndex={0}>
              {JSON.stringify(call.facts, null, 1)}
            </Code>
          )}
        </Box>
      ))}
      {notes.map((note) => (
        <Box key={note.document}>
          <Text size="sm" fw={600}>
            {`${note.system}, ${note.service}: ${t(`exchangePart.${note.part}`)}, ${note.outcome}`}
          </Text>
          <Text size="xs" c="dimmed">
            {[words.instant(note.at), t("panels.signed", { signature: note.signature }), note.message].join(" · ")}
          </Text>
        </Box>
      ))}
      {sent.map((message) => (
        <Box key={message.id}>
          <Text size="sm" fw={600}>
            {`${message.system}, ${message.service}`}
          </Text>
          <List size="xs">
            {message.steps
              .filter((step) => step.at <= at)
              .map((step) => (
                <List.Item key={`${step.at} ${step.step}`}>{`${words.instant(step.at)}: ${step.step}`}</List.Item>
              ))}
          </List>
        </Box>
      ))}
    </Stack>
  );
}

function Visits({ film, replay, index, onChoose }: MomentPanelsProps) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const say = useReplayWords(replay);
  const { seq } = film.moments[index]!.recorded;
  const visits = film.visits.filter(({ entered }) => entered <= seq);
  return (
    <Stack gap="xs" component="ol" m={0} p={0} mah={420} style={{ listStyle: "none", overflowY: "auto" }} tabIndex={0}>
      {visits.map((visit) => {
        const over = visit.left !== undefined && visit.left <= seq;
        return (
          <li key={`${visit.entered} ${visit.element}`}>
            <Button
              variant="subtle"
              size="compact-sm"
              h="auto"
              mih={28}
              styles={{ label: { whiteSpace: "normal", textAlign: "start", lineHeight: 1.35, height: "auto" } }}
              onClick={() => onChoose(visit.entered - 1)}
            >
              {say.element(visit.version, visit.element)}
              {visit.number > 1 && ` (${t("panels.visit", { number: visit.number })})`}
            </Button>
            <Text size="xs" c="dimmed" px="xs">
              {[
                words.instant(visit.enteredAt),
                ...(over ? [t(`panels.how.${visit.how!}`), say.who(visit.by!)] : [t("panels.stands")]),
                ...(over && visit.how !== "passed"
                  ? [words.duration(Date.parse(visit.leftAt!) - Date.parse(visit.enteredAt))]
                  : []),
              ].join(" · ")}
            </Text>
          </li>
        );
      })}
    </Stack>
  );
}
