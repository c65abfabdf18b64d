/** What colleagues wrote about the case; it stays when the task is done. */
import { Button, Group, Paper, Stack, Text, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../app/session.tsx";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { draftKey, useDraft } from "../forms/drafts.ts";
import { dayAndTime } from "../terms/instants.ts";
import type { ShownCase } from "./shown-case.ts";

const NOTHING = {};

export function Comments({ task }: { readonly task: Pick<ShownCase, "case"> & { readonly id?: string } }) {
  const { t, i18n } = useTranslation("inbox");
  const { account } = useSession();
  const client = useQueryClient();
  const { data, error } = useOperation("listComments", { params: { case: task.case } });
  const draft = useDraft(draftKey(account.id, `comment:${task.case}`), NOTHING);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const text = typeof draft.values.text === "string" ? draft.values.text : "";

  async function write(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      await call("writeComment", {
        params: { case: task.case },
        body: { text, ...(task.id === undefined ? {} : { task: task.id }) },
      });
      draft.forget();
      await client.invalidateQueries({ queryKey: ["listComments"] });
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Stack>
      {error !== null && <ProblemAlert error={error} />}
      {data?.items.length === 0 && <Text size="sm">{t("comments.none")}</Text>}
      {data?.items.map(({ id, name, at, text: written }) => (
        <Paper key={id} withBorder p="sm">
          <Text size="xs" c="dimmed">
            {name} · {dayAndTime(at, i18n.language)}
          </Text>
          <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
            {written}
          </Text>
        </Paper>
      ))}
      <form
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          void write();
        }}
      >
        <Stack gap="xs">
          <Textarea
            label={t("comments.label")}
            description={t("comments.who")}
            autosize
            minRows={2}
            maxLength={5000}
            value={text}
            onChange={(event) => draft.change({ text: event.currentTarget.value })}
          />
          {failure !== undefined && <ProblemAlert error={failure} />}
          <Group>
            <Button type="submit" variant="light" loading={busy} disabled={text.trim() === ""}>
              {t("comments.write")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
