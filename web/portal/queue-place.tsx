/** Where the child stands in the queue of preschool places now, as the queue itself says. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useOperation } from "../connection/queries.ts";
import { Part } from "./part.tsx";

export function QueuePlace({ id }: { readonly id: string }) {
  const { t } = useTranslation("portal");
  const { data } = useOperation("getQueuePlace", { params: { case: id } }, { staleMs: 30_000 });
  if (data === undefined || data.state === "none") return null;
  return (
    <Part title={t("queue.title")}>
      {data.state === "unavailable" ? (
        <Text>{t("queue.unavailable")}</Text>
      ) : (
        <>
          <Text size="xl" fw={700}>
            {t("queue.place", { position: data.position })}
          </Text>
          <Text size="sm">{t("queue.number", { number: data.number })}</Text>
          <Text size="sm" c="dimmed">
            {t("queue.note")}
          </Text>
        </>
      )}
    </Part>
  );
}
