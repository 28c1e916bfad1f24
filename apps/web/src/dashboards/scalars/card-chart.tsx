// The chart of a card, with the crosshair that all cards share.
import { mountLineChart, type Line, type LineChartHover, type LineChartProps } from "@runboard/charts";
import { RunName, type Tag } from "@runboard/contract";
import { useMemo } from "react";
import { setBoard, useBoard, type CardHover } from "../../board-store.ts";
import { useRunChoice } from "../../runs/run-scope.tsx";
import { chartThemeOf, useTheme } from "../../theme.ts";
import { useChart } from "../../use-chart.ts";
import { useCardActions } from "./card-actions.ts";
import type { CardView } from "./card-view.ts";

interface CardChartProps {
  readonly tag: Tag;
  readonly surface: CardHover["surface"];
  readonly lines: readonly Line[];
  readonly view: CardView;
  readonly label: string;
}

export function CardChart({ tag, surface, lines, view, label }: CardChartProps) {
  const crosshairX = useBoard((state) => state.hover?.hover.x ?? null);
  const theme = chartThemeOf(useTheme());
  const { setView } = useCardActions();
  const { solo } = useRunChoice();
  const callbacks = useMemo(
    () => ({
      onViewChange: (next: LineChartProps["view"]) => setView(tag, next),
      onHover: (hover: LineChartHover | null) => setBoard({ hover: hover && { tag, surface, hover } }),
      onSelect: (id: string, isSolo: boolean) => {
        const run = RunName.parse(id);
        if (isSolo) solo([run]);
        else setBoard({ chosenRun: useBoard.getState().chosenRun === run ? null : run });
      },
    }),
    [tag, surface, setView, solo],
  );
  const { axis, yScale, ignoreOutliers } = view;
  const props = useMemo(
    (): LineChartProps => ({
      lines,
      axis,
      yScale,
      ignoreOutliers,
      view: view.view,
      crosshairX,
      theme,
      label,
      ...callbacks,
    }),
    [lines, axis, yScale, ignoreOutliers, view.view, crosshairX, theme, label, callbacks],
  );
  return <div ref={useChart(mountLineChart, props)} className="card-chart" data-chart={tag} />;
}
