/** The form that starts the case, with what is known of the applicant filled in. */
import { NativeSelect, Stack } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../app/session.tsx";
import type { CounterService } from "../connection/api-types.ts";
import { call, newKey } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { draftKey, forgetDraft, readDraft } from "../forms/drafts.ts";
import type { FormSchema, Values } from "../forms/form-schema.ts";
import { SchemaForm } from "../forms/schema-form.tsx";
import type { Applicant } from "./counter-applicant.tsx";
import { prefillOf, withoutDocuments, type WalkIn } from "./walk-in.ts";
import { Waiting } from "../app/waiting.tsx";

interface Props {
  readonly service: CounterService;
  readonly applicant: Applicant;
  readonly onStarted: (walkIn: WalkIn) => void;
}

const NO_FORM: FormSchema = { type: "object", properties: {} };

export function CounterApplication({ service, applicant, onStarted }: Props) {
  const { t } = useTranslation("counter");
  const { process, form, providers } = service;
  const version = String(service.version);
  const { data, error } = useOperation(
    "getForm",
    { params: { process, version, form: form ?? "" } },
    { enabled: form !== undefined, staleMs: Infinity },
  );
  const [unit, setUnit] = useState(service.provider ?? "");
  const attempt = useRef({ of: "", key: "" });
  if (error !== null) return <ProblemAlert error={error} />;
  if (form !== undefined && data === undefined) return <Waiting />;

  async function start(values: Values): Promise<void> {
    const body = {
      process,
      version: service.version,
      ...(form === undefined ? {} : { form: values }),
      ...(applicant.account === undefined ? {} : { applicant: applicant.account }),
      ...(providers.length === 0 || unit === "" ? {} : { unit }),
    };
    // The same application sent again, because no answer came, is the same case.
    const of = JSON.stringify(body);
    if (attempt.current.of !== of) attempt.current = { of, key: newKey() };
    const receipt = await call("startCase", { body, idempotencyKey: attempt.current.key });
    onStarted({
      case: receipt.case,
      typed: values,
      ...(applicant.iin === undefined ? {} : { iin: applicant.iin }),
    });
  }

  return (
    <Stack gap="md">
      {providers.length > 1 && (
        <NativeSelect
          label={t("application.provider")}
          maw={480}
          value={unit}
          onChange={(event) => setUnit(event.currentTarget.value)}
          data={[
            ...(service.provider === undefined ? [{ value: "", label: t("application.choose") }] : []),
            ...providers.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <StartForm
        key={process}
        schema={(data ?? NO_FORM) as FormSchema}
        process={process}
        iin={applicant.iin}
        onSubmit={start}
      />
    </Stack>
  );
}

interface StartFormProps {
  readonly schema: FormSchema;
  readonly process: string;
  readonly iin: string | undefined;
  readonly onSubmit: (values: Values) => Promise<void>;
}

function StartForm({ schema, process, iin, onSubmit }: StartFormProps) {
  const { t } = useTranslation("counter");
  const { account } = useSession();
  const shown = useMemo(() => withoutDocuments(schema), [schema]);
  const [key] = useState(() => {
    const key = draftKey(account.id, `new-case:${process}`);
    // What was typed of somebody else who stood here before is not this person's.
    const before = readDraft(key)?.applicantIin;
    if (before !== undefined && before !== iin) forgetDraft(key);
    return key;
  });
  const initial = useMemo(() => ({ ...prefillOf(shown, {}, iin), ...todayIn(shown) }), [shown, iin]);
  return (
    <SchemaForm
      schema={shown}
      initial={initial}
      draftKey={key}
      submitLabel={t("application.submit")}
      onSubmit={onSubmit}
    />
  );
}

/** An application is handed in today; the day is Almaty's. */
function todayIn({ properties = {} }: FormSchema): Values {
  if (properties.submittedOn?.format !== "date") return {};
  return { submittedOn: new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Almaty" }).format(new Date()) };
}
