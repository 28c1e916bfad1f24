// The page of each dashboard. The header's navigation, the routes and what the address may say come from this table and that of the contract.
import { dashboardIds, dashboards, type DashboardId, type KindId } from "@runboard/contract";
import type { ComponentType } from "react";
import { distributionsSearch, histogramsSearch } from "../dashboards/histograms/search.ts";
import { graphsSearch } from "../dashboards/graphs/search.ts";
import { imagesSearch } from "../dashboards/images/search.ts";
import { ScalarsPanel } from "../dashboards/scalars/panel.tsx";
import { scalarsSearch } from "../dashboards/scalars/search.ts";
import { textSearch } from "../dashboards/text/search.ts";
import { trainSearch } from "../dashboards/train/search.ts";
import type { KindCounts } from "../data/kinds.ts";
import { late } from "../ui/late.tsx";
import type { DashboardSearch } from "../url/dashboard-search.ts";

interface DashboardPage {
  readonly search: Pick<DashboardSearch<string, object>, "defaults" | "parse">;
  readonly Panel: ComponentType & { readonly fetchAhead?: () => void };
}

export const pages = {
  scalars: { search: scalarsSearch, Panel: ScalarsPanel },
  histograms: {
    search: histogramsSearch,
    Panel: late(async () => (await import("../dashboards/histograms/panel.tsx")).HistogramsPanel),
  },
  distributions: {
    search: distributionsSearch,
    Panel: late(async () => (await import("../dashboards/histograms/panel.tsx")).DistributionsPanel),
  },
  images: {
    search: imagesSearch,
    Panel: late(async () => (await import("../dashboards/images/panel.tsx")).ImagesPanel),
  },
  text: {
    search: textSearch,
    Panel: late(async () => (await import("../dashboards/text/panel.tsx")).TextPanel),
  },
  graphs: {
    search: graphsSearch,
    Panel: late(async () => {
      const { GraphsPanel, warmGraphThread } = await import("../dashboards/graphs/panel.tsx");
      warmGraphThread("shown");
      return GraphsPanel;
    }),
  },
  train: {
    search: trainSearch,
    Panel: late(async () => (await import("../dashboards/train/panel.tsx")).TrainPanel),
  },
} as const satisfies Record<DashboardId, DashboardPage>;

/** Fetches a dashboard's code before a click: somebody points at its tab. */
export function fetchAhead(id: DashboardId): void {
  const { Panel }: DashboardPage = pages[id];
  Panel.fetchAhead?.();
}

/** Where a reader looks first, and what the first run will be seen on. */
const ALWAYS_TABBED: DashboardId = "scalars";

/** Those with a tab: that of scalars, the open one, and all that have data. `counts` is null while that is not known. */
export function tabbedDashboards(
  counts: KindCounts | null,
  isOpen: (id: DashboardId) => boolean,
): readonly DashboardId[] {
  return dashboardIds.filter((id) => {
    const { kinds } = dashboards[id];
    return (
      id === ALWAYS_TABBED ||
      kinds.length === 0 ||
      isOpen(id) ||
      kinds.some((kind) => counts?.has(kind) === true)
    );
  });
}

export function dashboardOfKind(kind: KindId): DashboardId | undefined {
  return dashboardIds.find((id) => dashboards[id].kinds.includes(kind));
}
