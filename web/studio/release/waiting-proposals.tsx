/** How many proposals wait for a second person, with the way to them; nothing where none wait. */
import { Anchor } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useOperation } from "../../connection/queries.ts";
import { Said } from "../said.tsx";

/** `to`: the list of proposals in the reader's own area. */
export function WaitingProposals({ to }: { readonly to: string }) {
  const { t } = useTranslation("workshop");
  const { data } = useOperation("listProposals", { query: { state: "waiting", limit: 200 } });
  const others = data?.items.filter(({ mine }) => !mine).length ?? 0;
  const own = (data?.items.length ?? 0) - others;
  if (others + own === 0) return null;
  return (
    <Said color="blue" icon={<IconUserCheck aria-hidden />}>
      {others > 0 && `${t("proposals.waiting", { count: others })} `}
      {own > 0 && `${t("proposals.ownWaiting", { count: own })} `}
      <Anchor component={Link} to={to} inherit>
        {t("proposals.toList")}
      </Anchor>
    </Said>
  );
}
