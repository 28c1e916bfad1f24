// The dashboards that there are. The header's navigation and the routes come from this table.
import type { ComponentType } from "react";
import { ScalarsPanel } from "./dashboards/scalars/panel.tsx";
import type { KindCounts, KindId } from "./kinds.ts";
import { late } from "./ui/late.tsx";

interface Dashboard {
  readonly title: string;
  /** What it shows: its tab is there when there is some. null: always. */
  readonly kind: KindId | null;
  readonly Panel: ComponentType;
}

export const dashboards = {
  scalars: { title: "Scalars", kind: "scalars", Panel: ScalarsPanel },
  train: {
    title: "Train",
    kind: null,
    Panel: late(async () => (await import("./dashboards/train/panel.tsx")).TrainPanel),
  },
} as const satisfies Record<string, Dashboard>;

export type DashboardId = keyof typeof dashboards;

const dashboardIds = Object.keys(dashboards) as readonly DashboardId[];

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
