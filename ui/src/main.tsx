// Starts the interface: theme, queries, events, routes.
import "./theme/mantine.ts";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./theme/tokens.css";
import "./kit/kit.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError, whenUnknown } from "./api/http.ts";
import { followEvents } from "./api/live.ts";
import { here, withBase, withoutBase } from "./base.ts";
import { isOutside, paths } from "./paths.ts";
import { makeRouter } from "./routes.tsx";
import { theme } from "./theme/theme.ts";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // A refusal will be refused again; only a server that is away or ill is worth asking twice.
      retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
  },
});

// Whoever is not signed in (any more) signs in and comes back. The page is loaded anew, so that nothing of before stays.
whenUnknown(() => {
  if (!isOutside(withoutBase(window.location.pathname))) window.location.replace(withBase(paths.signIn({ next: here() })));
});

if (!isOutside(withoutBase(window.location.pathname))) followEvents(client);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={makeRouter()} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
