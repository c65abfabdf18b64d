/** What was issued in the case so far: receipt, coupon, note of refusal. A new one is printed at once, any of them again. */
import { Paper, Stack, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Document } from "../connection/api-types.ts";
import { useOperation } from "../connection/queries.ts";
import { PrintButton } from "./print-button.tsx";
import { usePrint } from "./print-button.tsx";

interface Props {
  readonly id: string;
  /** The intake is under way here: what is issued now is for the person who waits. */
  readonly printsNew: boolean;
}

export function CounterReceipt({ id, printsNew }: Props) {
  const { t } = useTranslation("counter");
  const { data } = useOperation("listDocuments", { params: { case: id } });
  const issued = data?.items.filter(isIssued) ?? [];
  if (issued.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t("receipt.title")}
        </Title>
        {issued.map((document) => (
          <Issued key={document.id} document={document} printsItself={printsNew} />
        ))}
      </Stack>
    </Paper>
  );
}

/** Made here, with a number on it. */
const isIssued = ({ number, mediaType, erasedAt }: Document): boolean =>
  number !== undefined && mediaType === "application/pdf" && erasedAt === undefined;

/** Printed by themselves once, also when the page is left and opened again. */
const printed = new Set<string>();

function Issued({ document, printsItself }: { readonly document: Document; readonly printsItself: boolean }) {
  const { t } = useTranslation("counter");
  const name = document.title ?? document.name;
  const shown = { case: document.case, id: document.id, name };
  const { print, said } = usePrint(shown);
  const asked = useRef(printsItself);
  useEffect(() => {
    if (!asked.current || printed.has(document.id)) return;
    printed.add(document.id);
    void print();
  }, [document.id, print]);
  return (
    <div>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <Text size="sm" mb={6}>
        {t("number", { number: document.number })}
      </Text>
      <PrintButton document={shown} size="sm" />
      {said}
    </div>
  );
}
