/** Documents to download, each by the name that people know it by. */
import { Anchor, Group, List, Text } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Document } from "../connection/api-types.ts";
import { addressOf } from "../connection/client.ts";
import { dayInWords } from "../terms/instants.ts";

interface DocumentListProps {
  readonly documents: readonly Document[];
  /** What a document of that name is called. */
  readonly names: (name: string) => string | undefined;
}

export function DocumentList({ documents, names }: DocumentListProps) {
  const { t, i18n } = useTranslation("portal");
  return (
    <List spacing={8} icon={<IconFileText size={18} aria-hidden />}>
      {documents.map(({ id, case: caseId, name, number, filedAt }) => (
        <List.Item key={id}>
          <Group gap={8} style={{ rowGap: 0 }}>
            <Anchor
              href={addressOf("getDocument", { params: { case: caseId, document: id } })}
              download={name}
              fw={500}
            >
              {names(name) ?? t(number === undefined ? "documents.attached" : "documents.issued")}
            </Anchor>
            <Text size="sm" c="dimmed" span>
              {number === undefined
                ? dayInWords(filedAt, i18n.language)
                : t("documents.number", { number, date: dayInWords(filedAt, i18n.language) })}
            </Text>
          </Group>
        </List.Item>
      ))}
    </List>
  );
}
