// The chart of a card, with the crosshair that all cards share.
import { mountLineChart, type Line, type LineChartHover, type LineChartProps } from "@runboard/charts";
import { useMemo } from "react";
import { setBoard, useBoard, type CardHover } from "../../board-store.ts";
import { useRunChoice } from "../../runs/run-scope.tsx";
import { chartThemeOf, useTheme } from "../../theme.ts";
import { useChart } from "../../use-chart.ts";
import { useCardActions } from "./card-actions.ts";
import type { CardKey } from "./card-spec.ts";
import type { CardLines } from "./card-lines.ts";
import type { CardView } from "./card-view.ts";

interface CardChartProps {
  readonly card: CardKey;
  readonly surface: CardHover["surface"];
  readonly lines: readonly Line[];
  readonly byId: CardLines;
  /** Whether a scalar stands on the x axis. */
  readonly isOverValues: boolean;
  readonly view: CardView;
  readonly label: string;
}

export function CardChart({ card, surface, lines, byId, isOverValues, view, label }: CardChartProps) {
  const crosshairX = useBoard((state) => state.hover?.hover.x ?? null);
  const theme = chartThemeOf(useTheme());
  const { setView } = useCardActions();
  const { solo } = useRunChoice();
  const callbacks = useMemo(
    () => ({
      onViewChange: (next: LineChartProps["view"]) => setView(card, next),
      onHover: (hover: LineChartHover | null) => setBoard({ hover: hover && { card, surface, hover } }),
      onSelect: (id: string, isSolo: boolean) => {
        const run = byId.get(id)?.run ?? null;
        if (run === null) return;
        if (isSolo) solo([run]);
        else setBoard({ chosenRun: useBoard.getState().chosenRun === run ? null : run });
      },
    }),
    [card, surface, byId, setView, solo],
  );
  const { xScale, yScale, ignoreOutliers } = view;
  const axis = isOverValues ? "value" : view.axis;
  const props = useMemo(
    (): LineChartProps => ({
      lines,
      axis,
      xScale,
      yScale,
      ignoreOutliers,
      view: view.view,
      crosshairX,
      theme,
      label,
      ...callbacks,
    }),
    [lines, axis, xScale, yScale, ignoreOutliers, view.view, crosshairX, theme, label, callbacks],
  );
  return <div ref={useChart(mountLineChart, props)} className="card-chart" data-chart={card} />;
}
