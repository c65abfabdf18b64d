/** Stopping, continuing or extending terms: the present date and the new one, each with how it is computed, before anybody confirms. */
import { Button, Group, Loader, NativeSelect, NumberInput, Paper, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotice } from "../app/notices.tsx";
import type { Limit, Operations, TermPreview } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { Dialog } from "../app/dialog.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { dayAndTime } from "../terms/instants.ts";
import { Reason, useReason } from "./case-act-dialog.tsx";
import { useRefreshTasks } from "./refresh-tasks.ts";

export type TermAct =
  { readonly operation: "stop" | "continue" } | { readonly operation: "extend"; readonly limit: Limit };

type Unit = Operations["extendTerm"]["body"]["unit"];
type Question = Operations["previewTerms"]["body"];

/** A term keeps its kind: by the clock, or in days. */
const KINDS: readonly (readonly Unit[])[] = [
  ["minute", "hour"],
  ["working-day", "calendar-day"],
];
const TYPING_MS = 300;
const MOST = 999;

interface Props {
  readonly id: string;
  readonly act: TermAct;
  readonly onClose: () => void;
}

export function TermDialog({ id, act, onClose }: Props) {
  const { t, i18n } = useTranslation("inbox");
  const notice = useNotice();
  const refresh = useRefreshTasks();
  const { operation } = act;
  const extended = act.operation === "extend" ? act.limit : undefined;
  const reason = useReason(`${operation}:${id}`);
  const [amount, setAmount] = useState<number>(1);
  const [unit, setUnit] = useState<Unit>((extended?.unit ?? "working-day") as Unit);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const duration = unit === "minute" ? `PT${amount}M` : unit === "hour" ? `PT${amount}H` : `P${amount}D`;
  const asked: Question = extended === undefined ? { operation } : { operation, key: extended.key, duration, unit };
  const [question] = useDebouncedValue(asked, TYPING_MS);
  const text = JSON.stringify(question);
  const preview = useQuery({
    queryKey: ["previewTerms", { params: { case: id } }, text, i18n.language],
    queryFn: () => call("previewTerms", { params: { case: id }, body: JSON.parse(text) as Question }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const current = text === JSON.stringify(asked) && preview.isSuccess && !preview.isPlaceholderData;

  async function confirm(): Promise<void> {
    setBusy(true);
    setError(undefined);
    const params = { case: id };
    const body = { reason: reason.text };
    try {
      if (extended !== undefined)
        await call("extendTerm", { params: { ...params, key: extended.key }, body: { ...body, duration, unit } });
      else await call(operation === "stop" ? "stopTerms" : "continueTerms", { params, body });
      reason.forget();
      notice({ text: t(`steer.done.${operation}`) });
      await refresh();
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog size="lg" onClose={onClose} title={t(`steer.${operation}`)} closeLabel={t("steer.close")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <Stack>
          <Text size="sm">{t(`steer.meaning.${operation}`)}</Text>
          {extended !== undefined && (
            <Group align="end">
              <NumberInput
                label={t("steer.by")}
                w={110}
                min={1}
                max={MOST}
                allowDecimal={false}
                allowNegative={false}
                value={amount}
                onChange={(value) => setAmount(Math.min(Math.max(Number(value) || 1, 1), MOST))}
                hideControls
              />
              <NativeSelect
                label={t("steer.unit")}
                value={unit}
                onChange={(event) => setUnit(event.currentTarget.value as Unit)}
                data={(KINDS.find((kind) => kind.includes(extended.unit as Unit)) ?? []).map((value) => ({
                  value,
                  label: t(`steer.units.${value}`),
                }))}
              />
            </Group>
          )}
          {preview.error !== null && <ProblemAlert error={preview.error} />}
          {preview.isPending && <Loader size="sm" />}
          <Stack gap="xs" aria-live="polite">
            {preview.data?.items
              .filter((item) => item.newDueAt !== undefined || (operation === "stop" && item.stands))
              .map((item) => (
                <Change key={item.key} item={item} />
              ))}
          </Stack>
          <Reason {...reason} />
          {error !== undefined && <ProblemAlert error={error} />}
          <Group>
            <Button type="submit" loading={busy} disabled={reason.text.trim() === "" || !current}>
              {t(`steer.confirm.${operation}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function Change({ item }: { readonly item: TermPreview }) {
  const { t, i18n } = useTranslation("inbox");
  return (
    <Paper withBorder p="sm">
      <Text size="sm" fw={600}>
        {t(`due.${item.kind}`, { of: item.of })}
      </Text>
      <Text size="sm">{t("steer.now", { at: dayAndTime(item.dueAt, i18n.language) })}</Text>
      <Words words={item.words} />
      <Text size="sm" fw={600} mt={6}>
        {item.newDueAt === undefined
          ? t("steer.stands")
          : t("steer.then", { at: dayAndTime(item.newDueAt, i18n.language) })}
      </Text>
      {item.newWords !== undefined && <Words words={item.newWords} />}
    </Paper>
  );
}

function Words({ words }: { readonly words: readonly string[] }) {
  return words.map((line) => (
    <Text size="xs" c="dimmed" key={line}>
      {line}
    </Text>
  ));
}
