/**
 * A form from its JSON Schema: labels in the reader's language, checked when it is sent, a list of what is wrong with links to the fields, a draft that survives a
 * reload. `onSubmit` gets what was typed, empty fields left out; when it throws a problem document, its places are shown at the fields and nothing is lost.
 */
import { Alert, Anchor, Button, Group, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMemo, useRef, useState, type ReactNode, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { ProblemError } from "../connection/problem-error.ts";
import { checkForm, type Fault } from "./check-form.ts";
import { useDraft } from "./drafts.ts";
import { FieldSet } from "./field.tsx";
import { fieldId, useFaultWords } from "./fault-words.ts";
import { FormTools, type Tools } from "./form-tools.ts";
import { labelOf, type FormSchema, type Json, type Values } from "./form-schema.ts";

export interface SchemaFormProps {
  readonly schema: FormSchema;
  readonly initial?: Values;
  /** Keeps what is typed in this browser; unique for what is filled in and for the account (`draftKey`). */
  readonly draftKey?: string;
  readonly submitLabel: string;
  readonly onSubmit: (values: Values) => Promise<void>;
  /** What fields can do besides taking text. */
  readonly tools?: Tools;
  readonly disabled?: boolean;
  /** Stands beside the button that sends. */
  readonly beside?: ReactNode;
}

const NOTHING: Values = {};

export function SchemaForm({
  schema,
  initial = NOTHING,
  draftKey,
  submitLabel,
  onSubmit,
  tools = {},
  disabled,
  beside,
}: SchemaFormProps) {
  const { t, i18n } = useTranslation("forms");
  const draft = useDraft(draftKey, initial);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const words = useFaultWords(schema);
  const places = useMemo(() => placesOf(error), [error]);

  async function send(): Promise<void> {
    const values = withoutEmpty(draft.values);
    const found = checkForm(schema, values);
    setFaults(found);
    setError(undefined);
    if (found.length > 0) {
      requestAnimationFrame(() => summary.current?.focus());
      return;
    }
    setBusy(true);
    try {
      await onSubmit(values);
      draft.forget();
    } catch (failure) {
      setError(failure);
      requestAnimationFrame(() => summary.current?.focus());
    } finally {
      setBusy(false);
    }
  }

  const said = new Map([...places, ...faults.map((fault) => [fault.pointer, words(fault)] as const)]);
  return (
    <FormTools value={tools}>
      <form
        noValidate
        aria-label={labelOf(schema, i18n.language)}
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack gap="md">
          <div ref={summary} tabIndex={-1} hidden={faults.length === 0 && error === undefined}>
            {faults.length > 0 && (
              <Alert
                color="red"
                variant="light"
                icon={<IconAlertTriangle aria-hidden />}
                title={t("faults", { count: faults.length })}
                role="alert"
              >
                <List size="sm">
                  {faults.map((fault) => (
                    <List.Item key={`${fault.pointer} ${fault.keyword}`}>
                      <Anchor
                        href={`#${fieldId(fault.pointer)}`}
                        size="sm"
                        onClick={(event) => focusField(event, fault.pointer)}
                      >
                        {words(fault, true)}
                      </Anchor>
                    </List.Item>
                  ))}
                </List>
              </Alert>
            )}
            {error !== undefined && <ProblemAlert error={error} />}
          </div>
          {draft.restored && (
            <Group gap="xs">
              <Text size="sm" c="dimmed">
                {t("draft.restored")}
              </Text>
              <Button size="compact-sm" variant="subtle" onClick={draft.forget}>
                {t("draft.discard")}
              </Button>
            </Group>
          )}
          <FieldSet
            schema={schema}
            value={draft.values}
            pointer=""
            said={said}
            disabled={disabled ?? busy}
            onChange={draft.change}
          />
          <Group>
            <Button type="submit" loading={busy} disabled={disabled ?? false}>
              {submitLabel}
            </Button>
            {beside}
          </Group>
        </Stack>
      </form>
    </FormTools>
  );
}

function focusField(event: SyntheticEvent, pointer: string): void {
  event.preventDefault();
  const field = document.getElementById(fieldId(pointer));
  field?.scrollIntoView({ block: "center" });
  field?.focus();
}

/** Where the server found something wrong, as pointers into the form. */
function placesOf(error: unknown): ReadonlyMap<string, string> {
  const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return new Map(
    errors.flatMap(({ pointer, detail }) =>
      pointer === undefined ? [] : [[pointer.replace(/^\/form(?=\/)/, ""), detail]],
    ),
  );
}

/** Fields that were emptied again are as if they had never been filled in. */
function withoutEmpty(values: Values): Values {
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(values)) {
    const full = isList(value)
      ? value.map((item) => (isPlain(item) ? withoutEmpty(item) : item)).filter(isFull)
      : isPlain(value)
        ? withoutEmpty(value)
        : value;
    if (isFull(full)) kept[name] = full;
  }
  return kept;
}

const isFull = (value: Json): boolean =>
  isList(value) ? value.length > 0 : isPlain(value) ? Object.keys(value).length > 0 : value !== "" && value !== null;
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isPlain = (value: Json): value is Values => typeof value === "object" && value !== null && !isList(value);
