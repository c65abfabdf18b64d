/** Documents to download, each by the name that people know it by. */
import { Anchor, Group, List, Text } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Document } from "../connection/api-types.ts";
import { addressOf } from "../connection/client.ts";
import { dayInWords } from "../terms/instants.ts";

interface DocumentListProps {
  readonly documents: readonly Document[];
  /** What a document is called. */
  readonly nameOf: (document: Document) => string | undefined;
}

export function DocumentList({ documents, nameOf }: DocumentListProps) {
  const { t, i18n } = useTranslation("portal");
  return (
    <List spacing={8} icon={<IconFileText size={18} aria-hidden />}>
      {documents.map((document) => (
        <List.Item key={document.id}>
          <Group gap={8} style={{ rowGap: 0 }}>
            <Anchor
              href={addressOf("getDocument", { params: { case: document.case, document: document.id } })}
              download={document.name}
              fw={500}
            >
              {nameOf(document) ?? t(document.number === undefined ? "documents.attached" : "documents.issued")}
            </Anchor>
            <Text size="sm" c="dimmed" span>
              {document.number === undefined
                ? dayInWords(document.filedAt, i18n.language)
                : t("documents.number", { number: document.number, date: dayInWords(document.filedAt, i18n.language) })}
            </Text>
          </Group>
        </List.Item>
      ))}
    </List>
  );
}
