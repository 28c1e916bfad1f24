// Cells in rows and columns under heads that stay in sight. A cell that nobody sees is only its place.
import type { CSSProperties, ReactNode } from "react";
import { RunMark } from "../runs/run-mark.tsx";
import { MiddleEllipsis } from "../ui/middle-ellipsis.tsx";
import { useIsNearViewport } from "../ui/near-viewport.ts";
import { usePrinting } from "../ui/printing.ts";
import type { Arrangement, GridPlace } from "./grid-axes.ts";
import "./cells.css";

interface CellGridProps<Place extends GridPlace> {
  readonly grid: Arrangement<Place>;
  readonly label: string;
  /** One of what stands in a cell. */
  readonly cell: (place: Place) => ReactNode;
}

export function CellGrid<Place extends GridPlace>({ grid, label, cell }: CellGridProps<Place>) {
  const { rows, columns, at } = grid;
  return (
    <table className="cell-grid" aria-label={label} style={{ "--columns": columns.length } as CSSProperties}>
      <thead>
        <tr>
          <td className="cell-grid-corner" />
          {columns.map((column) => (
            <th key={column.key} scope="col">
              <span className="cell-grid-head">
                {column.run !== null && <RunMark run={column.run} />}
                <MiddleEllipsis text={column.label} tip={column.tip} />
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              <span className="cell-grid-head" data-tip={row.tip === row.label ? undefined : row.tip}>
                {row.run !== null && <RunMark run={row.run} />}
                <bdi>{row.label}</bdi>
              </span>
            </th>
            {columns.map((column) => (
              <GridCell key={column.key} places={at(row.key, column.key)} cell={cell} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface GridCellProps<Place> {
  readonly places: readonly Place[];
  readonly cell: (place: Place) => ReactNode;
}

function GridCell<Place extends GridPlace>({ places, cell }: GridCellProps<Place>) {
  const [ref, isNear] = useIsNearViewport();
  const isOnPaper = usePrinting((state) => state.isOnPaper);
  return (
    <td
      ref={ref}
      data-blank={isNear || isOnPaper || places.length === 0 ? undefined : ""}
      style={{ "--cells": Math.max(1, places.length) } as CSSProperties}
    >
      {(isNear || isOnPaper) && places.map(cell)}
      {places.length === 0 && <span className="cell-none">–</span>}
    </td>
  );
}
