// The dashboards that there are. The header's navigation and the routes come from this table.
import type { ComponentType } from "react";
import { ScalarsPanel } from "./dashboards/scalars/panel.tsx";
import type { KindCounts, KindId } from "./kinds.ts";

interface Dashboard {
  readonly title: string;
  /** What it shows: its tab is there when there is some. */
  readonly kind: KindId;
  readonly Panel: ComponentType;
}

export const dashboards = {
  scalars: { title: "Scalars", kind: "scalars", Panel: ScalarsPanel },
} as const satisfies Record<string, Dashboard>;

export type DashboardId = keyof typeof dashboards;

const dashboardIds = Object.keys(dashboards) as readonly DashboardId[];

/** Those with a tab: the open one, and all that have data. `counts` is null while that is not known. */
export function tabbedDashboards(
  counts: KindCounts | null,
  isOpen: (id: DashboardId) => boolean,
): readonly DashboardId[] {
  return dashboardIds.filter((id) => isOpen(id) || counts?.has(dashboards[id].kind) === true);
}

export function dashboardOfKind(kind: KindId): DashboardId | undefined {
  return dashboardIds.find((id) => dashboards[id].kind === kind);
}
