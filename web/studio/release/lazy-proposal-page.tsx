/** The page of one proposal, loaded with the drawing of diagrams when somebody opens it. */
import { Loader } from "@mantine/core";
import { Suspense, lazy } from "react";

const Page = lazy(async () => ({ default: (await import("./proposal-page.tsx")).ProposalPage }));

export function LazyProposalPage({ base }: { readonly base: string }) {
  return (
    <Suspense fallback={<Loader />}>
      <Page base={base} />
    </Suspense>
  );
}
