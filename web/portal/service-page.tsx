/** One service: who it is for, what one needs, how long it takes, where to go. */
import { Anchor, Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { IconArrowLeft, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { NotFoundPage } from "../app/not-found-page.tsx";
import { PageTitle } from "../app/page-title.tsx";
import { hasRole, useSignedIn } from "../app/session.tsx";
import type { Service } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { dayInWords } from "../terms/instants.ts";
import { channelName } from "./channel-name.ts";
import { NoticeBox } from "./notice-box.tsx";
import { useServices } from "./services.ts";
import { termOf, useTermWords } from "./term-words.ts";
import { Waiting } from "../app/waiting.tsx";

export function ServicePage() {
  const { regulation } = useParams();
  const { data, error } = useServices();
  if (error !== null) return <ProblemAlert error={error} />;
  if (data === undefined) return <Waiting />;
  const service = data.find((each) => each.regulation === regulation);
  return service === undefined ? <NotFoundPage /> : <ServiceText service={service} />;
}

function ServiceText({ service }: { readonly service: Service }) {
  const { t, i18n } = useTranslation("portal");
  const words = useTermWords();
  const term = termOf(service);
  return (
    <Stack gap="lg" maw={720}>
      <Anchor component={Link} to="/portal" size="sm">
        <Group gap={4}>
          <IconArrowLeft size={16} aria-hidden />
          {t("service.all")}
        </Group>
      </Anchor>
      <div>
        <PageTitle>{service.title}</PageTitle>
        <Text mt="xs" size="lg">
          {service.forWhom}
        </Text>
      </div>
      <Apply service={service} />
      {service.result !== undefined && <Part title={t("service.result")}>{<Text>{service.result}</Text>}</Part>}
      <Part title={t("service.documents")}>
        <List spacing={6} icon={<IconCheck size={16} aria-hidden />}>
          {service.documents.map(({ id, name }) => (
            <List.Item key={id}>{name}</List.Item>
          ))}
        </List>
        {service.standard?.number !== undefined && (
          <Text size="sm" c="dimmed">
            {t("service.standard", {
              issuedBy: service.standard.issuedBy ?? "",
              number: service.standard.number,
              date: service.standard.date === undefined ? "" : dayInWords(service.standard.date, i18n.language),
            })}
          </Text>
        )}
      </Part>
      <Part title={t("service.term")}>
        {term === undefined ? (
          <Text>{t("term.none")}</Text>
        ) : (
          <>
            <Text fw={600}>{words.term(term)}</Text>
            {words.notes(term).map((note) => (
              <Text key={note} size="sm">
                {note}
              </Text>
            ))}
          </>
        )}
      </Part>
      <Part title={t("service.where")}>
        <Where service={service} />
      </Part>
      <Part title={t("service.act")}>
        <ActText service={service} />
      </Part>
    </Stack>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Stack component="section" gap={6}>
      <Title order={2} size="h4">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function Apply({ service }: { readonly service: Service }) {
  const { t } = useTranslation("portal");
  const { data: account } = useSignedIn();
  if (service.portal === undefined) return <NoticeBox tone="mind" title={t("service.notOnline")} />;
  if (account !== null && account !== undefined && !hasRole(account, ["applicant"]))
    return <NoticeBox tone="mind" title={t("service.notForStaff")} />;
  return (
    <Group>
      <Button component={Link} to={`/portal/apply/${service.regulation}`} size="md">
        {t("service.apply")}
      </Button>
      {account === null && (
        <Text size="sm" c="dimmed">
          {t("service.signInNext")}
        </Text>
      )}
    </Group>
  );
}

/** The ways in, and the departments that decide. */
function Where({ service }: { readonly service: Service }) {
  const { t, i18n } = useTranslation("portal");
  const words = useTermWords();
  const { data } = useOperation("listUnits", { query: { provides: service.regulation } });
  const units = data?.items.filter(({ closed }) => !closed) ?? [];
  return (
    <Stack gap="xs">
      <List spacing={6}>
        {service.channels.map(({ id, name, term }) => (
          <List.Item key={id}>
            {channelName(id, name, t)}
            {service.channels.length > 1 && term !== undefined && ` (${words.term(term)})`}
          </List.Item>
        ))}
      </List>
      {units.length > 0 && (
        <Text size="sm">
          {t("service.decidedBy", {
            units: units.map(({ names }) => names[i18n.language as keyof typeof names]).join("; "),
          })}
        </Text>
      )}
    </Stack>
  );
}

function ActText({ service: { act, officialTitle } }: { readonly service: Service }) {
  const { t, i18n } = useTranslation("portal");
  const date = act.date === undefined ? "" : dayInWords(act.date, i18n.language);
  return (
    <>
      <Text size="sm">
        {t("service.actLine", {
          issuedBy: act.issuedBy ?? "",
          kind: act.kind ?? "",
          number: act.number ?? "",
          date,
        })}
      </Text>
      <Text size="sm" c="dimmed">
        {officialTitle}
      </Text>
      {act.repealedOn !== undefined && (
        <Text size="sm">{t("service.repealed", { date: dayInWords(act.repealedOn, i18n.language) })}</Text>
      )}
    </>
  );
}
