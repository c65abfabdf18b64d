/** Which elements of the diagram name a form or a document. */
import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface UsedByProps {
  readonly elements: readonly string[];
  readonly nameOf: (id: string) => string;
}

export function UsedBy({ elements, nameOf }: UsedByProps) {
  const { t } = useTranslation("workshop");
  if (elements.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("usedBy.nobody")}
      </Text>
    );
  return (
    <div>
      <Text size="sm">{t("usedBy.title", { count: elements.length })}</Text>
      <List size="sm">
        {elements.map((id) => (
          <List.Item key={id}>{nameOf(id)}</List.Item>
        ))}
      </List>
    </div>
  );
}
