/** To the counter, for those who take applications. */
import { Button } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { hasRole, useSession } from "../app/session.tsx";
import { CLERKS } from "../app/roles.ts";

export function NewApplicationLink() {
  const { t } = useTranslation("counter");
  const { account } = useSession();
  if (!hasRole(account, CLERKS)) return null;
  return (
    <Button component={Link} to="/inbox/new" mb="xs" leftSection={<IconUserPlus size={16} aria-hidden />}>
      {t("new")}
    </Button>
  );
}
