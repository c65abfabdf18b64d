import { Route, Routes } from "react-router";
import { InboxPage } from "./inbox-page.tsx";

export function InboxArea() {
  return (
    <Routes>
      <Route path=":task?" element={<InboxPage />} />
    </Routes>
  );
}
