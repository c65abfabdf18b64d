import { Container } from "@mantine/core";
import { Route, Routes } from "react-router";
import { CopiesPage } from "./copies-page.tsx";
import { CopyPage } from "./copy-page.tsx";
import { RulePage } from "./rule-page.tsx";
import { FromTablePage } from "./drafting/from-table-page.tsx";
import { LazyProposalPage as ProposalPage } from "./release/lazy-proposal-page.tsx";
import { ProposalsPage } from "./release/proposals-page.tsx";

export function StudioArea() {
  return (
    <Container fluid p="md">
      <Routes>
        <Route index element={<CopiesPage />} />
        <Route path="rules/*" element={<RulePage />} />
        <Route path="from-table" element={<FromTablePage />} />
        <Route path="proposals" element={<ProposalsPage base="/studio/proposals" />} />
        <Route path="proposals/:proposal" element={<ProposalPage base="/studio/proposals" />} />
        <Route path=":copy/:tab?" element={<CopyPage />} />
      </Routes>
    </Container>
  );
}
