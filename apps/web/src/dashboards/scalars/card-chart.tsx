// The chart of a card, with the crosshair and the table's place that all cards share.
import { mountLineChart, type Line, type LineChartHover, type LineChartProps } from "@runboard/charts";
import { useEffect, useMemo } from "react";
import type { CardSurface } from "../../cards/active-card.ts";
import { tellHovered, useStepHoveredInOtherWindow } from "../../cards/hovered-place.ts";
import { usePageStep } from "../../cards/page-step.ts";
import { useChartGestures } from "./chart-gestures.ts";
import { useRunFocus } from "../../runs/run-focus.ts";
import { useRunChoice } from "../../runs/run-scope.tsx";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { useChart } from "../../ui/use-chart.ts";
import { useCardActions } from "./card-actions.ts";
import type { CardKey } from "../../cards/card.ts";
import type { CardLine, CardLines } from "./card-lines.ts";
import type { CardView } from "./card-view.ts";
import type { Derivation } from "./derivation.ts";
import type { TableRange } from "./table-range.ts";
import { scalarsSearch } from "./search.ts";
import { useSetTableRange, useToggleTable } from "./use-table-range.ts";

interface CardChartProps {
  readonly card: CardKey;
  readonly surface: CardSurface;
  readonly lines: readonly Line[];
  readonly byId: CardLines;
  readonly derivation: Derivation;
  readonly view: CardView;
  /** Where the tables stand; undefined for a card without one. */
  readonly at: TableRange | null | undefined;
  readonly label: string;
  readonly onAxisEdit: (axis: "x" | "y", anchor: DOMRectReadOnly) => void;
}

export function CardChart(card: CardChartProps) {
  const props = useChartProps(card);
  const { card: key, surface } = card;
  // What was pointed at on it goes with it.
  useEffect(
    () => () => {
      const { hover } = useChartGestures.getState();
      if (hover?.card !== key || hover.surface !== surface) return;
      useChartGestures.setState({ hover: null });
      tellHovered(null);
      pointAt(undefined);
    },
    [key, surface],
  );
  return <div ref={useChart(mountLineChart, props)} className="card-chart" data-chart={card.card} />;
}

/** What the pointer is on stands out on every card; undefined for nothing. */
function pointAt(line: CardLine | undefined): void {
  const pointedRun = line?.run ?? null;
  const pointedGroup = line && line.run === null ? line.name : null;
  const known = useRunFocus.getState();
  if (known.pointedRun !== pointedRun || known.pointedGroup !== pointedGroup)
    useRunFocus.setState({ pointedRun, pointedGroup });
}

function useChartProps(props: CardChartProps): LineChartProps {
  const { card, surface, lines, byId, derivation, view, at, label, onAxisEdit } = props;
  const { ownX } = view;
  const pageStep = usePageStep();
  // Places on other axes mean nothing here.
  const hoverX = useChartGestures(({ hover }) => (hover?.ownX === ownX ? hover.hover.x : null));
  const isOverSteps = view.axis === "step" && ownX === null && derivation.xTag === null;
  const stepElsewhere = useStepHoveredInOtherWindow();
  const crosshairX = hoverX ?? (isOverSteps ? (stepElsewhere ?? pageStep) : null);
  const theme = chartThemeOf(useTheme());
  const { setView } = useCardActions();
  const setAt = useSetTableRange();
  const { tables } = scalarsSearch.useSearch();
  const toggleTable = useToggleTable();
  const { solo } = useRunChoice();
  const canHaveTable = at !== undefined;
  // Where only some cards have tables, to choose a place on another gives it one, too.
  const lacksTable = at === null && tables !== "";
  const callbacks = useMemo(
    () => ({
      onViewChange: (next: LineChartProps["view"]) => setView(card, next, { ownX }),
      onHover: (hover: LineChartHover | null) => {
        useChartGestures.setState({ hover: hover && { card, surface, ownX, hover } });
        tellHovered(hover && isOverSteps ? { card, step: hover.x, value: null } : null);
        pointAt(byId.get(hover?.pointedId ?? ""));
      },
      onSelect: (id: string, isSolo: boolean) => {
        const line = byId.get(id);
        if (!line) return;
        const { run } = line;
        if (run === null) {
          const group = derivation.grouping?.groups.find(({ name }) => name === line.name);
          if (isSolo && group) solo(group.runs);
        } else if (isSolo) solo([run]);
        else useRunFocus.setState({ chosenRun: useRunFocus.getState().chosenRun === run ? null : run });
      },
      onAxisEdit,
      ...(canHaveTable && {
        onSelectionChange: (next: TableRange) => {
          if (lacksTable) toggleTable(card, null);
          setAt(next);
        },
      }),
    }),
    [
      card,
      surface,
      byId,
      ownX,
      isOverSteps,
      derivation,
      setView,
      solo,
      onAxisEdit,
      canHaveTable,
      lacksTable,
      toggleTable,
      setAt,
    ],
  );
  const { xScale, yScale, ignoreOutliers } = view;
  const axis = derivation.xTag !== null ? "value" : view.axis;
  return useMemo(
    (): LineChartProps => ({
      lines,
      axis,
      xScale,
      yScale,
      ignoreOutliers,
      view: view.view,
      endLabels: true,
      selection: at === null || at === undefined ? null : { x: at },
      crosshairX,
      theme,
      label,
      ...callbacks,
    }),
    [lines, axis, xScale, yScale, ignoreOutliers, view.view, at, crosshairX, theme, label, callbacks],
  );
}
