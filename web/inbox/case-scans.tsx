/** The papers of a case: those that the regulation names as a list to tick off, and the pages that were scanned of each. */
import { Button, Paper, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconCheck, IconFile, IconScan } from "@tabler/icons-react";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { call } from "../connection/client.ts";
import { useOperation } from "../connection/queries.ts";
import { CaseFile } from "./case-file.tsx";
import classes from "./counter.module.css";

const ScanDialog = lazy(async () => ({ default: (await import("../scanning/scan-dialog.tsx")).ScanDialog }));

/** Not named by the regulation. */
const OTHER = "other-paper";

interface Props {
  readonly id: string;
  readonly process: string;
  /** Beside a list of the whole case file it is not shown a second time. */
  readonly withFile?: boolean;
}

export function CaseScans({ id, process, withFile = true }: Props) {
  const { t } = useTranslation("counter");
  const client = useQueryClient();
  const { data: services } = useOperation("listCounterServices", {}, { staleMs: 5 * 60_000 });
  const { data: file } = useOperation("listDocuments", { params: { case: id } });
  const [scanned, setScanned] = useState<{ readonly id: string; readonly name: string }>();
  const needed = services?.items.find((each) => each.process === process)?.documentsNeeded ?? [];
  const other = { id: OTHER, name: t("scans.other") };
  const countOf = (of: string): number =>
    file?.items.filter(({ name, erasedAt }) => erasedAt === undefined && scanOf(name) === of).length ?? 0;

  async function send(of: string, body: File): Promise<void> {
    await call("fileDocument", { params: { case: id }, query: { name: nameOf(of) }, body });
    await client.invalidateQueries({ queryKey: ["listDocuments"] });
  }

  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <Title order={2} size="h5">
          {t("scans.title")}
        </Title>
        <ul className={classes.papers}>
          {[...needed, other].map((paper) => {
            const count = countOf(paper.id);
            return (
              <li key={paper.id} className={classes.paper}>
                <ThemeIcon size={22} radius="xl" variant={count > 0 ? "filled" : "default"}>
                  {count > 0 ? <IconCheck size={14} aria-hidden /> : <IconFile size={14} aria-hidden />}
                </ThemeIcon>
                <div>
                  <Text size="sm">{paper.name}</Text>
                  {count > 0 && (
                    <Text size="xs" c="dimmed">
                      {t("scans.count", { count })}
                    </Text>
                  )}
                </div>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconScan size={14} aria-hidden />}
                  aria-label={t("scans.scanOf", { name: paper.name })}
                  onClick={() => setScanned(paper)}
                >
                  {t("scans.scan")}
                </Button>
              </li>
            );
          })}
        </ul>
        {withFile && (
          <>
            <Title order={3} size="h6">
              {t("scans.file")}
            </Title>
            <CaseFile id={id} brief />
          </>
        )}
      </Stack>
      {scanned !== undefined && (
        <Suspense>
          <ScanDialog
            name={scanned.name}
            send={(body) => send(scanned.id, body)}
            onClose={() => setScanned(undefined)}
          />
        </Suspense>
      )}
    </Paper>
  );
}

/** In the case file a scan is called after the paper that it is of; the sign at the end keeps the names apart. */
const nameOf = (of: string): string => `scan-${of}-${Date.now().toString(36)}`;
const scanOf = (name: string): string | undefined => /^scan-(.+)-[0-9a-z]+$/.exec(name)?.[1];
