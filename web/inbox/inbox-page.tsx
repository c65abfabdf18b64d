import { useTranslation } from "react-i18next";
import { PageTitle } from "../app/page-title.tsx";

export function InboxPage() {
  const { t } = useTranslation("app");
  return <PageTitle>{t("areas.inbox")}</PageTitle>;
}
