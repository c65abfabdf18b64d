/** Units: who decides, and where applications are taken. A unit is never deleted, because cases name it. */
import {
  Badge,
  Button,
  Checkbox,
  Group,
  Loader,
  NativeSelect,
  Paper,
  SimpleGrid,
  Stack,
  Table,
  TextInput,
} from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGES, LANGUAGE_NAMES, currentLanguage } from "../app/languages.ts";
import { useNotice } from "../app/notices.tsx";
import { PageTitle } from "../app/page-title.tsx";
import type { Unit } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation, usePages } from "../connection/queries.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { Dialog } from "../app/dialog.tsx";

const KINDS = ["provider", "centre", "corporation", "akimat"] as const;

export function UnitsPage() {
  const { t } = useTranslation("admin");
  const [editing, setEditing] = useState<Unit | "new">();
  const read = usePages("listUnits", { query: { limit: 200 } });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  const language = currentLanguage();
  return (
    <Stack>
      <PageTitle>{t("units.title")}</PageTitle>
      <Group>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing("new")}>
          {t("units.new")}
        </Button>
      </Group>
      {read.error !== null && <ProblemAlert error={read.error} />}
      {read.isPending && <Loader />}
      {rows.length > 0 && (
        <Paper withBorder>
          <TableRegion
            label={t("units.title")}
            head={[
              t("units.id"),
              t("units.name"),
              t("units.kind"),
              t("units.provides"),
              t("units.defaultFor"),
              t("units.change"),
            ]}
          >
            {rows.map((unit) => (
              <Table.Tr key={unit.id}>
                <Table.Td>
                  {unit.id}{" "}
                  {unit.closed && (
                    <Badge color="gray.8" variant="filled">
                      {t("units.closed")}
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td>{unit.names[language]}</Table.Td>
                <Table.Td>{t(`units.kinds.${unit.kind}`)}</Table.Td>
                <Table.Td>{unit.provides.join(", ") || "–"}</Table.Td>
                <Table.Td>{unit.defaultFor.join(", ") || "–"}</Table.Td>
                <Table.Td>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t("units.changeOf", { name: unit.names[language] })}
                    onClick={() => setEditing(unit)}
                  >
                    {t("units.change")}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        </Paper>
      )}
      {editing !== undefined && (
        <EditUnit
          {...(editing === "new" ? {} : { unit: editing })}
          others={rows.map(({ id, names }) => ({ value: id, label: names[language] }))}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Stack>
  );
}

interface EditUnitProps {
  readonly unit?: Unit;
  readonly others: readonly { readonly value: string; readonly label: string }[];
  readonly onClose: () => void;
}

function EditUnit({ unit, others, onClose }: EditUnitProps) {
  const { t } = useTranslation("admin");
  const client = useQueryClient();
  const notice = useNotice();
  const definitions = useOperation("listDefinitions", { query: { latest: true, limit: 200 } });
  const regulations = [
    ...new Set([
      ...(definitions.data?.items ?? []).flatMap(({ regulation }) => regulation ?? []),
      ...(unit?.provides ?? []),
    ]),
  ].sort();
  const [provides, setProvides] = useState<readonly string[]>(unit?.provides ?? []);
  const [defaultFor, setDefaultFor] = useState<readonly string[]>(unit?.defaultFor ?? []);
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string): string => ((form.get(name) as string | null) ?? "").trim();
      return call("putUnit", {
        params: { unit: unit?.id ?? text("id") },
        body: {
          kind: text("kind") as Unit["kind"],
          names: { kk: text("kk"), ru: text("ru"), en: text("en") },
          ...(text("parent") === "" ? {} : { parent: text("parent") }),
          provides,
          defaultFor: defaultFor.filter((each) => provides.includes(each)),
          closed: form.get("closed") !== null,
        },
      });
    },
    onSuccess: async ({ id }) => {
      notice({ text: t("units.saved", { id }) });
      onClose();
      await client.invalidateQueries({ queryKey: ["listUnits"] });
    },
  });
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={unit === undefined ? t("units.new") : t("units.changeOf", { name: unit.id })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(new FormData(event.currentTarget));
        }}
      >
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {unit === undefined && (
              <TextInput
                name="id"
                label={t("units.id")}
                description={t("units.idText")}
                required
                autoComplete="off"
                data-autofocus
              />
            )}
            <NativeSelect
              name="kind"
              label={t("units.kind")}
              defaultValue={unit?.kind}
              data={KINDS.map((value) => ({ value, label: t(`units.kinds.${value}`) }))}
            />
            {LANGUAGES.map((language) => (
              <TextInput
                key={language}
                name={language}
                lang={language}
                label={t("units.nameIn", { language: LANGUAGE_NAMES[language] })}
                defaultValue={unit?.names[language]}
                required
                autoComplete="off"
              />
            ))}
            <NativeSelect
              name="parent"
              label={t("units.parent")}
              defaultValue={unit?.parent ?? ""}
              data={[{ value: "", label: t("units.noParent") }, ...others.filter(({ value }) => value !== unit?.id)]}
            />
          </SimpleGrid>
          <Checkbox.Group label={t("units.provides")} value={[...provides]} onChange={setProvides}>
            <Stack gap={6} mt="xs">
              {regulations.map((id) => (
                <Checkbox key={id} value={id} label={id} />
              ))}
            </Stack>
          </Checkbox.Group>
          {provides.length > 0 && (
            <Checkbox.Group
              label={t("units.defaultFor")}
              description={t("units.defaultText")}
              value={[...defaultFor]}
              onChange={setDefaultFor}
            >
              <Stack gap={6} mt="xs">
                {provides.map((id) => (
                  <Checkbox key={id} value={id} label={id} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
          <Checkbox name="closed" label={t("units.closedText")} defaultChecked={unit?.closed ?? false} />
          {save.error !== null && <ProblemAlert error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
