/** The pages before they are sent: each can be turned, moved and taken away. */
import { ActionIcon, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconArrowLeft, IconFileTypePdf, IconRotateClockwise, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { forget, type ScanItem } from "./scan-files.ts";
import classes from "./scanning.module.css";

interface Props {
  readonly items: readonly ScanItem[];
  readonly onChange: (items: readonly ScanItem[]) => void;
  readonly disabled: boolean;
}

export function PageThumbnails({ items, onChange, disabled }: Props) {
  const { t } = useTranslation("scanning");
  if (items.length === 0) return null;
  const turn = (key: string): void =>
    onChange(items.map((item) => (item.key === key ? { ...item, turns: (item.turns + 1) % 4 } : item)));
  const earlier = (index: number): void =>
    onChange(items.map((item, at) => (at === index - 1 ? items[index]! : at === index ? items[index - 1]! : item)));
  const remove = (item: ScanItem): void => {
    forget(item);
    onChange(items.filter(({ key }) => key !== item.key));
  };
  return (
    <ol className={classes.pages} aria-label={t("pages.label")}>
      {items.map((item, index) => {
        const number = index + 1;
        return (
          <li key={item.key} className={classes.page}>
            <div className={classes.paper}>
              {item.preview === undefined ? (
                <IconFileTypePdf size={56} stroke={1.2} aria-hidden />
              ) : (
                <img
                  src={item.preview}
                  alt={t("pages.picture", { number })}
                  style={{ transform: `rotate(${item.turns * 90}deg)` }}
                />
              )}
            </div>
            <Text size="xs" truncate title={item.file.name}>
              <VisuallyHidden>{t("pages.number", { number })} </VisuallyHidden>
              {item.file.name}
            </Text>
            <Group gap={4} wrap="nowrap">
              {item.kind === "picture" && (
                <ActionIcon
                  variant="default"
                  size="lg"
                  disabled={disabled}
                  aria-label={t("pages.turn", { number })}
                  onClick={() => turn(item.key)}
                >
                  <IconRotateClockwise size={18} aria-hidden />
                </ActionIcon>
              )}
              {index > 0 && (
                <ActionIcon
                  variant="default"
                  size="lg"
                  disabled={disabled}
                  aria-label={t("pages.earlier", { number })}
                  onClick={() => earlier(index)}
                >
                  <IconArrowLeft size={18} aria-hidden />
                </ActionIcon>
              )}
              <ActionIcon
                variant="default"
                size="lg"
                disabled={disabled}
                aria-label={t("pages.remove", { number })}
                onClick={() => remove(item)}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Group>
          </li>
        );
      })}
    </ol>
  );
}
