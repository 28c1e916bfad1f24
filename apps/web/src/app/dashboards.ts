// The dashboards that there are. The header's navigation, the routes and what the address may say come from this table.
import type { ComponentType } from "react";
import { ScalarsPanel } from "../dashboards/scalars/panel.tsx";
import { scalarsSearch } from "../dashboards/scalars/search.ts";
import { trainSearch } from "../dashboards/train/search.ts";
import type { KindCounts, KindId } from "../data/kinds.ts";
import { late } from "../ui/late.tsx";
import type { DashboardSearch } from "../url/dashboard-search.ts";

interface Dashboard {
  readonly title: string;
  /** What it shows: its tab is there when there is some. null: always. */
  readonly kind: KindId | null;
  readonly search: Pick<DashboardSearch<string, object>, "defaults" | "parse">;
  readonly Panel: ComponentType;
}

export const dashboards = {
  scalars: { title: "Scalars", kind: "scalars", search: scalarsSearch, Panel: ScalarsPanel },
  train: {
    title: "Train",
    kind: null,
    search: trainSearch,
    Panel: late(async () => (await import("../dashboards/train/panel.tsx")).TrainPanel),
  },
} as const satisfies Record<string, Dashboard>;

export type DashboardId = keyof typeof dashboards;

export const dashboardIds = Object.keys(dashboards) as readonly DashboardId[];

/** Those with a tab: the open one, and all that have data. `counts` is null while that is not known. */
export function tabbedDashboards(
  counts: KindCounts | null,
  isOpen: (id: DashboardId) => boolean,
): readonly DashboardId[] {
  return dashboardIds.filter((id) => {
    const { kind } = dashboards[id];
    return kind === null || isOpen(id) || counts?.has(kind) === true;
  });
}

export function dashboardOfKind(kind: KindId): DashboardId | undefined {
  return dashboardIds.find((id) => dashboards[id].kind === kind);
}
