/** The three ways to begin a working copy; each leads to its page. */
import {
  Alert,
  Button,
  FileButton,
  Group,
  Loader,
  NativeSelect,
  Paper,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { currentLanguage } from "../app/languages.ts";
import { useSession } from "../app/session.tsx";
import type { Definition } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation, usePages } from "../connection/queries.ts";
import { useInWords } from "../tables/in-words.ts";
import { NotOpenable, beginCopy, copyOfFile, copyOfVersion } from "./begin-copy.ts";
import { CHANNELS, isChannel } from "./channels.ts";
import { newDiagram } from "./new-diagram.ts";

function Way({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <div>
          <Title order={3} size="h5">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
        {children}
      </Stack>
    </Paper>
  );
}

/** Does what makes a copy, says why it could not, and goes to the copy. */
function useBegin() {
  const navigate = useNavigate();
  const [state, setState] = useState<{ readonly busy: boolean; readonly error?: unknown }>({ busy: false });
  const begin = (making: Promise<string>): void => {
    setState({ busy: true });
    making.then(
      (id) => navigate(`/studio/${id}`),
      (error: unknown) => setState({ busy: false, error }),
    );
  };
  return { ...state, begin };
}

export function BeginFromVersion() {
  const { t } = useTranslation("studio");
  const { account } = useSession();
  const words = useInWords();
  const latest = usePages("listDefinitions", { query: { latest: true, limit: 200 } });
  const rows = channelsOnly(latest.data?.pages.flatMap(({ items }) => items) ?? []);
  const titles = new Map(
    rows.map((row) => [row.regulation ?? row.process, row.title ?? row.regulation ?? row.process]),
  );
  const regulations = [...titles].sort(([, one], [, other]) => one.localeCompare(other));
  const [chosen, setChosen] = useState<{ regulation?: string; process?: string; version?: number }>({});
  const regulation = chosen.regulation ?? regulations[0]?.[0];
  const processes = rows.filter((row) => (row.regulation ?? row.process) === regulation);
  const process = chosen.process ?? processes[0]?.process;
  const versions = useOperation(
    "listDefinitions",
    { query: { process: process ?? "", limit: 200 } },
    { enabled: process !== undefined },
  );
  const all = [...(versions.data?.items ?? [])].sort((one, other) => other.version - one.version);
  const definition = all.find(({ version }) => version === chosen.version) ?? all[0];
  const { busy, error, begin } = useBegin();
  const channelName = (channel: string | undefined, id: string): string =>
    isChannel(channel) ? t(`channels.${channel}`) : id;
  return (
    <Way title={t("begin.version.title")} text={t("begin.version.text")}>
      {latest.error !== null && <ProblemAlert error={latest.error} />}
      {latest.isPending && <Loader />}
      {latest.isSuccess && rows.length === 0 && <Text>{t("begin.version.none")}</Text>}
      {regulation !== undefined && process !== undefined && (
        <>
          <NativeSelect
            label={t("begin.version.regulation")}
            value={regulation}
            onChange={({ currentTarget }) => setChosen({ regulation: currentTarget.value })}
            data={regulations.map(([value, label]) => ({ value, label }))}
          />
          <NativeSelect
            label={t("begin.version.channel")}
            value={process}
            onChange={({ currentTarget }) => setChosen({ regulation, process: currentTarget.value })}
            data={processes.map((row) => ({ value: row.process, label: channelName(row.channel, row.process) }))}
          />
          <NativeSelect
            label={t("begin.version.version")}
            value={definition?.version ?? ""}
            onChange={({ currentTarget }) => setChosen({ regulation, process, version: Number(currentTarget.value) })}
            data={all.map(({ version, deployedAt }, index) => ({
              value: String(version),
              label: t(index === 0 ? "begin.version.inService" : "begin.version.earlier", {
                version: words.number(version),
                day: words.day(deployedAt),
              }),
            }))}
          />
          {error !== undefined && <ProblemAlert error={error} />}
          <Group>
            <Button
              loading={busy}
              disabled={definition === undefined}
              onClick={() => {
                if (definition === undefined) return;
                const name = `${titles.get(regulation) ?? regulation}: ${channelName(definition.channel, process)}`;
                begin(copyOfVersion(account.id, definition, name));
              }}
            >
              {t("begin.version.open")}
            </Button>
          </Group>
        </>
      )}
    </Way>
  );
}

