/** Before an application begins: what one needs at hand, which department, and what the diagram asks first. Begins one case, however often it is pressed. */
import { Anchor, List, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { currentLanguage } from "../app/languages.ts";
import { NotFoundPage } from "../app/not-found-page.tsx";
import { PageTitle } from "../app/page-title.tsx";
import { hasRole, useSession } from "../app/session.tsx";
import type { Service, Unit } from "../connection/api-types.ts";
import { call, newKey } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import type { FormSchema, Values } from "../forms/form-schema.ts";
import { SchemaForm } from "../forms/schema-form.tsx";
import { dayInWords } from "../terms/instants.ts";
import { NoticeBox } from "./notice-box.tsx";
import { useServices } from "./services.ts";
import { openQuestions, valuesAtStart } from "./start-values.ts";
import { Waiting } from "../app/waiting.tsx";

export function StartPage() {
  const { regulation } = useParams();
  const { account } = useSession();
  const { data, error } = useServices();
  const units = useOperation("listUnits", { query: { provides: regulation } });
  const failed = error ?? units.error;
  if (failed !== null) return <ProblemAlert error={failed} />;
  if (data === undefined || units.data === undefined) return <Waiting />;
  const service = data.find((each) => each.regulation === regulation);
  if (service?.portal === undefined || !hasRole(account, ["applicant"])) return <NotFoundPage />;
  return (
    <Begin
      service={service}
      portal={service.portal}
      units={units.data.items.filter(({ closed }) => !closed)}
      key={service.regulation}
    />
  );
}

interface BeginProps {
  readonly service: Service;
  readonly portal: NonNullable<Service["portal"]>;
  readonly units: readonly Unit[];
}

function Begin({ service, portal, units }: BeginProps) {
  const { t, i18n } = useTranslation("portal");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [key] = useState(newKey);
  const standard = units.find(({ defaultFor }) => defaultFor.includes(service.regulation)) ?? units[0];
  const [unit, setUnit] = useState(standard?.id ?? "");
  const full = (portal.form ?? EMPTY) as FormSchema;
  const known = useMemo(() => valuesAtStart(full, currentLanguage()), [full]);
  const schema = useMemo(() => openQuestions(full, known), [full, known]);

  async function begin(values: Values): Promise<void> {
    const { case: id } = await call("startCase", {
      body: {
        process: portal.process,
        ...(unit === "" ? {} : { unit }),
        ...(portal.form === undefined ? {} : { form: { ...known, ...values } }),
      },
      idempotencyKey: key,
    });
    void client.invalidateQueries({ queryKey: ["listCases"] });
    await navigate(`/portal/applications/${id}/form`, { replace: true });
  }

  return (
    <Stack gap="lg" maw={720}>
      <PageTitle>{service.title}</PageTitle>
      <Begun service={service} />
      <section>
        <Title order={2} size="h4" mb={6}>
          {t("start.atHand")}
        </Title>
        <List spacing={4}>
          {service.documents.map(({ id, name }) => (
            <List.Item key={id}>{name}</List.Item>
          ))}
          <List.Item>{t("start.signature")}</List.Item>
        </List>
      </section>
      <Text size="sm">{t("start.drafts")}</Text>
      {units.length > 1 && (
        <NativeSelect
          label={t("start.unit")}
          description={t("start.unitText")}
          value={unit}
          onChange={(event) => setUnit(event.currentTarget.value)}
          data={units.map(({ id, names }) => ({ value: id, label: names[i18n.language as keyof typeof names] }))}
        />
      )}
      <SchemaForm schema={schema} submitLabel={t("start.begin")} onSubmit={begin} />
    </Stack>
  );
}

const EMPTY: FormSchema = { type: "object", properties: {} };

/** Who has begun already is led back rather than made to begin again. */
function Begun({ service }: { readonly service: Service }) {
  const { t, i18n } = useTranslation("portal");
  const { data } = useOperation("listCases", {
    query: { mine: true, regulation: service.regulation, channel: "portal", status: "active" },
  });
  const begun = data?.items.find(({ publicStatus }) => publicStatus === undefined);
  if (begun === undefined) return null;
  return (
    <NoticeBox tone="mind" title={t("start.begun", { date: dayInWords(begun.startedAt, i18n.language) })}>
      <Anchor component={Link} to={`/portal/applications/${begun.id}/form`}>
        {t("start.goOn")}
      </Anchor>
    </NoticeBox>
  );
}
