// The routes: the shell, and in it one dashboard each.
import {
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
  type SearchSchemaInput,
} from "@tanstack/react-router";
import { dashboardIds, type DashboardId } from "@runboard/contract";
import { baseUrl } from "../data/api.ts";
import { NoSuchPage } from "../states/no-such-page.tsx";
import { PageFailure } from "../states/page-failure.tsx";
import { readPreferences } from "../ui/preferences.ts";
import { BoardSearch, boardSearchDefaults } from "../url/board-search.ts";
import type { AnySearch } from "../url/change-view.ts";
import { parseSearchParams, stringifySearchParams, type SearchParamsTable } from "../url/search-params.ts";
import { pages } from "./dashboards.ts";
import { Shell } from "./shell.tsx";

const params: SearchParamsTable = {
  board: boardSearchDefaults,
  dashboards: Object.fromEntries(dashboardIds.map((id) => [id, { ...pages[id].search.defaults }])),
  plainlyNamed: ["scalars", "train"],
};

const rootRoute = createRootRoute({
  component: Shell,
  errorComponent: PageFailure,
  notFoundComponent: NoSuchPage,
  validateSearch: (search: Partial<BoardSearch> & SearchSchemaInput) => BoardSearch.parse(search),
});

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: ({ search: asked }) => {
    const { startSmoothing: smoothing, startIgnoresOutliers: ignoreOutliers } = readPreferences();
    const { scalars }: AnySearch = asked;
    const start = { smoothing, ignoreOutliers, ...(typeof scalars === "object" && scalars) };
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router takes redirects
    throw redirect({ to: "/scalars", search: { ...asked, scalars: start }, replace: true });
  },
});

/** What each dashboard's address said when it was last open: the way back leads there. */
const lastSearches = new Map<DashboardId, unknown>();

const dashboardRoutes = dashboardIds.map((id) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path: `/${id}`,
    component: pages[id].Panel,
    validateSearch: (search: AnySearch & SearchSchemaInput): AnySearch => pages[id].search.parse(search),
    search: {
      middlewares: [
        // What the address says of other dashboards means nothing here.
        ({ search, next }) => {
          const { [id]: own, ...rest }: AnySearch = next(search);
          return {
            ...BoardSearch.parse(rest),
            [id]: { ...asFields(lastSearches.get(id)), ...asFields(own) },
          };
        },
      ],
    },
  }),
);

function asFields(own: unknown): AnySearch {
  return typeof own === "object" && own !== null ? { ...own } : {};
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([indexRoute, ...dashboardRoutes]),
  basepath: new URL(baseUrl).pathname,
  parseSearch: (text) => parseSearchParams(text, params),
  stringifySearch: (search) => stringifySearchParams(search, params),
  defaultPreload: false,
  scrollRestoration: false,
});

router.subscribe("onResolved", ({ toLocation }) => {
  const search: AnySearch = toLocation.search;
  for (const id of dashboardIds) if (search[id] !== undefined) lastSearches.set(id, search[id]);
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
