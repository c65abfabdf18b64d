/** The form of a task. Whoever comes second is told who was first, and keeps what was typed. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotice } from "../app/notices.tsx";
import { useSession } from "../app/session.tsx";
import type { Task } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { codeOf } from "../connection/problem-error.ts";
import { draftKey, readDraft } from "../forms/drafts.ts";
import type { FormSchema, Values } from "../forms/form-schema.ts";
import { SchemaForm } from "../forms/schema-form.tsx";
import { useSigning } from "../forms/signing.ts";
import { dayAndTime } from "../terms/instants.ts";
import { useColleagues } from "./colleagues.ts";
import { useRefreshTasks } from "./refresh-tasks.ts";

const TOO_LATE = new Set(["TASK_ALREADY_COMPLETED", "TASK_CLAIMED_BY_OTHER"]);
const EMPTY: FormSchema = { type: "object", properties: {} };

interface Props {
  readonly task: Task;
  /** What is known already of what the form asks for; what an earlier round of the form left comes before it. */
  readonly prefill?: Values;
  readonly onDone: (values: Values) => void;
  /** The page itself shows that it is done. */
  readonly quiet?: boolean;
}

const NOTHING: Values = {};

export function TaskForm({ task, prefill = NOTHING, onDone, quiet = false }: Props) {
  const { t, i18n } = useTranslation("inbox");
  const { account } = useSession();
  const notice = useNotice();
  const refresh = useRefreshTasks();
  const nameOf = useColleagues();
  const sign = useSigning(task);
  const schema = (task.schema ?? EMPTY) as FormSchema;
  const [known] = useState(prefill);
  const initial = useMemo(() => ({ ...known, ...valuesFor(schema, task.data) }), [known, schema, task.data]);
  const key = draftKey(account.id, `task:${task.id}`);

  const tools = {
    sign,
    upload: async (file: File, field: string): Promise<string> => {
      // A second file of the same field is another document: the first stays in the case file.
      const name = `${field}-${Date.now().toString(36)}`;
      const { document } = await call("fileDocument", { params: { case: task.case }, query: { name }, body: file });
      return document;
    },
  };

  async function complete(values: Values): Promise<void> {
    try {
      await call("completeTask", {
        params: { task: task.id },
        body: task.schema === undefined ? {} : { form: values },
      });
    } catch (error) {
      if (TOO_LATE.has(codeOf(error) ?? "")) await refresh();
      throw error;
    }
    if (!quiet) notice({ text: t("form.done", { name: task.name }) });
    onDone(values);
    await refresh();
  }

  // A deputy does what the absent colleague has taken, and what their role allows.
  const asDeputy = task.onBehalfOf !== undefined;
  const other = task.assignee !== undefined && task.assignee !== account.id && task.assignee !== task.onBehalfOf?.id;
  const mayDo =
    task.state === "open" &&
    !other &&
    (asDeputy || task.role === undefined || account.roles.includes(task.role as never));
  const typed = task.state === "open" ? undefined : readDraft(key);
  if (task.state !== "open" && typed === undefined) return <Text>{t("form.over")}</Text>;
  return (
    <Stack>
      {task.state !== "open" && (
        <Alert
          icon={<IconInfoCircle aria-hidden />}
          color="orange"
          title={t("form.first", { name: nameOf(task.closedBy ?? "") })}
          role="alert"
        >
          <Text size="sm">
            {t("form.firstText", { at: dayAndTime(task.closedAt ?? task.openedAt, i18n.language) })}
          </Text>
        </Alert>
      )}
      {task.state === "open" && other && (
        <Alert icon={<IconInfoCircle aria-hidden />} color="orange">
          {t("form.claimedBy", { name: nameOf(task.assignee) })}
        </Alert>
      )}
      {task.state === "open" && !other && !mayDo && <Text size="sm">{t("form.otherRole")}</Text>}
      <SchemaForm
        schema={schema}
        initial={initial}
        draftKey={key}
        submitLabel={t("form.submit")}
        onSubmit={complete}
        tools={tools}
        disabled={!mayDo}
      />
    </Stack>
  );
}

/** What an earlier round of the form left, as far as this form has fields for it. */
function valuesFor({ properties = {} }: FormSchema, data: unknown): Values {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return {};
  return Object.fromEntries(Object.entries(data as Values).filter(([name]) => name in properties));
}
