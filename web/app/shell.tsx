/** The frame of every page: skip link, navigation by role, language, light and dark, the account; and the sign-in page for who is not signed in. */
import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Button,
  Center,
  Group,
  Loader,
  Menu,
  NavLink,
  Stack,
  Text,
  UnstyledButton,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBeach, IconKey, IconLogin2, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { Suspense, lazy, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, useLocation } from "react-router";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useLiveUpdates } from "../connection/live-updates.ts";
import { AREAS } from "./areas.ts";
import { Brand } from "./brand.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { chosenLanguage, isLanguage } from "./languages.ts";
import { OwnPasswordDialog, OwnPasswordPage } from "./own-password.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import { SessionProvider, hasRole, useSession, useSignedIn } from "./session.tsx";
import { SignInPage } from "./sign-in-page.tsx";
import classes from "./shell.module.css";

/** Loaded for those who see cases at their work. */
const CaseFinder = lazy(async () => ({ default: (await import("../finding/case-finder.tsx")).CaseFinder }));
const FINDERS = [
  "office-clerk",
  "centre-operator",
  "corporation-operator",
  "akimat-clerk",
  "head",
  "auditor",
  "administrator",
] as const;

export function Shell() {
  const { i18n } = useTranslation();
  const { pathname } = useLocation();
  const { data: account, error } = useSignedIn();
  const language = account?.language;
  useEffect(() => {
    // The account's own language, until somebody chooses another on this machine.
    if (isLanguage(language) && chosenLanguage() === undefined) void i18n.changeLanguage(language);
  }, [language, i18n]);
  if (error !== null) return <ProblemAlert error={error} />;
  if (account === undefined)
    return (
      <Center mih="50vh">
        <Loader />
      </Center>
    );
  if (account === null) return AREAS.some(({ open }) => open?.test(pathname)) ? <OpenFrame /> : <SignInPage />;
  return (
    <SessionProvider account={account}>
      {account.passwordExpired === true ? <OwnPasswordPage /> : <Frame />}
    </SessionProvider>
  );
}

/** What everybody may read, with the way to sign in. */
function OpenFrame() {
  const { t } = useTranslation();
  return (
    <AppShell header={{ height: 56 }} padding={0}>
      <a href="#main" className="skip-link">
        {t("skip")}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" gap="xs" justify="space-between" wrap="nowrap">
          <UnstyledButton component={Link} to="/portal" aria-label={t("open.link")}>
            <Brand />
          </UnstyledButton>
          <Group gap="xs" wrap="nowrap">
            <LanguageSwitch />
            <SchemeSwitch />
            <Button component={Link} to="/portal/applications" size="compact-md" visibleFrom="xs">
              {t("open.signIn")}
            </Button>
            <ActionIcon
              component={Link}
              to="/portal/applications"
              size="lg"
              hiddenFrom="xs"
              aria-label={t("open.signIn")}
            >
              <IconLogin2 size={20} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <WaitingOutlet />
      </AppShell.Main>
    </AppShell>
  );
}

function WaitingOutlet() {
  return (
    <Suspense
      fallback={
        <Center mih="50vh">
          <Loader />
        </Center>
      }
    >
      <Outlet />
    </Suspense>
  );
}

function Frame() {
  const { t } = useTranslation();
  const { account } = useSession();
  const { pathname } = useLocation();
  const [opened, { toggle, close }] = useDisclosure();
  const areas = AREAS.filter(({ roles }) => hasRole(account, roles));
  // An analyst sees no case, so there is nothing to watch.
  useLiveUpdates(!account.roles.every((role) => role === "analyst"));
  const links = areas.map(({ id, icon: AreaIcon }) => (
    <NavLink
      key={id}
      component={Link}
      to={`/${id}`}
      label={t(`areas.${id}`)}
      leftSection={<AreaIcon size={18} aria-hidden />}
      active={pathname.startsWith(`/${id}`)}
      aria-current={pathname.startsWith(`/${id}`) ? "page" : undefined}
      onClick={close}
      className={classes.link}
    />
  ));
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 260, breakpoint: "md", collapsed: { desktop: true, mobile: !opened } }}
      padding={0}
    >
      <a href="#main" className="skip-link">
        {t("skip")}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" gap="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            {areas.length > 1 && (
              <Burger opened={opened} onClick={toggle} hiddenFrom="md" size="sm" aria-label={t("menu")} />
            )}
            <UnstyledButton component={Link} to="/" aria-label={t("home.link")}>
              <Brand />
            </UnstyledButton>
            <Box component="nav" aria-label={t("areas.label")} visibleFrom="md">
              <Group gap={4} wrap="nowrap">
                {links}
              </Group>
            </Box>
          </Group>
          <Group gap="xs" wrap="nowrap">
            {hasRole(account, FINDERS) && (
              <Suspense>
                <CaseFinder />
              </Suspense>
            )}
            <LanguageSwitch />
            <SchemeSwitch />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" hiddenFrom="md">
        {opened && (
          <Stack component="nav" aria-label={t("areas.label")} gap={4}>
            {links}
          </Stack>
        )}
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <WaitingOutlet />
      </AppShell.Main>
    </AppShell>
  );
}

const WITH_DEPUTIES = [
  "office-clerk",
  "centre-operator",
  "corporation-operator",
  "akimat-clerk",
  "head",
  "administrator",
] as const;

function AccountMenu() {
  const { t } = useTranslation();
  const { account, signOut } = useSession();
  const [password, setPassword] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t("account.menu", { name: account.name })}>
            <IconUserCircle size={20} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Box px="sm" py={6}>
            <Text size="sm" fw={600}>
              {account.name}
            </Text>
            <Text size="xs" c="dimmed">
              {account.roles.map((role) => t(`roles.${role}`)).join(", ")}
            </Text>
          </Box>
          <Menu.Divider />
          {hasRole(account, WITH_DEPUTIES) && (
            <Menu.Item leftSection={<IconBeach size={16} aria-hidden />} component={Link} to="/absences">
              {t("account.absences")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setPassword(true)}>
            {t("password.menu")}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
            {t("account.signOut")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {password && <OwnPasswordDialog onClose={() => setPassword(false)} />}
    </>
  );
}
