/** Suspending, resuming or cancelling a case: what it means, and why it is done. */
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotice } from "../app/notices.tsx";
import { useSession } from "../app/session.tsx";
import { call } from "../connection/client.ts";
import { Dialog } from "../app/dialog.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { draftKey, useDraft } from "../forms/drafts.ts";
import { useRefreshTasks } from "./refresh-tasks.ts";

export type CaseAct = "suspend" | "resume" | "cancel";

const OPERATIONS = { suspend: "suspendCase", resume: "resumeCase", cancel: "cancelCase" } as const;

export function CaseActDialog({
  id,
  act,
  onClose,
}: {
  readonly id: string;
  readonly act: CaseAct;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation("inbox");
  const notice = useNotice();
  const refresh = useRefreshTasks();
  const reason = useReason(`${act}:${id}`);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function confirm(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await call(OPERATIONS[act], { params: { case: id }, body: { reason: reason.text } });
      reason.forget();
      notice({ text: t(`steer.done.${act}`) });
      await refresh();
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog onClose={onClose} title={t(`steer.${act}`)} closeLabel={t("steer.close")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <Stack>
          <Text size="sm">{t(`steer.meaning.${act}`)}</Text>
          <Reason {...reason} />
          {error !== undefined && <ProblemAlert error={error} />}
          <Group>
            <Button
              type="submit"
              loading={busy}
              disabled={reason.text.trim() === ""}
              {...(act === "cancel" ? { color: "red.9" } : {})}
            >
              {t(`steer.confirm.${act}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface KeptReason {
  readonly text: string;
  readonly change: (text: string) => void;
  readonly forget: () => void;
}

const EMPTY = {};

/** Kept over a reload until it is sent. */
export function useReason(of: string): KeptReason {
  const { account } = useSession();
  const { values, change, forget } = useDraft(draftKey(account.id, `reason:${of}`), EMPTY);
  return {
    text: typeof values.text === "string" ? values.text : "",
    change: (text) => change({ text }),
    forget,
  };
}

export function Reason({ text, change }: Pick<KeptReason, "text" | "change">) {
  const { t } = useTranslation("inbox");
  return (
    <Textarea
      label={t("steer.reason")}
      description={t("steer.reasonText")}
      required
      autosize
      minRows={2}
      maxLength={2000}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
