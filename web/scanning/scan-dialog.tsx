/**
 * Scanned pages on their way into the case file: from a scanner's folder, by drag and drop, from the clipboard or from a telephone's camera; seen, turned
 * and sorted out before they are sent. What is refused says why, and what was not sent stays.
 */
import { Alert, Button, FileButton, Group, List, Progress, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconCamera, IconFolderOpen, IconUpload } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../app/dialog.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { PageThumbnails } from "./page-thumbnails.tsx";
import { TAKEN, documentsOf, forget, sortFiles, type Refused, type ScanItem } from "./scan-files.ts";
import classes from "./scanning.module.css";

export interface ScanDialogProps {
  /** Of the document, as people call it. */
  readonly name: string;
  /** Only one document is wanted: pictures are joined, a PDF stands alone. */
  readonly single?: boolean;
  readonly send: (file: File, pages: number) => Promise<void>;
  readonly onClose: () => void;
}

export function ScanDialog({ name, single = false, send, onClose }: ScanDialogProps) {
  const { t } = useTranslation("scanning");
  const hasCamera = useMediaQuery("(pointer: coarse)", false, { getInitialValueInEffect: false });
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [items, setItems] = useState<readonly ScanItem[]>([]);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const [sent, setSent] = useState<{ readonly done: number; readonly of: number }>();
  const [error, setError] = useState<unknown>();
  const [over, setOver] = useState(false);
  const held = useRef(items);
  held.current = items;
  useEffect(() => () => held.current.forEach(forget), []);

  async function take(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const sorted = await sortFiles(files);
    const next = [...held.current, ...sorted.items];
    const stray = single ? strays(next) : [];
    const kept = next.filter((item) => !stray.includes(item));
    stray.forEach(forget);
    // What is dropped next may be sorted before this is drawn.
    held.current = kept;
    setItems(kept);
    setRefused([...sorted.refused, ...stray.map(({ file }): Refused => ({ name: file.name, why: "mixed" }))]);
    setError(undefined);
  }
  useFilesFromOutside((files) => void take(files), setOver);

  async function sendAll(): Promise<void> {
    setError(undefined);
    try {
      const documents = await documentsOf(items, name);
      setSent({ done: 0, of: documents.length });
      for (const [index, { file, pages, keys }] of documents.entries()) {
        await send(file, pages);
        // When the next one fails, this one is not sent twice.
        setItems((all) => all.filter(({ key }) => !keys.includes(key)));
        setSent({ done: index + 1, of: documents.length });
      }
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setSent(undefined);
    }
  }

  const busy = sent !== undefined;
  return (
    <Dialog title={t("title", { name })} size="lg" fullScreen={phone} onClose={onClose}>
      <Stack>
        <div role="group" aria-label={t("drop")} className={classes.drop} data-over={over || undefined}>
          <Group justify="center" gap="sm">
            <FileButton
              onChange={(files) => void take(files)}
              accept={TAKEN}
              multiple
              inputProps={{ "aria-label": t("choose") }}
            >
              {(props) => (
                <Button {...props} variant="light" leftSection={<IconFolderOpen size={18} aria-hidden />}>
                  {t("choose")}
                </Button>
              )}
            </FileButton>
            {hasCamera && (
              <FileButton
                onChange={(file) => void take(file === null ? [] : [file])}
                accept="image/*"
                capture="environment"
                inputProps={{ "aria-label": t("camera") }}
              >
                {(props) => (
                  <Button {...props} variant="light" leftSection={<IconCamera size={18} aria-hidden />}>
                    {t("camera")}
                  </Button>
                )}
              </FileButton>
            )}
          </Group>
          {!hasCamera && (
            <Text size="sm" c="dimmed" ta="center">
              {t("hint")}
            </Text>
          )}
        </div>
        <Text size="sm">{t(single ? "takenOne" : "taken")}</Text>
        {refused.length > 0 && (
          <Alert color="orange" role="alert" title={t("refused.title", { count: refused.length })}>
            <List size="sm">
              {refused.map(({ name: file, why }, index) => (
                <List.Item key={index}>{t(`refused.${why}`, { file })}</List.Item>
              ))}
            </List>
          </Alert>
        )}
        {error !== undefined && <ProblemAlert error={error} title={t("failed")} />}
        <PageThumbnails items={items} onChange={setItems} disabled={busy} />
        {busy && (
          <Progress.Root size="lg">
            <Progress.Section
              value={(100 * (sent.done + 0.5)) / sent.of}
              animated
              aria-label={t("progress", { done: sent.done, of: sent.of })}
            />
          </Progress.Root>
        )}
        <Group>
          <Button
            loading={busy}
            disabled={items.length === 0}
            leftSection={<IconUpload size={18} aria-hidden />}
            onClick={() => void sendAll()}
          >
            {t("send", { count: items.length })}
          </Button>
          <Button variant="default" onClick={onClose} disabled={busy}>
            {t("close")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** What is dropped anywhere on the page (the browser would leave the page for the file) or pasted. `onOver`: something is being dragged about. */
function useFilesFromOutside(take: (files: readonly File[]) => void, onOver: (over: boolean) => void): void {
  useEffect(() => {
    const stop = new AbortController();
    const listen = <Type extends keyof DocumentEventMap>(type: Type, act: (event: DocumentEventMap[Type]) => void) =>
      document.addEventListener(type, act, { signal: stop.signal });
    listen("paste", ({ clipboardData }) => take([...(clipboardData?.files ?? [])]));
    listen("dragover", (event) => {
      event.preventDefault();
      onOver(true);
    });
    listen("dragleave", () => onOver(false));
    listen("drop", (event) => {
      event.preventDefault();
      onOver(false);
      take([...(event.dataTransfer?.files ?? [])]);
    });
    return () => stop.abort();
  });
}

/** Of what cannot be one document together, what came later: a PDF beside anything else. */
function strays(items: readonly ScanItem[]): readonly ScanItem[] {
  const [first, ...others] = items;
  if (first === undefined) return [];
  return first.kind === "pdf" ? others : others.filter(({ kind }) => kind === "pdf");
}
