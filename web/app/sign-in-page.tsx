/** Login and password; in the demo its accounts, one click away. */
import {
  Alert,
  Badge,
  Anchor,
  Box,
  Button,
  Card,
  Divider,
  Group,
  Paper,
  PasswordInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import type { DemoAccount } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { Link } from "react-router";
import { Brand } from "./brand.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { PageTitle } from "./page-title.tsx";
import { ProviderSignIn } from "./provider-sign-in.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import { SignatureSignIn } from "./signature-sign-in.tsx";
import { useRememberSession } from "./session.tsx";

/** Applicants have no login that they would know: their number stands for it. */
const PERSONAL_NUMBER = /^\d{12}$/;

export function SignInPage() {
  const { t } = useTranslation();
  const remember = useRememberSession();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [noCookie, setNoCookie] = useState(false);
  const submit = useRef<HTMLButtonElement>(null);
  const accounts = useDemoAccounts();

  async function signIn(): Promise<void> {
    setBusy(true);
    setError(undefined);
    setNoCookie(false);
    try {
      await call("openBrowserSession", {
        body: PERSONAL_NUMBER.test(login) ? { iin: login, password } : { login, password },
      });
      // Whether the browser has kept the cookie shows only when it comes back.
      remember(await call("getMe"));
    } catch (failure) {
      setNoCookie((failure as { problem?: { code?: string } }).problem?.code === "SIGN_IN_REQUIRED");
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Box component="main" id="main" mih="100vh">
      <Group justify="space-between" px="md" py="sm">
        <Brand size={32} />
        <Group gap="xs">
          <LanguageSwitch />
          <SchemeSwitch />
        </Group>
      </Group>
      <SimpleGrid
        cols={{ base: 1, md: accounts.length > 0 ? 2 : 1 }}
        maw={accounts.length > 0 ? 1000 : 440}
        mx="auto"
        px="md"
        py="xl"
        spacing="xl"
      >
        <Paper style={{ alignSelf: "start" }} withBorder shadow="sm" p="xl" component="section">
          <form
            onSubmit={(event: SyntheticEvent) => {
              event.preventDefault();
              void signIn();
            }}
          >
            <Stack>
              <PageTitle>{t("signIn.title")}</PageTitle>
              <ProviderSignIn />
              <TextInput
                label={t("signIn.login")}
                value={login}
                onChange={(event) => setLogin(event.currentTarget.value)}
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                maxLength={100}
              />
              <PasswordInput
                label={t("signIn.password")}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                autoComplete="current-password"
                visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
                required
                maxLength={200}
              />
              {noCookie ? (
                <Alert role="alert" color="red">
                  {t("signIn.noCookie")}
                </Alert>
              ) : (
                error !== undefined && <ProblemAlert error={error} />
              )}
              <Button type="submit" loading={busy} ref={submit}>
                {t("signIn.submit")}
              </Button>
              <SignatureSignIn onSignedIn={remember} />
              <Divider />
              <Anchor component={Link} to="/portal/register" size="sm">
                {t("signIn.register")}
              </Anchor>
              <Anchor component={Link} to="/portal" size="sm">
                {t("signIn.services")}
              </Anchor>
            </Stack>
          </form>
        </Paper>
        {accounts.length > 0 && (
          <Stack component="section" gap="xs" aria-labelledby="demo-accounts">
            <Title order={2} size="h4" id="demo-accounts">
              {t("signIn.demo")}
            </Title>
            <Text size="sm" c="dimmed">
              {t("signIn.demoText")}
            </Text>
            {accounts.map((account) => (
              <Card
                key={account.login}
                component="button"
                type="button"
                withBorder
                p="xs"
                ta="start"
                onClick={() => {
                  setLogin(account.login);
                  setPassword(account.password);
                  submit.current?.focus();
                }}
              >
                <Group justify="space-between" gap="xs">
                  <Text size="sm" fw={500} span>
                    {account.name}
                  </Text>
                  <Badge variant="light" tt="none">
                    {account.roles.map((role) => t(`roles.${role}`)).join(", ")}
                  </Badge>
                </Group>
              </Card>
            ))}
          </Stack>
        )}
      </SimpleGrid>
    </Box>
  );
}

/** None in an installation, which has no such address. */
function useDemoAccounts(): readonly DemoAccount[] {
  const { data } = useQuery({
    queryKey: ["demo-accounts"],
    queryFn: async () => {
      const { mode } = await call("getHealth");
      return mode === "demo" ? (await call("listDemoAccounts")).items : [];
    },
    staleTime: Infinity,
  });
  return data ?? [];
}
