/** The documents of a case: what they are, when they came, to download. Beside a form the latest of each name is enough. */
import { Anchor, Group, List, Stack, Table, Text } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Document } from "../connection/api-types.ts";
import { addressOf } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { dayAndTime } from "../terms/instants.ts";
import { useColleagues } from "./colleagues.ts";
import { PrintButton } from "./print-button.tsx";

/** What the house itself files, by the ends of their names. */
const OWN = [
  "result",
  "session",
  "signer",
  "sign-in",
  "signature-check",
  "sign-in-check",
  "person",
  "birth-record",
  "power-of-attorney",
  "queue-place",
  "notification",
  "exchange-request",
  "exchange-response",
] as const;

export function CaseFile({ id, brief = false }: { readonly id: string; readonly brief?: boolean }) {
  const { t, i18n } = useTranslation("inbox");
  const nameOf = useColleagues();
  const { data, error } = useOperation("listDocuments", { params: { case: id } });
  if (error !== null) return <ProblemAlert error={error} />;
  if (data === undefined) return null;
  if (data.items.length === 0) return <Text size="sm">{t("file.empty")}</Text>;
  const latest = data.items.filter(
    (each, index) => data.items.findLastIndex(({ name }) => name === each.name) === index,
  );
  const titleOf = ({ name, title }: Document): string => {
    const own = OWN.find((each) => name === each || (each.includes("-") && name.endsWith(`-${each}`)));
    return title ?? (own === undefined ? name : t(`file.own.${own}`));
  };
  const kindOf = (mediaType: string): string => {
    if (mediaType.startsWith("image/")) return t("file.kinds.picture");
    if (mediaType === "application/pdf") return "PDF";
    return t(
      /json|xml/.test(mediaType)
        ? "file.kinds.data"
        : mediaType.startsWith("text/")
          ? "file.kinds.text"
          : "file.kinds.other",
    );
  };
  const link = (each: Document) => {
    const { id: document, name, erasedAt } = each;
    const title = titleOf(each);
    return erasedAt === undefined ? (
      <Anchor size="sm" href={addressOf("getDocument", { params: { case: id, document } })} download={name}>
        {title}
      </Anchor>
    ) : (
      <Text size="sm" span>
        {t("file.erased", { name: title })}
      </Text>
    );
  };
  if (brief)
    return (
      <Stack gap={6}>
        <List spacing={6} size="sm" icon={<IconFileText size={16} aria-hidden />}>
          {latest.map((document) => (
            <List.Item key={document.id}>
              <Group gap={6}>
                {link(document)}
                <Text size="xs" c="dimmed">
                  {dayAndTime(document.filedAt, i18n.language)}
                </Text>
              </Group>
            </List.Item>
          ))}
        </List>
      </Stack>
    );
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("file.name")}</Table.Th>
            <Table.Th>{t("file.kind")}</Table.Th>
            <Table.Th>{t("file.at")}</Table.Th>
            <Table.Th>{t("file.by")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.items.map((document) => (
            <Table.Tr key={document.id}>
              <Table.Td>
                {link(document)}
                {document.number !== undefined && (
                  <Text size="xs" c="dimmed">
                    {t("number", { number: document.number })}
                  </Text>
                )}
                {document.number !== undefined && document.erasedAt === undefined && (
                  <PrintButton
                    document={{ case: id, id: document.id, name: titleOf(document) }}
                    size="compact-xs"
                    variant="default"
                  />
                )}
              </Table.Td>
              <Table.Td>{kindOf(document.mediaType)}</Table.Td>
              <Table.Td>{dayAndTime(document.filedAt, i18n.language)}</Table.Td>
              <Table.Td>
                {/^(?:system$|handler:)/.test(document.filedBy) ? t("history.system") : nameOf(document.filedBy)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
