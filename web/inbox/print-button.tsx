/** Prints a document that was issued here; where the browser cannot, it is downloaded. */
import { Anchor, Button, Stack, Text, type ButtonProps } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { addressOf } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { printDocument } from "./print-document.ts";

interface Printable {
  readonly case: string;
  readonly id: string;
  readonly name: string;
}

/** Starts the print; what went wrong is shown by `problem`. */
export function usePrint(document: Printable) {
  const { t } = useTranslation("counter");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<"download" | { readonly error: unknown }>();
  const { case: caseId, id, name } = document;
  const print = useCallback(async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      if (!(await printDocument(caseId, id, name))) setProblem("download");
    } catch (error) {
      setProblem({ error });
    } finally {
      setBusy(false);
    }
  }, [caseId, id, name]);
  const said =
    problem === undefined ? null : problem === "download" ? (
      <Text size="sm">
        {t("receipt.noPrint")}{" "}
        <Anchor href={addressOf("getDocument", { params: { case: caseId, document: id } })} download={`${name}.pdf`}>
          {t("receipt.download")}
        </Anchor>
      </Text>
    ) : (
      <ProblemAlert error={problem.error} />
    );
  return { print, busy, said };
}

export function PrintButton({ document, ...looks }: { readonly document: Printable } & ButtonProps) {
  const { t } = useTranslation("counter");
  const { print, busy, said } = usePrint(document);
  return (
    <Stack gap={4} align="flex-start">
      <Button
        {...looks}
        loading={busy}
        leftSection={<IconPrinter size={16} aria-hidden />}
        onClick={() => void print()}
        aria-label={t("receipt.printOf", { name: document.name })}
      >
        {t("receipt.print")}
      </Button>
      {said}
    </Stack>
  );
}
