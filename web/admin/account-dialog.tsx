/** One account: what it is and may do, and how it signs in. */
import {
  Alert,
  Button,
  Checkbox,
  Code,
  Divider,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGES, LANGUAGE_NAMES } from "../app/languages.ts";
import { useNotice } from "../app/notices.tsx";
import { ROLES } from "../app/roles.ts";
import { useSession, type Role } from "../app/session.tsx";
import type { Account } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { useInWords } from "../tables/in-words.ts";
import { Dialog } from "../app/dialog.tsx";

interface Props {
  readonly account: Account;
  readonly units: ReadonlyMap<string, string>;
  readonly onClose: () => void;
}

export function AccountDialog({ account, units, onClose }: Props) {
  const { t } = useTranslation(["admin", "app"]);
  const { account: me } = useSession();
  return (
    <Dialog onClose={onClose} size="lg" title={t("account.title", { login: account.login })}>
      <Stack>
        <Values account={account} units={units} onClose={onClose} own={account.id === me.id} />
        <Divider label={t("account.signIn")} />
        <SignIn account={account} own={account.id === me.id} />
      </Stack>
    </Dialog>
  );
}

function Values({ account, units, onClose, own }: Props & { readonly own: boolean }) {
  const { t } = useTranslation(["admin", "app"]);
  const notice = useNotice();
  const refresh = useRefreshAccounts();
  const [roles, setRoles] = useState<readonly string[]>(account.roles);
  const isWorker = roles.includes("worker");
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string): string => ((form.get(name) as string | null) ?? "").trim();
      const topics = text("topics")
        .split(/[\s,]+/)
        .filter((topic) => topic !== "");
      const unit = own ? (account.unit ?? "") : text("unit");
      return call("changeAccount", {
        params: { account: account.id },
        body: {
          name: text("name"),
          language: text("language") as Account["language"],
          roles: roles as readonly Role[],
          version: account.version,
          ...(unit === "" ? {} : { unit }),
          ...(isWorker ? { topics } : {}),
        },
      });
    },
    onSuccess: async () => {
      notice({ text: t("account.saved", { login: account.login }) });
      onClose();
      await refresh();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(new FormData(event.currentTarget));
      }}
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput name="name" label={t("accounts.name")} defaultValue={account.name} required maxLength={200} />
          <NativeSelect
            name="language"
            label={t("accounts.language")}
            defaultValue={account.language}
            data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          />
          {!own && (
            <NativeSelect
              name="unit"
              label={t("accounts.unit")}
              description={t("accounts.unitText")}
              defaultValue={account.unit ?? ""}
              data={[
                { value: "", label: t("accounts.noUnit") },
                ...[...units].map(([value, label]) => ({ value, label })),
              ]}
            />
          )}
          {isWorker && (
            <TextInput
              name="topics"
              label={t("account.topics")}
              description={t("account.topicsText")}
              defaultValue={(account.topics ?? []).join(", ")}
              required
            />
          )}
        </SimpleGrid>
        {own ? (
          <Text size="sm">{t("account.own")}</Text>
        ) : (
          <Checkbox.Group label={t("accounts.roles")} value={[...roles]} onChange={setRoles} required>
            <SimpleGrid cols={{ base: 1, sm: 2 }} mt="xs">
              {ROLES.map((id) => (
                <Checkbox key={id} value={id} label={t(`app:roles.${id}`)} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        )}
        {save.error !== null && <ProblemAlert error={save.error} />}
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {t("account.sessionsEnd")}
          </Text>
          <Button type="submit" loading={save.isPending} disabled={roles.length === 0}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function SignIn({ account, own }: { readonly account: Account; readonly own: boolean }) {
  const { t } = useTranslation("admin");
  const words = useInWords();
  const notice = useNotice();
  const refresh = useRefreshAccounts();
  const ways = useOperation("getSignInWays", {}, { staleMs: Infinity });
  const [password, setPassword] = useState<string>();
  const [name, setName] = useState("");
  const [now, setNow] = useState(account);
  const params = { account: account.id };
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => refresh(),
  });
  const disabled = now.disabledAt !== undefined;
  const isStaff = !account.roles.some((role) => role === "applicant" || role === "worker");
  const provider = ways.data?.provider;
  return (
    <Stack>
      {password !== undefined && (
        <Alert color="blue" variant="outline" role="status" title={t("account.password")}>
          <Code fz="lg">{password}</Code>
          <Text size="sm" mt="xs">
            {t("account.passwordText")}
          </Text>
        </Alert>
      )}
      {act.error !== null && <ProblemAlert error={act.error} />}
      <Group>
        {!own && (
          <>
            <Button
              variant="default"
              onClick={() =>
                act.mutate(async () => {
                  setPassword((await call("resetPassword", { params })).password);
                })
              }
            >
              {t("account.reset")}
            </Button>
            <Button
              variant="default"
              {...(disabled ? {} : { color: "red" })}
              onClick={() =>
                act.mutate(async () => {
                  const body = { disabled: !disabled, version: now.version };
                  setNow(await call("changeAccountState", { params, body }));
                })
              }
            >
              {t(disabled ? "account.enable" : "account.disable")}
            </Button>
          </>
        )}
        <Button
          variant="default"
          onClick={() =>
            act.mutate(async () => {
              await call("closeSessionsOf", { params });
              notice({ text: t(own ? "account.signedOutElsewhere" : "account.signedOut", { login: account.login }) });
            })
          }
        >
          {t(own ? "account.signOutElsewhere" : "account.signOut")}
        </Button>
      </Group>
      {disabled && <Text size="sm">{t("account.isDisabled")}</Text>}
      {provider !== undefined && isStaff && (
        <Group align="end">
          {now.linked === true || now.awaitedAtProvider !== undefined ? (
            <>
              <Text size="sm">
                {now.awaitedAtProvider === undefined
                  ? t("account.linked", { label: provider.label })
                  : t("account.awaited", {
                      label: provider.label,
                      name: now.awaitedAtProvider.name,
                      until: words.day(now.awaitedAtProvider.until),
                    })}
              </Text>
              <Button
                variant="default"
                onClick={() =>
                  act.mutate(async () => {
                    setNow(await call("awaitAtProvider", { params, body: {} }));
                  })
                }
              >
                {t("account.unlink")}
              </Button>
            </>
          ) : (
            <>
              <TextInput
                label={t("account.nameAt", { label: provider.label })}
                description={t("account.nameText")}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                maxLength={200}
              />
              <Button
                variant="default"
                disabled={name.trim() === ""}
                onClick={() =>
                  act.mutate(async () => {
                    setNow(await call("awaitAtProvider", { params, body: { name: name.trim() } }));
                  })
                }
              >
                {t("account.await")}
              </Button>
            </>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** Also after a refusal: what has been changed by somebody else is shown when the window opens again. */
function useRefreshAccounts(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["listAccounts"] });
}
