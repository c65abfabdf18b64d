/** "I have no account": the electronic signature proves who it is; a password for later is one's own choice. */
import { Anchor, Button, Group, List, PasswordInput, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useNavigate } from "react-router";
import { currentLanguage } from "../app/languages.ts";
import { PageTitle } from "../app/page-title.tsx";
import { useRememberSession, useSignedIn } from "../app/session.tsx";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { ProblemError } from "../connection/problem-error.ts";
import { signChallenge } from "../forms/sign-challenge.ts";
import { NoticeBox } from "./notice-box.tsx";

/** As the server wants it. */
const SHORTEST_PASSWORD = 12;

export function RegisterPage() {
  const { t } = useTranslation("portal");
  const { data: account } = useSignedIn();
  const remember = useRememberSession();
  const navigate = useNavigate();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { data: health } = useQuery({ queryKey: ["health"], queryFn: () => call("getHealth"), staleTime: Infinity });
  const tooShort = password !== "" && Array.from(password).length < SHORTEST_PASSWORD;

  async function register(): Promise<void> {
    if (tooShort) return;
    setBusy(true);
    setError(undefined);
    try {
      const signed = await signChallenge();
      if (signed === undefined) return;
      await call("registerInBrowser", {
        body: { ...signed, language: currentLanguage(), ...(password === "" ? {} : { password }) },
      });
      remember(await call("getMe"));
      await navigate("/portal/applications", { replace: true });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  if (account !== null && account !== undefined && !busy) return <Navigate to="/portal/applications" replace />;
  return (
    <Stack gap="lg" maw={560}>
      <PageTitle>{t("register.title")}</PageTitle>
      <Text>{t("register.text")}</Text>
      <List type="ordered" spacing={6}>
        <List.Item>{t("register.step1")}</List.Item>
        <List.Item>{t("register.step2")}</List.Item>
        <List.Item>{t("register.step3")}</List.Item>
      </List>
      {health?.mode === "demo" && <NoticeBox tone="mind" title={t("register.demo")} />}
      <form
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          void register();
        }}
      >
        <Stack>
          <PasswordInput
            label={t("register.password")}
            description={t("register.passwordText", { length: SHORTEST_PASSWORD })}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("register.showPassword") }}
            error={tooShort ? t("register.tooShort", { length: SHORTEST_PASSWORD }) : undefined}
            maxLength={200}
          />
          {error !== undefined &&
            (error instanceof ProblemError ? (
              <ProblemAlert error={error} />
            ) : (
              <div role="alert">
                <NoticeBox tone="mind" title={t("register.noLayer")}>
                  <Text size="sm">{t("register.noLayerText")}</Text>
                </NoticeBox>
              </div>
            ))}
          <Group>
            <Button type="submit" loading={busy}>
              {t("register.submit")}
            </Button>
            <Anchor component={Link} to="/portal/applications">
              {t("register.haveAccount")}
            </Anchor>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
