/** The services of this counter in plain words: what they are called, how long they take, which papers they need. */
import { Paper, Stack, Text, TextInput } from "@mantine/core";
import { IconChevronRight, IconSearch } from "@tabler/icons-react";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import type { CounterService } from "../connection/api-types.ts";
import classes from "./counter.module.css";

const UNITS = ["minute", "hour", "working-day", "calendar-day"] as const;
type Unit = (typeof UNITS)[number];

interface Props {
  readonly services: readonly CounterService[];
  readonly onChoose: (process: string) => void;
}

export function CounterServices({ services, onChoose }: Props) {
  const { t, i18n } = useTranslation("counter");
  const [asked, setAsked] = useState("");
  const words = asked.toLocaleLowerCase(i18n.language).split(/\s+/).filter(Boolean);
  const shown = services.filter(({ title, documentsNeeded, results }) => {
    const text = [title, ...[...documentsNeeded, ...results].map(({ name }) => name)]
      .join(" ")
      .toLocaleLowerCase(i18n.language);
    return words.every((word) => text.includes(word));
  });
  const severalWays = new Set(services.map(({ channel }) => channel)).size > 1;
  return (
    <Stack gap="md">
      <form
        role="search"
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          if (shown.length === 1) onChoose(shown[0]!.process);
        }}
      >
        <TextInput
          label={t("services.find")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={asked}
          onChange={(event) => setAsked(event.currentTarget.value)}
        />
      </form>
      <Text size="sm" role="status" c={shown.length === 0 ? undefined : "dimmed"}>
        {shown.length === 0 ? t("services.noMatch") : t("services.count", { count: shown.length })}
      </Text>
      <Stack component="ul" gap="sm" className={classes.services}>
        {shown.map((service) => (
          <li key={service.process}>
            <Paper
              withBorder
              component="button"
              type="button"
              className={classes.service}
              onClick={() => onChoose(service.process)}
            >
              <span className={classes.serviceText}>
                <Text fw={600} component="span">
                  {service.title}
                </Text>
                <Facts service={service} channel={severalWays} />
              </span>
              <IconChevronRight size={20} aria-hidden />
            </Paper>
          </li>
        ))}
      </Stack>
    </Stack>
  );
}

function Facts({ service, channel }: { readonly service: CounterService; readonly channel: boolean }) {
  const { t } = useTranslation("counter");
  const term = termOf(service.term);
  const papers = service.documentsNeeded.map(({ name }) => name).join("; ");
  return (
    <>
      {channel && (
        <Text size="sm" c="dimmed" component="span">
          {t(`channel.${service.channel as "office"}`)}
        </Text>
      )}
      {term !== undefined && (
        <Text size="sm" component="span">
          {t("services.term", { term: t(`term.${term.unit}`, { count: term.count }) })}
        </Text>
      )}
      {papers !== "" && (
        <Text size="sm" c="dimmed" component="span">
          {t("services.papers", { papers })}
        </Text>
      )}
    </>
  );
}

/** `P19D`, `PT30M`: one number of one unit, as the acts give terms; anything else is left unsaid. */
function termOf(term: CounterService["term"]): { readonly count: number; readonly unit: Unit } | undefined {
  const count = /^PT?(\d+)[DHM]$/.exec(term?.duration ?? "")?.[1];
  const unit = UNITS.find((each) => each === term?.unit);
  return count === undefined || unit === undefined ? undefined : { count: Number(count), unit };
}
