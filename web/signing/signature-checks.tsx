/** Each check of a signature in a case: whose it was, by which certificate, what the check came to and why; as a list and as a table to save. */
import { Badge, Box, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SignatureCheck } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { CsvButton } from "../tables/csv-button.tsx";
import { useInWords } from "../tables/in-words.ts";

export interface SignatureChecksProps {
  readonly id: string;
  /** Only what had been checked by then (UTC instant). */
  readonly until?: string;
  readonly titled?: boolean;
}

export function SignatureChecks({ id, until, titled = false }: SignatureChecksProps) {
  const { t } = useTranslation("signing");
  const checks = useOperation("listSignatureChecks", { params: { case: id } });
  const documents = useOperation("listDocuments", { params: { case: id } });
  if (checks.error !== null) return <ProblemAlert error={checks.error} />;
  if (checks.data === undefined || documents.isPending) return <Loader size="sm" />;
  const title = titled && (
    <Title order={3} size="h5">
      {t("checks.title")}
    </Title>
  );
  const rows = checks.data.items.filter(({ at }) => until === undefined || at <= until);
  if (rows.length === 0)
    return (
      <Stack gap="xs">
        {title}
        <Text size="sm">{t("checks.none")}</Text>
      </Stack>
    );
  const names = new Map(documents.data?.items.map(({ id: document, name }) => [document, name]));
  return (
    <Stack gap="sm">
      {title}
      <Group>
        <CsvButton
          operation="listSignatureChecks"
          given={{ params: { case: id } }}
          fileName={`signature-checks-${id}`}
          label={t("checks.csv")}
        />
      </Group>
      <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: "none" }} aria-label={t("checks.title")}>
        {rows.map((row) => (
          <li key={row.evidence}>
            <OneCheck row={row} name={names.get(row.document ?? "")} />
          </li>
        ))}
      </Stack>
    </Stack>
  );
}

type Fact = "signer" | "subject" | "serial" | "issuer" | "revocation" | "digest";

const COLORS = { valid: "teal.9", refused: "red.9", erased: "gray.7" } as const;

function OneCheck({ row, name }: { readonly row: SignatureCheck; readonly name: string | undefined }) {
  const { t } = useTranslation("signing");
  const words = useInWords();
  const signer = t(`checks.signers.${row.signer as "staff"}`, { defaultValue: row.signer });
  const facts: [Fact, string | undefined][] = [
    ["signer", row.signer === "" ? undefined : signer],
    ["subject", row.subject],
    ["serial", row.serial],
    ["issuer", row.issuer],
    ["revocation", row.revocation?.map(freshness).join("; ") || undefined],
    ["digest", row.digest],
  ];
  return (
    <Box>
      <Group gap="xs">
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {row.level === "transport"
            ? t("checks.ofMessage")
            : t("checks.ofDocument", { name: name ?? row.document ?? "" })}
        </Text>
        <Badge size="sm" color={COLORS[row.outcome]} variant="filled">
          {t(`checks.outcome.${row.outcome}`)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed">
        {words.instant(row.at)}
      </Text>
      {row.explanation !== undefined && <Text size="sm">{row.explanation}</Text>}
      {row.level === "transport" && row.outcome === "refused" && <Text size="sm">{row.reason}</Text>}
      <Box component="dl" m={0} mt={4}>
        {facts.map(
          ([label, value]) =>
            value !== undefined && (
              <Group key={label} gap={6} wrap="nowrap" align="baseline">
                <Text component="dt" size="xs" c="dimmed" style={{ flexShrink: 0 }}>
                  {t(`checks.${label}`)}
                </Text>
                <Text component="dd" size="xs" m={0} style={{ overflowWrap: "anywhere" }}>
                  {value}
                </Text>
              </Group>
            ),
        )}
      </Box>
    </Box>
  );

  function freshness({ source, verdict, thisUpdate, nextUpdate }: NonNullable<SignatureCheck["revocation"]>[number]) {
    const parts = [source.toUpperCase(), t(`checks.verdict.${verdict}`)];
    if (thisUpdate !== undefined) parts.push(t("checks.since", { at: words.instant(thisUpdate) }));
    if (nextUpdate !== undefined) parts.push(t("checks.until", { at: words.instant(nextUpdate) }));
    return parts.join(", ");
  }
}
