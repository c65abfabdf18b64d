import { useState } from "react";
import { Route, Routes } from "react-router";
import { CasePage } from "./case-page.tsx";
import { CounterIntake } from "./counter-intake.tsx";
import { CounterPage } from "./counter-page.tsx";
import { InboxPage } from "./inbox-page.tsx";
import type { WalkIn } from "./walk-in.ts";

export function InboxArea() {
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
      <Route path=":task?" element={<InboxPage />} />
    </Routes>
  );
}
