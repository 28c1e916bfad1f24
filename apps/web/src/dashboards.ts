// The dashboards that there are. The header's navigation and the routes come from this table.
import type { ComponentType } from "react";
import { ScalarsPanel } from "./dashboards/scalars/panel.tsx";

export interface Dashboard {
  readonly title: string;
  readonly Panel: ComponentType;
}

export const dashboards = {
  scalars: { title: "Scalars", Panel: ScalarsPanel },
} as const satisfies Record<string, Dashboard>;
