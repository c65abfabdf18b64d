/** What the applicant was told in this case, the newest first. */
import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePages } from "../connection/queries.ts";
import { Message } from "./message.tsx";
import { Part } from "./part.tsx";

export function CaseMessages({ id }: { readonly id: string }) {
  const { t } = useTranslation("portal");
  const { data } = usePages("listNotifications", {});
  const own = data?.pages.flatMap(({ items }) => items).filter((each) => each.case === id) ?? [];
  if (own.length === 0) return null;
  return (
    <Part title={t("messages.title")}>
      <Stack gap="md">
        {own.map((message) => (
          <Message key={message.id} message={message} level={3} />
        ))}
      </Stack>
    </Part>
  );
}
