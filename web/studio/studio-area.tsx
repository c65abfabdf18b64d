import { Container } from "@mantine/core";
import { Route, Routes } from "react-router";
import { CopiesPage } from "./copies-page.tsx";
import { CopyPage } from "./copy-page.tsx";
import { RulePage } from "./rule-page.tsx";

export function StudioArea() {
  return (
    <Container fluid p="md">
      <Routes>
        <Route index element={<CopiesPage />} />
        <Route path="rules/*" element={<RulePage />} />
        <Route path=":copy/:tab?" element={<CopyPage />} />
      </Routes>
    </Container>
  );
}
