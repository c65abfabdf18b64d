/** What people who apply see: the services, their own applications, their messages. */
import { Container } from "@mantine/core";
import { lazy } from "react";
import { Route, Routes } from "react-router";
import { NotFoundPage } from "../app/not-found-page.tsx";
import { hasRole, useSignedIn } from "../app/session.tsx";
import { CataloguePage } from "./catalogue-page.tsx";
import { PortalNav } from "./portal-nav.tsx";
import { ServicePage } from "./service-page.tsx";

// Who only reads what there is loads no forms.
const ApplicationPage = lazy(async () => ({ default: (await import("./application-page.tsx")).ApplicationPage }));
const ApplicationsPage = lazy(async () => ({ default: (await import("./applications-page.tsx")).ApplicationsPage }));
const FillPage = lazy(async () => ({ default: (await import("./fill-page.tsx")).FillPage }));
const MessagesPage = lazy(async () => ({ default: (await import("./messages-page.tsx")).MessagesPage }));
const RegisterPage = lazy(async () => ({ default: (await import("./register-page.tsx")).RegisterPage }));
const StartPage = lazy(async () => ({ default: (await import("./start-page.tsx")).StartPage }));

export function PortalArea() {
  const { data: account } = useSignedIn();
  return (
    <Container size="md" py="lg" px="md">
      {account !== undefined && account !== null && hasRole(account, ["applicant"]) && <PortalNav />}
      <Routes>
        <Route index element={<CataloguePage />} />
        <Route path="services/:regulation" element={<ServicePage />} />
        <Route path="register" element={<RegisterPage />} />
        <Route path="apply/:regulation" element={<StartPage />} />
        <Route path="applications" element={<ApplicationsPage />} />
        <Route path="applications/:case" element={<ApplicationPage />} />
        <Route path="applications/:case/form" element={<FillPage />} />
        <Route path="messages" element={<MessagesPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Container>
  );
}
