// The table beside the pointer: every line's value there, the nearest lines first.
import { useLayoutEffect, useRef, type CSSProperties } from "react";
import type { Tag } from "@runboard/contract";
import { useBoard, type CardHover } from "../../board-store.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { formatCount, formatDuration, formatValue, formatWallTime } from "../../ui/format.ts";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { placeAtPoint } from "../../ui/place.ts";
import { tooltipRows, type CardLine, type TooltipRow } from "./tooltip-rows.ts";

const ROW_LIMIT = 12;

interface CardTooltipProps {
  readonly tag: Tag;
  readonly surface: CardHover["surface"];
  readonly lines: ReadonlyMap<string, CardLine>;
  readonly isSmoothed: boolean;
}

export function CardTooltip({ tag, surface, lines, isSmoothed }: CardTooltipProps) {
  const hover = useBoard(({ hover: at }) => (at?.tag === tag && at.surface === surface ? at.hover : null));
  const chosenRun = useBoard((state) => state.chosenRun);
  const isGesturing = useBoard((state) => state.viewDraft !== null);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const chart = box.current?.parentElement?.querySelector("[data-chart]");
    if (!box.current || !hover || !chart) return;
    if (!box.current.matches(":popover-open")) box.current.showPopover();
    const { left, top } = chart.getBoundingClientRect();
    placeAtPoint(box.current, { left: left + hover.pointer.left, top: top + hover.pointer.top });
  });
  if (!hover || isGesturing) return null;
  const { rows, moreCount } = tooltipRows(hover.nearest, lines, { limit: ROW_LIMIT, pinned: chosenRun });
  if (rows.length === 0) return null;
  return (
    <div ref={box} className="chart-tooltip" popover="manual" aria-hidden="true">
      <table>
        <thead>
          <tr>
            <th>Run</th>
            {isSmoothed && <th>Smoothed</th>}
            <th>Value</th>
            <th>Step</th>
            <th>Time</th>
            <th>Relative</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.run} row={row} isSmoothed={isSmoothed} />
          ))}
        </tbody>
      </table>
      {moreCount > 0 && <p>{formatCount(moreCount)} more, farther from the pointer</p>}
    </div>
  );
}

function Row({ row, isSmoothed }: { readonly row: TooltipRow; readonly isSmoothed: boolean }) {
  const { colorOf } = useRunScope();
  const { color, dash } = colorOf(row.run);
  return (
    <tr>
      <td className="chart-tooltip-run">
        <span
          className="run-swatch"
          data-dashed={dash ? "" : undefined}
          style={{ "--run-color": color } as CSSProperties}
        />
        <MiddleEllipsis text={row.run} />
      </td>
      {isSmoothed && <td>{formatValue(row.smoothed)}</td>}
      <td>{formatValue(row.value)}</td>
      <td>{formatCount(row.step)}</td>
      <td>{formatWallTime(row.wallTimeSeconds)}</td>
      <td>{formatDuration(row.relativeSeconds)}</td>
    </tr>
  );
}
