/** Everything that people can apply for, found by words of their own. */
import { Anchor, Badge, Card, Group, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconClock, IconMapPin, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import type { Service } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import classes from "./portal.module.css";
import { termOf, useTermWords } from "./term-words.ts";
import { useServices } from "./services.ts";
import { Waiting } from "../app/waiting.tsx";

export function CataloguePage() {
  const { t } = useTranslation("portal");
  const { data: services, error } = useServices();
  const [words, setWords] = useState("");
  const found = services?.filter((service) => fits(service, words));
  return (
    <Stack gap="lg">
      <div>
        <PageTitle>{t("catalogue.title")}</PageTitle>
        <Text c="dimmed" mt={4}>
          {t("catalogue.text")}
        </Text>
      </div>
      <TextInput
        type="search"
        label={t("catalogue.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        maxLength={100}
      />
      {error !== null && <ProblemAlert error={error} />}
      {found === undefined ? (
        error === null && <Waiting />
      ) : (
        <>
          <Text size="sm" c="dimmed" role="status">
            {found.length === 0 ? t("catalogue.none") : t("catalogue.found", { count: found.length })}
          </Text>
          <SimpleGrid component="ul" cols={{ base: 1, sm: 2 }} className={classes.list}>
            {found.map((service) => (
              <li key={service.regulation}>
                <ServiceCard service={service} />
              </li>
            ))}
          </SimpleGrid>
        </>
      )}
    </Stack>
  );
}

function ServiceCard({ service }: { readonly service: Service }) {
  const { t } = useTranslation("portal");
  const words = useTermWords();
  const term = termOf(service);
  return (
    <Card withBorder h="100%" className={classes.card}>
      <Stack gap={8} h="100%">
        <Title order={2} size="h5" className={classes.cardTitle}>
          <Anchor component={Link} to={`/portal/services/${service.regulation}`} inherit className={classes.whole}>
            {service.title}
          </Anchor>
        </Title>
        <Text size="sm" style={{ flex: 1 }}>
          {service.forWhom}
        </Text>
        <Group gap="xs">
          <Badge variant="light" tt="none" fw={600} color={service.portal === undefined ? "gray" : "lake"} autoContrast>
            {t(service.portal === undefined ? "inPerson" : "online")}
          </Badge>
          {term !== undefined && (
            <Group gap={4} wrap="nowrap">
              <IconClock size={15} aria-hidden />
              <Text size="sm">{words.term(term)}</Text>
            </Group>
          )}
        </Group>
        {service.act.issuedBy !== undefined && (
          <Group gap={4} wrap="nowrap" c="dimmed">
            <IconMapPin size={15} aria-hidden style={{ flexShrink: 0 }} />
            <Text size="sm">{service.act.issuedBy}</Text>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

/** Every word must be found somewhere in what the service says of itself. */
function fits(service: Service, words: string): boolean {
  const said = [service.title, service.officialTitle, service.forWhom, service.result, service.act.issuedBy]
    .concat(service.documents.map(({ name }) => name))
    .join(" ")
    .toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}
