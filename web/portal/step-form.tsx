/** One page of an application, or a question that comes later: the form of a task of the applicant's own. */
import { Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../app/session.tsx";
import type { Task } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { codeOf } from "../connection/problem-error.ts";
import { useOperation } from "../connection/queries.ts";
import { draftKey } from "../forms/drafts.ts";
import type { FormSchema, Values } from "../forms/form-schema.ts";
import { SchemaForm } from "../forms/schema-form.tsx";
import { useSigning } from "../forms/signing.ts";
import { AnswersToSign } from "./answers-to-sign.tsx";
import { Waiting } from "../app/waiting.tsx";

const EMPTY: FormSchema = { type: "object", properties: {} };
/** Another window of the same applicant was first. */
const TOO_LATE = new Set(["TASK_ALREADY_COMPLETED", "TASK_NOT_FOUND"]);

interface StepFormProps {
  readonly task: string;
  readonly submitLabel: string;
}

export function StepForm({ task: id, submitLabel }: StepFormProps) {
  const { data: task, error } = useOperation("getTask", { params: { task: id } }, { staleMs: Infinity });
  if (error !== null) return <ProblemAlert error={error} />;
  if (task === undefined) return <Waiting />;
  return <LoadedForm task={task} submitLabel={submitLabel} />;
}

function LoadedForm({ task, submitLabel }: { readonly task: Task; readonly submitLabel: string }) {
  const { t } = useTranslation("portal");
  const { account } = useSession();
  const client = useQueryClient();
  const sign = useSigning(task);
  const schema = (task.schema ?? EMPTY) as FormSchema;
  const initial = useMemo(() => fitting(schema, task.data), [schema, task.data]);
  const prefilled = Object.keys(initial).length > 0;
  const params = { case: task.case };

  async function upload(file: File, field: string): Promise<string> {
    // A second file of the same field is another document: the first stays in the case file.
    const name = `${field}-${Date.now().toString(36)}`;
    return (await call("fileDocument", { params, query: { name }, body: file })).document;
  }

  async function send(values: Values): Promise<void> {
    try {
      await call("completeTask", {
        params: { task: task.id },
        body: task.schema === undefined ? {} : { form: values },
      });
    } catch (error) {
      if (!TOO_LATE.has(codeOf(error) ?? "")) throw error;
    }
    await client.invalidateQueries({
      predicate: ({ queryKey }) =>
        ["listTasks", "getProgress", "listDocuments", "listCases"].includes(String(queryKey[0])),
    });
  }

  return (
    <Stack>
      {Object.values(task.signs).map((document) => (
        <AnswersToSign key={document} task={task} document={document} />
      ))}
      {prefilled && (
        <Text size="sm" c="dimmed">
          {t("fill.prefilled")}
        </Text>
      )}
      <SchemaForm
        key={task.id}
        schema={schema}
        initial={initial}
        draftKey={draftKey(account.id, `task:${task.id}`)}
        submitLabel={submitLabel}
        onSubmit={send}
        tools={{ upload, ...(sign === undefined ? {} : { sign }) }}
      />
    </Stack>
  );
}

/** Of what is known, what this form has fields for. */
function fitting({ properties = {} }: FormSchema, data: unknown): Values {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return {};
  return Object.fromEntries(Object.entries(data as Values).filter(([name]) => name in properties));
}