/** A diagram may hold processes that only others call: they come along with the channel that it is drawn for. */
const channelsOnly = (rows: readonly Definition[]): readonly Definition[] =>
  rows.filter(
    ({ channel, digest }) =>
      isChannel(channel) || !rows.some((other) => other.digest === digest && isChannel(other.channel)),
  );

export function BeginFromFile() {
  const { t } = useTranslation("studio");
  const { account } = useSession();
  const { busy, error, begin } = useBegin();
  const open = (file: File | null | undefined): void => {
    if (file !== null && file !== undefined) begin(copyOfFile(account.id, file));
  };
  const { place, over } = useDrop(open);
  return (
    <div
      ref={place}
      style={over ? { outline: "3px dashed var(--mantine-primary-color-filled)", outlineOffset: 2 } : undefined}
    >
      <Way title={t("begin.file.title")} text={t("begin.file.text")}>
        {error instanceof NotOpenable && <Alert color="red">{t("begin.file.notOpenable")}</Alert>}
        {error !== undefined && !(error instanceof NotOpenable) && <ProblemAlert error={error} />}
        <Group>
          <FileButton onChange={open} accept=".bpmn,.xml,.json">
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={busy}
                leftSection={<IconFileUpload size={16} aria-hidden />}
              >
                {t("begin.file.choose")}
              </Button>
            )}
          </FileButton>
        </Group>
      </Way>
    </div>
  );
}

/** A place onto which a file can be dropped, beside the button that does the same. */
function useDrop(onFile: (file: File | undefined) => void) {
  const place = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  const take = useRef(onFile);
  take.current = onFile;
  useEffect(() => {
    const element = place.current!;
    const listen = (event: DragEvent): void => {
      event.preventDefault();
      setOver(event.type === "dragover");
      if (event.type === "drop") take.current(event.dataTransfer?.files[0]);
    };
    const events = ["dragover", "dragleave", "drop"] as const;
    events.forEach((name) => element.addEventListener(name, listen));
    return () => events.forEach((name) => element.removeEventListener(name, listen));
  }, []);
  return { place, over };
}

export function BeginFromNothing() {
  const { t } = useTranslation("studio");
  const { account } = useSession();
  const { busy, error, begin } = useBegin();
  const make = (given: FormData): void => {
    const [name, regulation, channel] = ["name", "regulation", "channel"].map((field) =>
      (given.get(field) as string).trim(),
    );
    if (name === undefined || regulation === undefined || !isChannel(channel)) return;
    const labels = { performer: t("new.performer"), start: t("new.start"), step: t("new.step"), end: t("new.end") };
    const xml = newDiagram({ name, regulation, channel, labels, language: currentLanguage() });
    begin(beginCopy(account.id, { name, regulation, files: { [`${channel}.bpmn`]: xml } }));
  };
  return (
    <Way title={t("begin.nothing.title")} text={t("begin.nothing.text")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make(new FormData(event.currentTarget));
        }}
      >
        <Stack gap="sm">
          <TextInput name="name" label={t("begin.nothing.name")} required maxLength={200} autoComplete="off" />
          <TextInput
            name="regulation"
            label={t("begin.nothing.id")}
            description={t("begin.nothing.idHint")}
            required
            pattern="[a-z][a-z0-9]*(-[a-z0-9]+)*"
            maxLength={80}
            autoComplete="off"
          />
          <NativeSelect
            name="channel"
            label={t("begin.version.channel")}
            data={CHANNELS.map((value) => ({ value, label: t(`channels.${value}`) }))}
          />
          {error !== undefined && <ProblemAlert error={error} />}
          <Group>
            <Button type="submit" variant="default" loading={busy}>
              {t("begin.nothing.make")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Way>
  );
}

export function BeginFromTable() {
  const { t } = useTranslation("workshop");
  return (
    <Way title={t("table.way")} text={t("table.wayText")}>
      <Group>
        <Button component={Link} to="/studio/from-table" variant="default">
          {t("table.begin")}
        </Button>
      </Group>
    </Way>
  );
}
