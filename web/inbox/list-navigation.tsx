/** The lists with their counts; a row of buttons where there is little room. */
import { Badge, Button, Group, NavLink, ScrollArea, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import {
  IconAlertTriangle,
  IconBuilding,
  IconCircleCheck,
  IconFlame,
  IconKeyboard,
  IconUser,
  IconUserQuestion,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useOperation } from "../connection/queries.ts";
import { LISTS, type ListName } from "./lists.ts";

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
  readonly list: ListName;
  readonly onChoose: (list: ListName) => void;
  readonly onHelp: () => void;
}

export function ListNavigation({ list, onChoose, onHelp }: Props) {
  const { t } = useTranslation("inbox");
  const { data: counts } = useOperation("countTasks", {});
  const narrow = useMediaQuery("(max-width: 75em)", false, { getInitialValueInEffect: false });
  const items = LISTS.map((name) => {
    const count = counts?.[name];
    const Sign = ICONS[name];
    const shown = count === undefined ? "" : count >= MOST ? t("lists.many", { count: MOST - 1 }) : String(count);
    const badge =
      shown === "" ? undefined : (
        <Badge variant={name === "overdue" && count !== 0 ? "filled" : "default"} color="red.9" size="sm" tt="none">
          {shown}
        </Badge>
      );
    return { name, badge, sign: <Sign size={17} aria-hidden /> };
  });
  const help = (
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
  );
  if (narrow)
    return (
      <ScrollArea type="never">
        <Group gap={6} wrap="nowrap">
          {items.map(({ name, badge, sign }) => (
            <Button
              key={name}
              size="compact-md"
              variant={name === list ? "light" : "default"}
              aria-current={name === list ? "true" : undefined}
              leftSection={sign}
              rightSection={badge}
              style={{ flexShrink: 0 }}
              onClick={() => onChoose(name)}
            >
              {t(`lists.${name}`)}
            </Button>
          ))}
        </Group>
      </ScrollArea>
    );
  return (
    <Stack gap={2} h="100%">
      {items.map(({ name, badge, sign }) => (
        <NavLink
          key={name}
          component={Link}
          to={`?list=${name}`}
          label={t(`lists.${name}`)}
          leftSection={sign}
          rightSection={badge}
          active={name === list}
          aria-current={name === list ? "page" : undefined}
          style={{ borderRadius: "var(--mantine-radius-md)" }}
        />
      ))}
      <Group mt="auto">{help}</Group>
    </Stack>
  );
}
