/** A due date by colour, sign and words; the exact instant for those who point at it. */
import { Badge, type MantineSize } from "@mantine/core";
import { IconAlertTriangle, IconCalendar, IconClock, IconFlame } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { dayAndTime, relative, remaining } from "./instants.ts";

const LOOKS = {
  overdue: { color: "red", icon: IconAlertTriangle },
  today: { color: "orange", icon: IconFlame },
  soon: { color: "yellow", icon: IconClock },
  later: { color: "gray", icon: IconCalendar },
} as const;

export function DueBadge({ dueAt, size = "md" }: { readonly dueAt: string; readonly size?: MantineSize }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const left = remaining(dueAt, now);
  const { color, icon: Sign } = LOOKS[left.kind];
  const words = relative(left, i18n.language);
  return (
    <Badge
      size={size}
      variant="default"
      tt="none"
      fw={600}
      title={dayAndTime(dueAt, i18n.language)}
      leftSection={<Sign size={13} aria-hidden />}
      styles={{
        root: {
          borderColor: `var(--mantine-color-${color}-6)`,
          background: `light-dark(var(--mantine-color-${color}-0), var(--mantine-color-dark-6))`,
        },
        section: { color: `light-dark(var(--mantine-color-${color}-9), var(--mantine-color-${color}-4))` },
      }}
    >
      {left.kind === "overdue" ? t("due.overdue", { words }) : words}
    </Badge>
  );
}

/** Minute by minute. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
