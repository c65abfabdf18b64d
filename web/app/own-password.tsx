/** Changing the own password: in a window when somebody wants to, and before anything else when an administrator has given a one-time password. */
import { Alert, Box, Button, Group, Modal, Paper, PasswordInput, Stack, Text } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { Brand } from "./brand.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { useNotice } from "./notices.tsx";
import { PageTitle } from "./page-title.tsx";
import { useRememberSession, useSession } from "./session.tsx";

const SHORTEST = 12;

export function OwnPasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal.Root opened onClose={onClose}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Group justify="space-between" wrap="nowrap" mb="md">
            <Modal.Title fw={650}>{t("password.title")}</Modal.Title>
            <Modal.CloseButton aria-label={t("close")} />
          </Group>
          <OwnPasswordForm onDone={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** All that an account with a one-time password sees. */
export function OwnPasswordPage() {
  const { t } = useTranslation();
  const { signOut } = useSession();
  return (
    <Box component="main" id="main" mih="100vh">
      <Group justify="space-between" px="md" py="sm">
        <Brand size={32} />
        <LanguageSwitch />
      </Group>
      <Box maw={480} mx="auto" px="md" py="xl">
        <Paper withBorder shadow="sm" p="xl">
          <Stack>
            <PageTitle>{t("password.title")}</PageTitle>
            <Text>{t("password.oneTime")}</Text>
            <OwnPasswordForm />
            <Button variant="subtle" onClick={() => void signOut()}>
              {t("account.signOut")}
            </Button>
          </Stack>
        </Paper>
      </Box>
    </Box>
  );
}

function OwnPasswordForm({ onDone }: { readonly onDone?: () => void }) {
  const { t } = useTranslation();
  const remember = useRememberSession();
  const notice = useNotice();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const [differs, setDiffers] = useState(false);
  const [error, setError] = useState<unknown>();

  async function change(): Promise<void> {
    setDiffers(password !== again);
    if (password !== again) return;
    setBusy(true);
    setError(undefined);
    try {
      await call("changePassword", { body: { current, password } });
      notice({ text: t("password.done") });
      onDone?.();
      remember(await call("getMe"));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  const shown = { "aria-label": t("signIn.showPassword"), tabIndex: 0 };
  return (
    <form
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void change();
      }}
    >
      <Stack>
        <PasswordInput
          label={t("password.current")}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          autoComplete="current-password"
          visibilityToggleButtonProps={shown}
          required
          maxLength={200}
        />
        <PasswordInput
          label={t("password.new")}
          description={t("password.text")}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
          visibilityToggleButtonProps={shown}
          required
          minLength={SHORTEST}
          maxLength={200}
        />
        <PasswordInput
          label={t("password.again")}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          autoComplete="new-password"
          visibilityToggleButtonProps={shown}
          required
          maxLength={200}
          error={differs ? t("password.differs") : undefined}
        />
        {error !== undefined && <ProblemAlert error={error} />}
        <Alert variant="transparent" p={0}>
          {t("password.others")}
        </Alert>
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {t("password.submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
