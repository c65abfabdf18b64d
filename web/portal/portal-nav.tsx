/** The three places of an applicant, and how many messages are new. */
import { Badge, Box, Button, Group, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { useOperation } from "../connection/queries.ts";

const PLACES = [
  { to: "/portal", key: "services", here: /^\/portal(?:\/(?:services|apply)\/.*)?\/?$/ },
  { to: "/portal/applications", key: "applications", here: /^\/portal\/applications/ },
  { to: "/portal/messages", key: "messages", here: /^\/portal\/messages/ },
] as const;

export function PortalNav() {
  const { t } = useTranslation("portal");
  const { pathname } = useLocation();
  const { data } = useOperation("countNotifications", {});
  const unread = data?.unread ?? 0;
  return (
    <Box component="nav" aria-label={t("nav.label")} mb="lg">
      <Group gap="xs">
        {PLACES.map(({ to, key, here }) => (
          <Button
            key={to}
            component={Link}
            to={to}
            size="compact-md"
            variant={here.test(pathname) ? "filled" : "default"}
            aria-current={here.test(pathname) ? "page" : undefined}
            rightSection={
              key === "messages" && unread > 0 ? (
                <>
                  <Badge size="sm" circle variant="filled" color="red.9">
                    {unread}
                  </Badge>
                  <VisuallyHidden>{t("nav.new", { count: unread })}</VisuallyHidden>
                </>
              ) : undefined
            }
          >
            {t(`nav.${key}`)}
          </Button>
        ))}
      </Group>
    </Box>
  );
}
