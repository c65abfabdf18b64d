/** The head chooses to whom work goes, among those who could have taken it; a note goes along as a comment of each case. */
import { Alert, Button, Group, NativeSelect, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../app/dialog.tsx";
import type { TaskRow } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { useOperation } from "../connection/queries.ts";
import { dayAndTime } from "../terms/instants.ts";

export interface Choice {
  readonly assignee: string;
  readonly name: string;
  /** Empty: none. */
  readonly note: string;
}

interface Props {
  readonly tasks: readonly Pick<TaskRow, "role" | "assignee">[];
  readonly onClose: () => void;
  readonly onChoose: (choice: Choice) => void;
}

export function HandOver({ tasks, onClose, onChoose }: Props) {
  const { t, i18n } = useTranslation("inbox");
  const { data } = useOperation("listColleagues", {});
  const able =
    data?.items.filter(
      ({ id, roles }) =>
        tasks.every(({ role }) => role === undefined || roles.includes(role as never)) &&
        tasks.some(({ assignee }) => assignee !== id),
    ) ?? [];
  const [chosen, setChosen] = useState("");
  const [note, setNote] = useState("");
  const away = able.find(({ id, awayUntil }) => id === chosen && awayUntil !== undefined);
  return (
    <Dialog onClose={onClose} title={t("handOver.title", { count: tasks.length })} closeLabel={t("handOver.cancel")}>
      {data !== undefined && able.length === 0 ? (
        <Alert>{t(tasks.length === 1 ? "handOver.nobody" : "handOver.nobodyForAll")}</Alert>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onChoose({
              assignee: chosen,
              name: able.find(({ id }) => id === chosen)?.name ?? chosen,
              note: note.trim(),
            });
          }}
        >
          <Stack>
            <NativeSelect
              label={t("handOver.to")}
              value={chosen}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={[
                { value: "", label: t("handOver.choose") },
                ...able.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            {away !== undefined && (
              <Alert color="orange" role="status">
                {t("handOver.away", {
                  name: away.name,
                  at: dayAndTime(away.awayUntil!, i18n.language),
                  deputy: data?.items.find(({ id }) => id === away.deputy)?.name ?? "–",
                })}
              </Alert>
            )}
            <Textarea
              label={t("handOver.note")}
              description={t("handOver.noteText")}
              autosize
              minRows={2}
              maxLength={5000}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Group>
              <Button type="submit" disabled={chosen === ""}>
                {t("handOver.submit")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}

/** The note is written once the task is theirs: nobody reads a reason for what did not happen. */
export async function handOver(task: Pick<TaskRow, "id" | "case">, { assignee, note }: Choice): Promise<void> {
  await call("claimTask", { params: { task: task.id }, body: { assignee } });
  if (note !== "") await call("writeComment", { params: { case: task.case }, body: { text: note, task: task.id } });
}
