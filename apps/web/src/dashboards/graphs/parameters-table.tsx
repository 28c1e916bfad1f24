// Parameters, floating-point operations and output shapes of all scopes, as `model.summary()` would print them; sorted, and saved as CSV.
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { countText } from "./count-text.ts";
import type { GraphWork } from "./graph-orders.ts";
import { shapeLabel } from "./level-content.ts";
import { parametersCsv } from "./parameters-csv.ts";
import { parametersQuery } from "./queries.ts";

type Row = GraphWork["parameters"]["answer"]["rows"][number];

const columns = [
  { id: "path", title: "scope" },
  { id: "kind", title: "operation" },
  { id: "output", title: "output" },
  { id: "parameterCount", title: "parameters" },
  { id: "share", title: "share" },
  { id: "flops", title: "FLOPs" },
] as const;

type ColumnId = (typeof columns)[number]["id"];

interface ParametersTableProps {
  readonly loadedKey: string;
  readonly title: string;
  readonly onGo: (path: string) => void;
  readonly onClose: () => void;
}

export function ParametersTable({ loadedKey, title, onGo, onClose }: ParametersTableProps) {
  const { data, error } = useQuery(parametersQuery(loadedKey));
  const [sort, setSort] = useState<{ readonly by: ColumnId; readonly isDown: boolean } | null>(null);
  const rows = useMemo(() => sortedRows(data?.rows ?? [], sort), [data, sort]);
  return (
    <section className="parameters" aria-label="Parameters">
      <header>
        <h2>Parameters</h2>
        <span className="node-type">
          {data && data.rows.length < data.rowCount
            ? `${formatCount(data.rows.length)} of ${formatCount(data.rowCount)} rows`
            : ""}
        </span>
        <button
          type="button"
          className="icon-button"
          aria-label="Save as CSV"
          data-tip="Save as CSV"
          onClick={() =>
            saveFile(`${title}-parameters.csv`, new Blob([parametersCsv(rows)], { type: "text/csv" }))
          }
        >
          <Icon name="download" />
        </button>
        <button type="button" className="icon-button" aria-label="Close the table" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {error && <p role="alert">{error.message}</p>}
      {data?.rows.every(({ parameterCount, flops }) => parameterCount === 0 && flops === 0) && (
        <p className="node-more">
          Nothing in this graph has parameters or floating-point operations to count.
        </p>
      )}
      {data?.rows.some(({ perExampleCount }) => perExampleCount > 0) && (
        <p className="node-more">
          Per example: the size of the batch is unknown, and FLOPs of these operations are for one.
        </p>
      )}
      <div className="parameters-rows">
        <table>
          <thead>
            <tr>
              {columns.map(({ id, title: head }) => (
                <th key={id} aria-sort={sort?.by !== id ? "none" : sort.isDown ? "descending" : "ascending"}>
                  <button type="button" onClick={() => setSort(nextSort(sort, id))}>
                    {head}
                    {sort?.by === id ? (sort.isDown ? " ↓" : " ↑") : ""}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.path}>
                <th scope="row" style={{ "--depth": sort ? 0 : row.depth } as React.CSSProperties}>
                  <button type="button" className="node-link" onClick={() => onGo(row.path)}>
                    {row.path === "" ? "all" : row.path}
                  </button>
                </th>
                <td>{row.kind}</td>
                <td>{row.output ? shapeLabel(row.output.shape) : ""}</td>
                <td>{row.parameterCount > 0 ? formatCount(row.parameterCount) : ""}</td>
                <td>{row.share > 0 ? shareText(row.share) : ""}</td>
                <td>
                  {row.flops > 0 ? countText(row.flops) : ""}
                  {row.perExampleCount > 0
                    ? ` (${formatCounted(row.perExampleCount, "op")} per example)`
                    : ""}
                  {row.unknownFlopsCount > 0 ? ` + ${formatCount(row.unknownFlopsCount)} unknown` : ""}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Down, up, and as the graph is. */
function nextSort(
  sort: { readonly by: ColumnId; readonly isDown: boolean } | null,
  by: ColumnId,
): { readonly by: ColumnId; readonly isDown: boolean } | null {
  if (sort?.by !== by) return { by, isDown: true };
  return sort.isDown ? { by, isDown: false } : null;
}

function sortedRows(
  rows: readonly Row[],
  sort: { readonly by: ColumnId; readonly isDown: boolean } | null,
): readonly Row[] {
  if (!sort) return rows;
  const valueOf = (row: Row): string | number => {
    const value = row[sort.by];
    return typeof value === "object" ? shapeLabel(value?.shape ?? null) : value;
  };
  return rows.toSorted((a, b) => {
    const [x, y] = sort.isDown ? [valueOf(b), valueOf(a)] : [valueOf(a), valueOf(b)];
    return typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
  });
}

function shareText(share: number): string {
  const percent = 100 * share;
  return percent < 0.01 ? "< 0.01 %" : `${Number(percent.toPrecision(3))} %`;
}
