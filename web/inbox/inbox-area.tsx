import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { Route, Routes } from "react-router";
import { hasRole, useSession } from "../app/session.tsx";
import { CasePage } from "./case-page.tsx";
import { CounterIntake } from "./counter-intake.tsx";
import { CounterPage } from "./counter-page.tsx";
import { InboxPage } from "./inbox-page.tsx";
import type { WalkIn } from "./walk-in.ts";

const UnitPage = lazy(async () => ({ default: (await import("./unit-page.tsx")).UnitPage }));
const SteerPage = lazy(async () => ({ default: (await import("./steer-page.tsx")).SteerPage }));

export function InboxArea() {
  const { account } = useSession();
  // All words of the area at once: a tab that waits for its own would hide the page meanwhile.
  useTranslation(["inbox", "counter", "forms", "signing"]);
  const [walkIn, setWalkIn] = useState<WalkIn>();
  return (
    <Routes>
      <Route path="new" element={<CounterPage onStarted={setWalkIn} />} />
      <Route
        path="new/:case"
        element={
          <CounterIntake
            walkIn={walkIn}
            onTyped={(values) => setWalkIn((now) => now && { ...now, typed: { ...now.typed, ...values } })}
          />
        }
      />
      <Route path="case/:case" element={<CasePage />} />
      {hasRole(account, ["head"]) && (
        <>
          <Route path="unit" element={<UnitPage />} />
          <Route path="unit/cases/:case" element={<SteerPage />} />
        </>
      )}
      <Route path=":task?" element={<InboxPage />} />
    </Routes>
  );
}
