/** The lists and saved filters with their counts; a row of buttons where there is little room. */
import { Badge, Button, Divider, Group, NavLink, ScrollArea, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import {
  IconAlertTriangle,
  IconBuilding,
  IconChartBar,
  IconCircleCheck,
  IconFilter,
  IconFlame,
  IconKeyboard,
  IconUser,
  IconUserQuestion,
  IconUsersGroup,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { hasRole, useSession } from "../app/session.tsx";
import type { SavedFilter } from "../connection/api-types.ts";
import { useOperation } from "../connection/queries.ts";
import { LISTS, searchOf, type Shown } from "./lists.ts";

const ICONS = {
  mine: IconUser,
  unit: IconBuilding,
  unassigned: IconUserQuestion,
  dueToday: IconFlame,
  overdue: IconAlertTriangle,
  done: IconCircleCheck,
} as const;

/** The API counts no further. */
const MOST = 1000;

interface Props {
  readonly shown: Shown;
  readonly saved: readonly SavedFilter[];
  /** There is no room beside the tasks, or none is wanted. */
  readonly above: boolean;
  readonly onChoose: (shown: Shown) => void;
  readonly onHelp: () => void;
}

interface Item {
  readonly key: string;
  readonly shown: Shown;
  readonly label: string;
  readonly description?: string;
  readonly count: number | undefined;
  readonly urgent: boolean;
  readonly sign: ReactNode;
}

export function ListNavigation({ shown, saved, above, onChoose, onHelp }: Props) {
  const { t } = useTranslation("inbox");
  const { account } = useSession();
  const { data: counts } = useOperation("countTasks", {});
  const narrow = useMediaQuery("(max-width: 75em)", false, { getInitialValueInEffect: false }) || above;
  const lists: readonly Item[] = LISTS.map((name) => {
    const Sign = ICONS[name];
    return {
      key: name,
      shown: { list: name },
      label: t(`lists.${name}`),
      count: counts?.[name],
      urgent: name === "overdue",
      sign: <Sign size={17} aria-hidden />,
    };
  });
  const filters: readonly Item[] = saved.map(({ id, name, filter, own, owner }) => ({
    key: id,
    shown: { list: undefined, filter, saved: id },
    label: name,
    ...(own ? {} : { description: t("filter.of", { name: owner ?? "" }) }),
    count: counts?.saved.find((each) => each.id === id)?.count,
    urgent: filter.due === "overdue",
    sign: own ? <IconFilter size={17} aria-hidden /> : <IconUsersGroup size={17} aria-hidden />,
  }));
  const here = (shown.list ?? shown.saved) || "";
  const badge = ({ count, urgent }: Item): ReactNode =>
    count === undefined ? undefined : (
      <Badge variant={urgent && count !== 0 ? "filled" : "default"} color="red.9" size="sm" tt="none">
        {count >= MOST ? t("lists.many", { count: MOST - 1 }) : count}
      </Badge>
    );
  const isHead = hasRole(account, ["head"]);
  if (narrow)
    return (
      <ScrollArea type="never">
        <Group gap={6} wrap="nowrap">
          {isHead && (
            <Button
              component={Link}
              to="/inbox/unit"
              size="compact-md"
              variant="default"
              leftSection={<IconChartBar size={17} aria-hidden />}
              style={{ flexShrink: 0 }}
            >
              {t("unit.link")}
            </Button>
          )}
          {[...lists, ...filters].map((item) => (
            <Button
              key={item.key}
              size="compact-md"
              variant={item.key === here ? "light" : "default"}
              aria-current={item.key === here ? "true" : undefined}
              leftSection={item.sign}
              rightSection={badge(item)}
              style={{ flexShrink: 0 }}
              onClick={() => onChoose(item.shown)}
            >
              {item.label}
            </Button>
          ))}
          {above && (
            <Button
              size="compact-md"
              variant="subtle"
              color="gray"
              c="dimmed"
              leftSection={<IconKeyboard size={16} aria-hidden />}
              style={{ flexShrink: 0 }}
              onClick={onHelp}
            >
              {t("shortcuts.title")}
            </Button>
          )}
        </Group>
      </ScrollArea>
    );
  const link = (item: Item): ReactNode => (
    <NavLink
      key={item.key}
      component={Link}
      to={`?${searchOf(item.shown)}`}
      label={item.label}
      description={item.description}
      leftSection={item.sign}
      rightSection={badge(item)}
      active={item.key === here}
      aria-current={item.key === here ? "page" : undefined}
      style={{ borderRadius: "var(--mantine-radius-md)" }}
      onClick={(event) => {
        event.preventDefault();
        onChoose(item.shown);
      }}
    />
  );
  return (
    <Stack gap={2} h="100%">
      {isHead && (
        <>
          <NavLink
            component={Link}
            to="/inbox/unit"
            label={t("unit.link")}
            leftSection={<IconChartBar size={17} aria-hidden />}
            style={{ borderRadius: "var(--mantine-radius-md)" }}
          />
          <Divider my={4} />
        </>
      )}
      {lists.map(link)}
      {filters.length > 0 && (
        <Text size="xs" c="dimmed" mt="sm" px="sm">
          {t("filter.list")}
        </Text>
      )}
      {filters.map(link)}
      <Group mt="auto">
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          c="dimmed"
          leftSection={<IconKeyboard size={16} aria-hidden />}
          onClick={onHelp}
        >
          {t("shortcuts.title")}
        </Button>
      </Group>
    </Stack>
  );
}
