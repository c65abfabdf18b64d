import { Container } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Navigate, Route, Routes } from "react-router";
import { LazyProposalPage as ProposalPage } from "../studio/release/lazy-proposal-page.tsx";
import { ProposalsPage } from "../studio/release/proposals-page.tsx";
import { SectionNav } from "../tables/section-nav.tsx";
import { AccountsPage } from "./accounts-page.tsx";
import { CalendarPage } from "./calendar-page.tsx";
import { IncidentsPage } from "./incidents-page.tsx";
import { SystemPage } from "./system-page.tsx";
import { UnitsPage } from "./units-page.tsx";
import { VersionsPage } from "./versions-page.tsx";

const PAGES = ["system", "incidents", "accounts", "units", "versions", "calendar"] as const;

export function AdminArea() {
  const { t } = useTranslation("admin");
  return (
    <Container fluid p="md">
      <SectionNav
        label={t("nav.label")}
        sections={PAGES.map((page) => ({ to: `/admin/${page}`, label: t(`nav.${page}`) }))}
      />
      <Routes>
        <Route index element={<Navigate to="/admin/system" replace />} />
        <Route path="system" element={<SystemPage />} />
        <Route path="incidents" element={<IncidentsPage />} />
        <Route path="accounts" element={<AccountsPage />} />
        <Route path="units" element={<UnitsPage />} />
        <Route path="versions" element={<VersionsPage />} />
        <Route path="proposals" element={<ProposalsPage base="/admin/proposals" />} />
        <Route path="proposals/:proposal" element={<ProposalPage base="/admin/proposals" />} />
        <Route path="calendar" element={<CalendarPage />} />
      </Routes>
    </Container>
  );
}
