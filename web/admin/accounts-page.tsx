/** Accounts: who may sign in, with which roles, in which unit. */
import {
  Badge,
  Button,
  Checkbox,
  Group,
  Loader,
  NativeSelect,
  Paper,
  PasswordInput,
  SimpleGrid,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGES, LANGUAGE_NAMES, currentLanguage } from "../app/languages.ts";
import { useNotice } from "../app/notices.tsx";
import { PageTitle } from "../app/page-title.tsx";
import { ROLES } from "../app/roles.ts";
import type { Role } from "../app/session.tsx";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation, usePages } from "../connection/queries.ts";
import { CsvButton } from "../tables/csv-button.tsx";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { Dialog } from "../app/dialog.tsx";
import { AccountDialog } from "./account-dialog.tsx";
import { MoreButton } from "../tables/more-button.tsx";

/** A worker's account needs topics, which this page does not ask for. */
const ROLES_TO_GIVE = ROLES.filter((role) => role !== "worker");

export function AccountsPage() {
  const { t } = useTranslation(["admin", "app"]);
  const words = useInWords();
  const [role, setRole] = useState("");
  const [making, setMaking] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const query = role === "" ? {} : { role: role as Role };
  const read = usePages("listAccounts", { query });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  const units = useUnits();
  const changing = rows.find(({ id }) => id === chosen);
  return (
    <Stack>
      <PageTitle>{t("accounts.title")}</PageTitle>
      <Group align="end">
        <NativeSelect
          label={t("accounts.role")}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value)}
          data={[
            { value: "", label: t("accounts.anyRole") },
            ...ROLES_TO_GIVE.map((id) => ({ value: id, label: t(`app:roles.${id}`) })),
          ]}
        />
        <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          {t("accounts.new")}
        </Button>
        <CsvButton operation="listAccounts" given={{ query }} fileName="accounts" label={t("csv")} />
      </Group>
      {read.error !== null && <ProblemAlert error={read.error} />}
      {read.isPending && <Loader />}
      {rows.length > 0 && (
        <Paper withBorder>
          <TableRegion
            label={t("accounts.title")}
            head={[
              t("accounts.login"),
              t("accounts.name"),
              t("accounts.roles"),
              t("accounts.unit"),
              t("accounts.language"),
              t("accounts.createdAt"),
              t("accounts.change"),
            ]}
          >
            {rows.map((account) => (
              <Table.Tr key={account.id}>
                <Table.Td>
                  {account.login}{" "}
                  {account.disabledAt !== undefined && (
                    <Badge color="gray.8" variant="filled">
                      {t("accounts.disabled")}
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td>{account.name}</Table.Td>
                <Table.Td>{account.roles.map((id) => t(`app:roles.${id}`)).join(", ")}</Table.Td>
                <Table.Td>{account.unit === undefined ? "–" : (units.get(account.unit) ?? account.unit)}</Table.Td>
                <Table.Td>{LANGUAGE_NAMES[account.language]}</Table.Td>
                <Table.Td>{words.day(account.createdAt)}</Table.Td>
                <Table.Td>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t("accounts.changeOf", { login: account.login })}
                    onClick={() => setChosen(account.id)}
                  >
                    {t("accounts.change")}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        </Paper>
      )}
      <MoreButton pages={read} label={t("more")} />
      {changing !== undefined && (
        <AccountDialog account={changing} units={units} onClose={() => setChosen(undefined)} />
      )}
      {making && <NewAccount units={units} onClose={() => setMaking(false)} />}
    </Stack>
  );
}

function useUnits(): ReadonlyMap<string, string> {
  const { data } = useOperation("listUnits", { query: { limit: 200 } });
  return new Map((data?.items ?? []).map(({ id, names }) => [id, names[currentLanguage()]]));
}

function NewAccount({ units, onClose }: { readonly units: ReadonlyMap<string, string>; readonly onClose: () => void }) {
  const { t } = useTranslation(["admin", "app"]);
  const client = useQueryClient();
  const notice = useNotice();
  const [roles, setRoles] = useState<readonly string[]>([]);
  const create = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string): string => ((form.get(name) as string | null) ?? "").trim();
      return call("createAccount", {
        body: {
          login: text("login"),
          name: text("name"),
          password: form.get("password") as string,
          roles: roles as readonly Role[],
          language: text("language") as "kk" | "ru" | "en",
          ...(text("unit") === "" ? {} : { unit: text("unit") }),
          ...(text("iin") === "" ? {} : { iin: text("iin") }),
        },
      });
    },
    onSuccess: async ({ login }) => {
      notice({ text: t("accounts.made", { login }) });
      onClose();
      await client.invalidateQueries({ queryKey: ["listAccounts"] });
    },
  });
  return (
    <Dialog onClose={onClose} size="lg" title={t("accounts.new")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(new FormData(event.currentTarget));
        }}
      >
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              name="login"
              label={t("accounts.login")}
              description={t("accounts.loginText")}
              required
              autoComplete="off"
              data-autofocus
            />
            <PasswordInput
              name="password"
              label={t("accounts.password")}
              description={t("accounts.passwordText")}
              required
              minLength={12}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ "aria-label": t("app:signIn.showPassword"), tabIndex: 0 }}
            />
            <TextInput name="name" label={t("accounts.name")} required autoComplete="off" />
            <NativeSelect
              name="language"
              label={t("accounts.language")}
              data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            />
            <NativeSelect
              name="unit"
              label={t("accounts.unit")}
              description={t("accounts.unitText")}
              data={[
                { value: "", label: t("accounts.noUnit") },
                ...[...units].map(([value, label]) => ({ value, label })),
              ]}
            />
            <TextInput
              name="iin"
              label={t("accounts.iin")}
              description={t("accounts.iinText")}
              pattern="[0-9]{12}"
              autoComplete="off"
            />
          </SimpleGrid>
          <Checkbox.Group label={t("accounts.roles")} value={[...roles]} onChange={setRoles} required>
            <SimpleGrid cols={{ base: 1, sm: 2 }} mt="xs">
              {ROLES_TO_GIVE.map((id) => (
                <Checkbox key={id} value={id} label={t(`app:roles.${id}`)} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
          {create.error !== null && <ProblemAlert error={create.error} />}
          {roles.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("accounts.roleNeeded")}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={create.isPending} disabled={roles.length === 0}>
              {t("accounts.make")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
