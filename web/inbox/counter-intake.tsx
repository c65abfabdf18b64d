/**
 * The steps of a new case that are the operator's own, one after the other, beside the papers and the receipt. It ends when the case waits for somebody
 * else, or when the operator says so; what is left stands in the inbox.
 */
import { Alert, Anchor, Badge, Button, Container, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { useSession } from "../app/session.tsx";
import type { Case, TaskRow } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import type { FormSchema, Values } from "../forms/form-schema.ts";
import { CaseScans } from "./case-scans.tsx";
import { CaseWork } from "./case-work.tsx";
import { CounterReceipt } from "./counter-receipt.tsx";
import classes from "./counter.module.css";
import { TaskForm } from "./task-form.tsx";
import { prefillOf, type WalkIn } from "./walk-in.ts";
import { Waiting } from "../app/waiting.tsx";

interface Props {
  readonly walkIn: WalkIn | undefined;
  readonly onTyped: (values: Values) => void;
}

export function CounterIntake({ walkIn, onTyped }: Props) {
  const { t } = useTranslation("counter");
  const { case: id = "" } = useParams();
  const { account } = useSession();
  const [left, setLeft] = useState(false);
  const about = useOperation("getCase", { params: { case: id } });
  const list = useOperation("listTasks", { query: { case: id, limit: 50 } });
  const error = about.error ?? list.error;
  const current = list.data?.items.find((task) => isFor(task, account));
  const fresh = walkIn?.case === id;
  return (
    <Container size="xl" py="lg">
      <Stack gap="lg">
        <div>
          <Text size="sm" c="dimmed">
            {t("step", { step: 4, of: 4 })}
          </Text>
          <PageTitle>{t("steps.4")}</PageTitle>
          <Group gap="xs" mt={4}>
            {about.data?.service !== undefined && <Text size="sm">{about.data.service}</Text>}
            <Badge variant="default" tt="none" fw={500}>
              {t("number", { number: id })}
            </Badge>
          </Group>
        </div>
        {error !== null && <ProblemAlert error={error} />}
        {about.data !== undefined && list.data !== undefined && (
          <div className={classes.beside}>
            <Stack gap="lg">
              {current !== undefined && !left ? (
                <Step
                  key={current.id}
                  task={current}
                  walkIn={fresh ? walkIn : undefined}
                  onTyped={onTyped}
                  onLeave={() => setLeft(true)}
                />
              ) : stillWorks(about.data) || (!left && (about.isFetching || list.isFetching)) ? (
                <Working about={about.data} />
              ) : (
                <Finished
                  about={about.data}
                  onBack={left && current !== undefined ? () => setLeft(false) : undefined}
                />
              )}
            </Stack>
            <Stack gap="lg" component="aside" aria-label={t("intake.papers")}>
              <CounterReceipt id={id} printsNew={fresh} />
              <CaseScans id={id} process={about.data.process} />
            </Stack>
          </div>
        )}
      </Stack>
    </Container>
  );
}

interface StepProps {
  readonly task: TaskRow;
  readonly walkIn: WalkIn | undefined;
  readonly onTyped: (values: Values) => void;
  readonly onLeave: () => void;
}

function Step({ task: row, walkIn, onTyped, onLeave }: StepProps) {
  const { t } = useTranslation("counter");
  const { data: task, error } = useOperation("getTask", { params: { task: row.id } });
  const heading = useRef<HTMLHeadingElement>(null);
  // The step before has gone with its button: who works by keyboard goes on here.
  useEffect(() => heading.current?.focus(), []);
  const schema = task?.schema as FormSchema | undefined;
  const [typed] = useState(() => walkIn?.typed ?? {});
  return (
    <Stack gap="md">
      <Title order={2} size="h3" ref={heading} tabIndex={-1} className={classes.stepTitle}>
        {row.name}
      </Title>
      {error !== null && <ProblemAlert error={error} />}
      {task === undefined ? (
        error === null && <Waiting />
      ) : (
        <TaskForm
          task={task}
          {...(schema === undefined ? {} : { prefill: prefillOf(schema, typed, walkIn?.iin) })}
          onDone={onTyped}
          quiet
        />
      )}
      <Anchor component="button" type="button" size="sm" ta="start" onClick={onLeave}>
        {t("intake.leave")}
      </Anchor>
    </Stack>
  );
}

function Working({ about }: { readonly about: Case }) {
  const { t } = useTranslation("counter");
  const failed = about.active.find(({ incident }) => incident !== undefined);
  if (failed !== undefined)
    return (
      <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t("intake.failed", { name: failed.name })}>
        {t("intake.failedText")}
      </Alert>
    );
  const busy = about.active.filter(({ waits }) => waits.some(({ kind }) => kind === "job")).map(({ name }) => name);
  return (
    <Group gap="sm" role="status" wrap="nowrap">
      <Loader size="sm" />
      <Text>{busy.length === 0 ? t("intake.next") : t("intake.working", { names: busy.join(", ") })}</Text>
    </Group>
  );
}

function Finished({ about, onBack }: { readonly about: Case; readonly onBack: (() => void) | undefined }) {
  const { t } = useTranslation("counter");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const over = about.status === "completed" || about.status === "terminated";
  return (
    <Stack gap="md">
      <Title order={2} size="h3" ref={heading} tabIndex={-1} className={classes.stepTitle}>
        {t(over ? "intake.over" : "intake.done")}
      </Title>
      <div>
        <Text size="sm">{t("intake.writeDown")}</Text>
        <Text className={classes.number}>{about.id}</Text>
      </div>
      {!over && <CaseWork id={about.id} about={about} order={3} />}
      <Group>
        <Button component={Link} to="/inbox/new">
          {t("intake.another")}
        </Button>
        <Button component={Link} to={`/inbox/case/${about.id}`} variant="default">
          {t("intake.openCase")}
        </Button>
        {onBack !== undefined && (
          <Button variant="subtle" onClick={onBack}>
            {t("intake.goOn")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

const isFor = (task: TaskRow, { id, roles }: { readonly id: string; readonly roles: readonly string[] }): boolean =>
  (task.assignee === undefined || task.assignee === id) && (task.role === undefined || roles.includes(task.role));

/** A handler is at work, or has given up: the next step has not come yet. */
const stillWorks = ({ status, active }: Case): boolean =>
  status === "active" &&
  active.some(({ waits, incident }) => incident !== undefined || waits.some(({ kind }) => kind === "job"));
