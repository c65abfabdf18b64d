import { Container } from "@mantine/core";
import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Route, Routes } from "react-router";
import { hasRole, useSession } from "../app/session.tsx";
import { SectionNav } from "../tables/section-nav.tsx";
import { FindPage } from "./find-page.tsx";
import { ReadsPage } from "./reads-page.tsx";
import { ReportsPage } from "./reports-page.tsx";

const ReplayPage = lazy(async () => ({ default: (await import("./replay-page.tsx")).ReplayPage }));

export function AuditArea() {
  const { t } = useTranslation("audit");
  const { account } = useSession();
  const finds = hasRole(account, ["auditor", "head"]);
  const sections = [
    ...(finds ? [{ to: "/audit/cases", label: t("nav.find") }] : []),
    { to: "/audit/reports", label: t("nav.reports") },
    ...(hasRole(account, ["auditor"]) ? [{ to: "/audit/reads", label: t("nav.reads") }] : []),
  ];
  return (
    <Container fluid p="md">
      <SectionNav label={t("nav.label")} sections={sections} />
      <Routes>
        <Route index element={<Navigate to={sections[0]!.to} replace />} />
        <Route path="cases" element={<FindPage />} />
        <Route path="cases/:case" element={<ReplayPage />} />
        <Route path="reports/*" element={<ReportsPage />} />
        <Route path="reads" element={<ReadsPage />} />
      </Routes>
    </Container>
  );
}
