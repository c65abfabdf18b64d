/** Taking an application from somebody at the counter, until there is a case: which service, who it is for, what they apply for. */
import { Alert, Anchor, Container, Group, Stack, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { CounterApplicant, type Applicant } from "./counter-applicant.tsx";
import { CounterApplication } from "./counter-application.tsx";
import { CounterServices } from "./counter-services.tsx";
import type { WalkIn } from "./walk-in.ts";
import { Waiting } from "../app/waiting.tsx";

export function CounterPage({ onStarted }: { readonly onStarted: (walkIn: WalkIn) => void }) {
  const { t } = useTranslation("counter");
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [applicant, setApplicant] = useState<Applicant>();
  const { data, error } = useOperation("listCounterServices", {});
  const process = search.get("service");
  const service = data?.items.find((each) => each.process === process);
  const step = service === undefined ? 1 : applicant === undefined ? 2 : 3;
  const back = (): void => {
    if (step === 3) setApplicant(undefined);
    else setSearch({});
  };
  return (
    <Container size="md" py="lg">
      <Stack gap="lg">
        {step === 1 ? (
          <Anchor component={Link} to="/inbox" size="sm">
            <BackWords words={t("toInbox")} />
          </Anchor>
        ) : (
          <Anchor component="button" type="button" size="sm" onClick={back} ta="start">
            <BackWords words={t("back")} />
          </Anchor>
        )}
        <div>
          <Text size="sm" c="dimmed">
            {t("step", { step, of: 4 })}
          </Text>
          <PageTitle>{t(`steps.${step}`)}</PageTitle>
          {service !== undefined && (
            <Text size="sm" mt={4}>
              {service.title}
            </Text>
          )}
        </div>
        {error !== null && <ProblemAlert error={error} />}
        {data === undefined && error === null && <Waiting />}
        {data?.items.length === 0 && <Alert color="blue">{t("services.none")}</Alert>}
        {step === 1 && data !== undefined && data.items.length > 0 && (
          <CounterServices services={data.items} onChoose={(chosen) => setSearch({ service: chosen })} />
        )}
        {step === 2 && <CounterApplicant onDone={setApplicant} />}
        {service !== undefined && applicant !== undefined && (
          <CounterApplication
            service={service}
            applicant={applicant}
            onStarted={(walkIn) => {
              onStarted(walkIn);
              void navigate(`/inbox/new/${walkIn.case}`, { replace: true });
            }}
          />
        )}
      </Stack>
    </Container>
  );
}

function BackWords({ words }: { readonly words: string }) {
  return (
    <Group gap={4} component="span">
      <IconArrowLeft size={16} aria-hidden />
      {words}
    </Group>
  );
}
