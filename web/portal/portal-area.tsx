/** What people who apply see: the services, their own applications, their messages. */
import { Container } from "@mantine/core";
import { Route, Routes } from "react-router";
import { NotFoundPage } from "../app/not-found-page.tsx";
import { hasRole, useSignedIn } from "../app/session.tsx";
import { ApplicationPage } from "./application-page.tsx";
import { ApplicationsPage } from "./applications-page.tsx";
import { CataloguePage } from "./catalogue-page.tsx";
import { FillPage } from "./fill-page.tsx";
import { MessagesPage } from "./messages-page.tsx";
import { PortalNav } from "./portal-nav.tsx";
import { RegisterPage } from "./register-page.tsx";
import { ServicePage } from "./service-page.tsx";
import { StartPage } from "./start-page.tsx";

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
