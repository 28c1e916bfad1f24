// The routes: the shell, and in it one dashboard each.
import {
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
  stripSearchParams,
  type SearchSchemaInput,
} from "@tanstack/react-router";
import { baseUrl } from "./api.ts";
import { dashboards } from "./dashboards.ts";
import { ScalarsSearch, scalarsSearchDefaults } from "./dashboards/scalars/search.ts";
import { TrainSearch, trainSearchDefaults } from "./dashboards/train/search.ts";
import { readPreferences } from "./preferences.ts";
import { BoardSearch, boardSearchDefaults } from "./search.ts";
import { parseSearchParams, stringifySearchParams } from "./search-params.ts";
import { NoSuchPage } from "./states/no-such-page.tsx";
import { PageFailure } from "./states/page-failure.tsx";
import { Shell } from "./shell.tsx";

const rootRoute = createRootRoute({
  component: Shell,
  errorComponent: PageFailure,
  notFoundComponent: NoSuchPage,
  validateSearch: (search: Partial<BoardSearch> & SearchSchemaInput) => BoardSearch.parse(search),
  // Another dashboard's search parameters stay in the address, for the way back.
  search: {
    middlewares: [
      stripSearchParams({ ...boardSearchDefaults, ...scalarsSearchDefaults, ...trainSearchDefaults }),
    ],
  },
});

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    const { startSmoothing: smoothing, startIgnoresOutliers: ignoreOutliers } = readPreferences();
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router takes redirects
    throw redirect({
      to: "/scalars",
      search: (search) => ({ smoothing, ignoreOutliers, ...search }),
      replace: true,
    });
  },
});

const scalarsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/scalars",
  component: dashboards.scalars.Panel,
  validateSearch: (search: Partial<ScalarsSearch> & SearchSchemaInput) => ScalarsSearch.parse(search),
  search: { middlewares: [stripSearchParams(scalarsSearchDefaults)] },
});

const trainRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/train",
  component: dashboards.train.Panel,
  validateSearch: (search: Partial<TrainSearch> & SearchSchemaInput) => TrainSearch.parse(search),
  search: { middlewares: [stripSearchParams(trainSearchDefaults)] },
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([indexRoute, scalarsRoute, trainRoute]),
  basepath: new URL(baseUrl).pathname,
  parseSearch: parseSearchParams,
  stringifySearch: stringifySearchParams,
  defaultPreload: false,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
