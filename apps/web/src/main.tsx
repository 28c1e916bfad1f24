// Puts the page together: theme, query cache, live stream, routes.
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./app/index.css";
import { isRenderPending, isScrolling, scheduleRender, watchGestures } from "@runboard/charts";
import { ApiError } from "@runboard/contract";
import { notifyManager, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { baseUrl, eventsUrl, tables } from "./data/api.ts";
import { installIdleHook } from "./app/idle.ts";
import { LiveContext } from "./data/live-context.ts";
import { LiveLink } from "./data/live.ts";
import { refreshRunJobs } from "./jobs/use-run-jobs.ts";
import { runRevisions } from "./data/revisions.ts";
import { makeRoomForAddress } from "./runs/sidebar-room.ts";
import { router } from "./app/router.tsx";
import { tellPending } from "./ui/pending.ts";
import { watchPrinting } from "./ui/printing.ts";
import { applyTheme } from "./ui/theme.ts";

tables.warmUp();
applyTheme();
makeRoomForAddress(new URL(baseUrl).pathname);

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A server that answers with an error is there; one that does not answer is gone.
    onError: (error) => {
      if (!(error instanceof ApiError)) live.noteUnreachable();
    },
  }),
  defaultOptions: {
    queries: {
      // The live stream says when to fetch again.
      staleTime: Infinity,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
    },
  },
});
const live = new LiveLink({
  url: eventsUrl,
  client,
  revisions: runRevisions,
  refreshRunJobs: () => refreshRunJobs(client),
});
tellPending(isRenderPending);
installIdleHook(client, live);
watchGestures(window);
watchPrinting();
// What was fetched is shown in a frame that has time for it.
notifyManager.setScheduler((notify) => (isScrolling() ? scheduleRender(notify) : setTimeout(notify)));

const container = document.getElementById("board");
if (!container) throw new Error("the page has no element #board");
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <LiveContext value={live}>
        <RouterProvider router={router} />
      </LiveContext>
    </QueryClientProvider>
  </StrictMode>,
);
