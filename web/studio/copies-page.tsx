/** Where an analyst begins: the own working copies, and the ways to begin another. */
import { Alert, Button, Grid, Group, Loader, Menu, Paper, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { IconDots, IconDownload, IconPencil, IconTrash } from "@tabler/icons-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useNotice } from "../app/notices.tsx";
import { PageTitle } from "../app/page-title.tsx";
import { useSession } from "../app/session.tsx";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { BeginFromFile, BeginFromNothing, BeginFromTable, BeginFromVersion } from "./begin-forms.tsx";
import { diagramPath, resourcesOf } from "./bundle-files.ts";
import { listCopies, putCopy, removeCopy, updateCopy, watchCopies, type StoredCopy } from "./copy-store.ts";
import { WaitingProposals } from "./release/waiting-proposals.tsx";
import { saveFile } from "./save-file.ts";

export function CopiesPage() {
  const { t } = useTranslation("studio");
  const { account } = useSession();
  const [copies, setCopies] = useState<readonly StoredCopy[] | "failed">();
  const read = useCallback((): void => {
    listCopies(account.id).then(setCopies, () => setCopies("failed"));
  }, [account.id]);
  useEffect(() => {
    read();
    return watchCopies(read);
  }, [read]);
  return (
    <Stack maw={1200} mx="auto" gap="lg">
      <div>
        <PageTitle>{t("copies.title")}</PageTitle>
        <Text c="dimmed">{t("copies.intro")}</Text>
      </div>
      <WaitingProposals to="/studio/proposals" />
      {copies === undefined && <Loader />}
      {copies === "failed" && <Alert color="red">{t("copies.notKept")}</Alert>}
      {Array.isArray(copies) && copies.length > 0 && (
        <Copies copies={copies as readonly StoredCopy[]} onChanged={read} />
      )}
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t("begin.title")}
        </Title>
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Stack>
              <BeginFromVersion />
              <BeginFromTable />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Stack>
              <BeginFromFile />
              <BeginFromNothing />
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </Stack>
  );
}

function Copies({ copies, onChanged }: { readonly copies: readonly StoredCopy[]; readonly onChanged: () => void }) {
  const { t } = useTranslation("studio");
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t("copies.own")}
      </Title>
      <Paper withBorder>
        <TableRegion
          label={t("copies.own")}
          head={[t("copies.name"), t("copies.basedOn"), t("copies.changedAt"), t("copies.actions")]}
        >
          {copies.map((copy) => (
            <CopyRow key={copy.id} copy={copy} onChanged={onChanged} />
          ))}
        </TableRegion>
      </Paper>
    </Stack>
  );
}

function CopyRow({ copy, onChanged }: { readonly copy: StoredCopy; readonly onChanged: () => void }) {
  const { t } = useTranslation("studio");
  const words = useInWords();
  const notice = useNotice();
  const [renaming, setRenaming] = useState(false);
  const { account, id, name, basedOn, files } = copy;
  const diagram = diagramPath(files);
  const remove = async (): Promise<void> => {
    await removeCopy(account, id);
    onChanged();
    notice({
      text: t("copies.removed", { name }),
      action: { label: t("undo"), run: () => void putCopy(account, copy).then(onChanged) },
    });
  };
  const rename = async (given: string): Promise<void> => {
    if (given.trim() !== "") await updateCopy(account, id, (stored) => ({ ...stored, name: given.trim() }));
    setRenaming(false);
    onChanged();
  };
  return (
    <Table.Tr>
      <Table.Td miw={260}>
        {renaming ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void rename(new FormData(event.currentTarget).get("name") as string);
            }}
          >
            <Group gap="xs" wrap="nowrap">
              <TextInput
                name="name"
                aria-label={t("copies.name")}
                defaultValue={name}
                maxLength={200}
                data-autofocus
                flex={1}
              />
              <Button type="submit">{t("save")}</Button>
            </Group>
          </form>
        ) : (
          <Text component={Link} to={`/studio/${id}`} c="lake" fw={600} td="underline">
            {name}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {basedOn === undefined ? t("copies.new") : t("copies.version", { version: words.number(basedOn.version) })}
      </Table.Td>
      <Table.Td>{words.instant(copy.changedAt)}</Table.Td>
      <Table.Td>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button variant="default" size="compact-md" aria-label={t("copies.more", { name })}>
              <IconDots size={16} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setRenaming(true)}>
              {t("copies.rename")}
            </Menu.Item>
            {diagram !== undefined && (
              <Menu.Item
                leftSection={<IconDownload size={16} aria-hidden />}
                onClick={() => saveFile(diagram, files[diagram]!, "application/xml")}
              >
                {t("copies.saveDiagram")}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => {
                const bundle = JSON.stringify({ resources: resourcesOf(files) }, null, 2);
                saveFile(`${copy.regulation}.bundle.json`, bundle, "application/json");
              }}
            >
              {t("copies.saveBundle")}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove()}>
              {t("copies.remove")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
