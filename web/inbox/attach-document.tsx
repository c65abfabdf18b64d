/** Adds a file to the documents of a case. */
import { Button, FileButton, Group, Text } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotice } from "../app/notices.tsx";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";

export function AttachDocument({ id }: { readonly id: string }) {
  const { t } = useTranslation("inbox");
  const client = useQueryClient();
  const notice = useNotice();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function attach(file: File | null): Promise<void> {
    if (file === null) return;
    setBusy(true);
    setError(undefined);
    try {
      await call("fileDocument", { params: { case: id }, query: { name: file.name }, body: file });
      await client.invalidateQueries({ queryKey: ["listDocuments"] });
      notice({ text: t("file.attached", { name: file.name }) });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Group gap="sm">
        <FileButton onChange={(file) => void attach(file)}>
          {(button) => (
            <Button {...button} variant="default" loading={busy} leftSection={<IconPaperclip size={16} aria-hidden />}>
              {t("file.attach")}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {t("file.attachText")}
        </Text>
      </Group>
      {error !== undefined && <ProblemAlert error={error} />}
    </>
  );
}
