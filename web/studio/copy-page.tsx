/** One working copy: its name, whether it is kept, and its tabs. */
import { Alert, Anchor, Box, Button, Center, Group, Loader, Stack, Text } from "@mantine/core";
import { Suspense, lazy, type ComponentType, type LazyExoticComponent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { SectionNav } from "../tables/section-nav.tsx";
import classes from "./copy-page.module.css";
import { TABS } from "./tabs.ts";
import { useWorkingCopy, type StudioPanelProps } from "./working-copy.ts";

const PANELS: Readonly<Record<string, LazyExoticComponent<ComponentType<StudioPanelProps>>>> = Object.fromEntries(
  TABS.map(({ id, load }) => [id, lazy(load)]),
);

export function CopyPage() {
  const { copy: id = "", tab = TABS[0]!.id } = useParams();
  return <OneCopy key={id} id={id} tab={tab} />;
}

function OneCopy({ id, tab }: { readonly id: string; readonly tab: string }) {
  const { t } = useTranslation(["studio", "workshop"]);
  const held = useWorkingCopy(id);
  if (held.state === "loading")
    return (
      <Center mih="50vh">
        <Loader />
      </Center>
    );
  if (held.state === "missing")
    return (
      <Stack maw={700} mx="auto">
        <PageTitle>{t("copy.missing")}</PageTitle>
        <Text>{t("copy.missingText")}</Text>
        <Group>
          <Button component={Link} to="/studio">
            {t("copy.back")}
          </Button>
        </Group>
      </Stack>
    );
  const { copy, saving, elsewhere, seen } = held;
  const Panel = PANELS[tab] ?? PANELS[TABS[0]!.id]!;
  // A tab's words may stand in the file of another room, which the types of this one do not list.
  const label = t as (key: string) => string;
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="end" gap="xs" wrap="nowrap">
        <Box miw={0} flex={1} className={classes.name}>
          <Anchor component={Link} to="/studio" size="sm">
            {t("copy.back")}
          </Anchor>
          <PageTitle>{copy.name}</PageTitle>
        </Box>
        <Text size="sm" c={saving === "failed" ? "red" : "dimmed"} role="status">
          {t(`copy.${saving}`)}
        </Text>
      </Group>
      {elsewhere !== undefined && (
        <Alert
          color={elsewhere === "shown" ? "blue" : "orange"}
          withCloseButton
          closeButtonLabel={t("copy.seen")}
          onClose={seen}
        >
          {t(`copy.elsewhere.${elsewhere}`)}
        </Alert>
      )}
      <SectionNav
        label={t("tabs.label")}
        sections={TABS.map((each) => ({ to: `/studio/${id}/${each.id}`, label: label(each.label) }))}
        here={`/studio/${id}/${tab}`}
      />
      <Suspense
        fallback={
          <Center mih="50vh">
            <Loader />
          </Center>
        }
      >
        <Panel copy={copy} />
      </Suspense>
    </Stack>
  );
}
