/** A new regulation from its table of actions: pasted from a spreadsheet or an act, or as a file; what of it is not in the diagram is shown row by row. */
import {
  Anchor,
  Button,
  Checkbox,
  FileButton,
  Group,
  NativeSelect,
  Paper,
  Stack,
  Table,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconFileUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { PageTitle } from "../../app/page-title.tsx";
import { useSession } from "../../app/session.tsx";
import { call, type AnswerOf } from "../../connection/client.ts";
import { ProblemAlert } from "../../connection/problem-alert.tsx";
import { TableRegion } from "../../tables/table-region.tsx";
import { beginCopy } from "../begin-copy.ts";
import { CHANNELS, isChannel, type Channel } from "../channels.ts";
import { useLossWords } from "./loss-words.ts";
import { Said } from "../said.tsx";

type Draft = AnswerOf<"draftDefinition">;

interface Typed {
  readonly name: string;
  readonly regulation: string;
  readonly channel: Channel;
  readonly byHand: boolean;
  readonly table: string;
}
const NOTHING: Typed = { name: "", regulation: "", channel: "office", byHand: true, table: "" };
const SHORT_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

export function FromTablePage() {
  const { t } = useTranslation("workshop");
  const { t: studio } = useTranslation("studio");
  const { account } = useSession();
  const navigate = useNavigate();
  const [typed, setTyped] = useLocalStorage<Typed>({
    key: `reglament.studio.from-table.${account.id}`,
    defaultValue: NOTHING,
    getInitialValueInEffect: false,
  });
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState(false);
  const [state, setState] = useState<{ readonly busy?: boolean; readonly error?: unknown; readonly draft?: Draft }>({});
  const report = useRef<HTMLDivElement>(null);
  const change = (part: Partial<Typed>): void => {
    setTyped({ ...typed, ...part });
    setState({});
  };
  const wrongName = !SHORT_NAME.test(typed.regulation);
  const noTable = file === null && typed.table.trim() === "";
  const read = async (): Promise<void> => {
    setTried(true);
    if (typed.name.trim() === "" || wrongName || noTable) return;
    setState({ busy: true });
    try {
      const content = file === null ? { name: "pasted.tsv", content: typed.table } : await contentOf(file);
      const { regulation, channel, byHand } = typed;
      setState({ draft: await call("draftDefinition", { body: { ...content, regulation, channel, byHand } }) });
    } catch (error) {
      setState({ error });
    }
    requestAnimationFrame(() => report.current?.focus());
  };
  const open = async (draft: Draft): Promise<void> => {
    const { name, regulation, channel } = typed;
    const id = await beginCopy(account.id, { name, regulation, files: { [`${channel}.bpmn`]: draft.xml } });
    setTyped(NOTHING);
    await navigate(`/studio/${id}`);
  };
  const { busy = false, error, draft } = state;
  return (
    <Stack maw={1000} mx="auto">
      <div>
        <Anchor component={Link} to="/studio" size="sm">
          {t("proposals.back")}
        </Anchor>
        <PageTitle>{t("table.title")}</PageTitle>
        <Text c="dimmed">{t("table.intro")}</Text>
      </div>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void read();
        }}
      >
        <Stack>
          <TextInput
            label={studio("begin.nothing.name")}
            required
            value={typed.name}
            error={tried && typed.name.trim() === "" ? t("table.nameMissing") : undefined}
            maxLength={200}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Group align="start" grow preventGrowOverflow={false}>
            <TextInput
              label={studio("begin.nothing.id")}
              description={studio("begin.nothing.idHint")}
              required
              value={typed.regulation}
              error={tried && wrongName ? t("table.shortNameWrong") : undefined}
              maxLength={80}
              autoComplete="off"
              onChange={(event) => change({ regulation: event.currentTarget.value })}
            />
            <NativeSelect
              label={studio("begin.version.channel")}
              value={typed.channel}
              onChange={(event) => {
                const channel = event.currentTarget.value;
                if (isChannel(channel)) change({ channel });
              }}
              data={CHANNELS.map((value) => ({ value, label: studio(`channels.${value}`) }))}
            />
          </Group>
          <Textarea
            label={t("table.paste")}
            description={t("table.pasteHint")}
            rows={10}
            wrap="off"
            spellCheck={false}
            value={typed.table}
            error={tried && noTable ? t("table.missing") : undefined}
            onChange={(event) => change({ table: event.currentTarget.value })}
          />
          <Group>
            <FileButton
              accept=".csv,.tsv,.txt,.xlsx"
              onChange={(chosen) => {
                setFile(chosen);
                setState({});
              }}
              inputProps={{ "aria-label": t("table.file") }}
            >
              {(props) => (
                <Button {...props} variant="default" leftSection={<IconFileUpload size={16} aria-hidden />}>
                  {t("table.file")}
                </Button>
              )}
            </FileButton>
            {file !== null && (
              <>
                <Text size="sm">{t("table.fileChosen", { name: file.name })}</Text>
                <Button variant="subtle" size="compact-sm" onClick={() => setFile(null)}>
                  {t("table.noFile")}
                </Button>
              </>
            )}
          </Group>
          <Checkbox
            label={t("table.byHand")}
            checked={typed.byHand}
            onChange={(event) => change({ byHand: event.currentTarget.checked })}
          />
          <Group>
            <Button type="submit" loading={busy}>
              {t("table.read")}
            </Button>
          </Group>
        </Stack>
      </form>
      <div ref={report} tabIndex={-1}>
        {error !== undefined && <ProblemAlert error={error} />}
        {draft !== undefined && <Report draft={draft} onOpen={() => void open(draft)} />}
      </div>
    </Stack>
  );
}

function Report({ draft, onOpen }: { readonly draft: Draft; readonly onOpen: () => void }) {
  const { t } = useTranslation("workshop");
  const { lossInWords, missingInWords } = useLossWords();
  const { actions, losses, missing } = draft;
  return (
    <Stack>
      <Said color="green" title={t("table.done", { count: actions })}>
        <Button onClick={onOpen}>{t("table.open")}</Button>
      </Said>
      <Title order={2} size="h4">
        {t("table.losses")}
      </Title>
      {losses.length === 0 ? (
        <Text>{t("table.noLosses")}</Text>
      ) : (
        <Paper withBorder>
          <TableRegion label={t("table.losses")} head={[t("table.where"), t("table.text"), t("table.why")]}>
            {losses.map(({ line, action, text, why }, index) => (
              <Table.Tr key={index}>
                <Table.Td>
                  {line !== undefined && t("json.line", { line })}
                  {action !== undefined && t("table.action", { action })}
                </Table.Td>
                <Table.Td>{text}</Table.Td>
                <Table.Td>{lossInWords(why)}</Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        </Paper>
      )}
      {missing.length > 0 && (
        <>
          <Title order={2} size="h4">
            {t("table.needed")}
          </Title>
          <ul>
            {missing.map((each) => (
              <li key={each}>{missingInWords(each)}</li>
            ))}
          </ul>
        </>
      )}
    </Stack>
  );
}

async function contentOf(file: File): Promise<{ name: string; content: string; encoding: "base64" }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { name: file.name, content: btoa(binary), encoding: "base64" };
}
