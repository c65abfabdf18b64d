/** Everything around the pages: style, words, queries, who is signed in, addresses. */
import "@fontsource-variable/noto-sans/index.css";
import "@mantine/core/styles.css";
import "./app.css";
import { Center, Loader, MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { Suspense, lazy, use } from "react";
import { Navigate, RouterProvider, createBrowserRouter } from "react-router";
import { answerIn } from "../connection/client.ts";
import { ProblemError, codeOf } from "../connection/problem-error.ts";
import { AREAS } from "./areas.ts";
import { PageErrorBoundary } from "./error-boundary.tsx";
import { HomePage } from "./home-page.tsx";
import { loadWords } from "./languages.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { NoticeProvider } from "./notices.tsx";
import { Shell } from "./shell.tsx";
import { theme } from "./theme.ts";

const words = loadWords();
i18next.on("languageChanged", answerIn);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A "no" of the server stays a "no"; only what did not reach it is worth another try.
      retry: (failures, error) => !(error instanceof ProblemError) && failures < 2,
      refetchOnWindowFocus: false,
    },
  },
  queryCache: new QueryCache({
    onError: (error) => {
      if (codeOf(error) === "SIGN_IN_REQUIRED") queries.setQueryData(["session"], null);
    },
  }),
});

const AbsencesPage = lazy(async () => ({ default: (await import("../inbox/absences-page.tsx")).AbsencesPage }));

const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <PageErrorBoundary />,
    children: [
      { index: true, element: <HomePage /> },
      ...AREAS.map(({ id, load }) => {
        const Page = lazy(load);
        return { path: `${id}/*`, element: <Page />, errorElement: <PageErrorBoundary /> };
      }),
      { path: "absences", element: <AbsencesPage />, errorElement: <PageErrorBoundary /> },
      { path: "index.html", element: <Navigate to="/" replace /> },
      { path: "*", element: <NotFoundPage /> },
    ],
  },
]);

const nonce = document.querySelector('meta[name="style-nonce"]')?.getAttribute("content") ?? "";
// Dialogs keep the page behind them from scrolling with a style element of their own, whose nonce `get-nonce` looks for under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <Suspense fallback={<Waiting />}>
        <Worded />
      </Suspense>
    </MantineProvider>
  );
}

function Worded() {
  use(words);
  return (
    <QueryClientProvider client={queries}>
      <NoticeProvider>
        <Suspense fallback={<Waiting />}>
          <RouterProvider router={router} />
        </Suspense>
      </NoticeProvider>
    </QueryClientProvider>
  );
}

function Waiting() {
  return (
    <Center mih="50vh">
      <Loader />
    </Center>
  );
}
