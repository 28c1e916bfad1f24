// The table of parameters as CSV (RFC 4180).
import type { GraphWork } from "./graph-orders.ts";
import { shapeLabel } from "./level-content.ts";

const head =
  "path,operation,output_dtype,output_shape,operations,parameters,share,flops,flops_per_example,flops_unknown";

export function parametersCsv(rows: Readonly<GraphWork["parameters"]["answer"]["rows"]>): string {
  const lines = rows.map((row) =>
    [
      row.path,
      row.kind,
      row.output?.dtype ?? "",
      row.output ? shapeLabel(row.output.shape) : "",
      row.operationCount,
      row.parameterCount,
      row.share,
      row.flops,
      row.perExampleCount,
      row.unknownFlopsCount,
    ]
      .map(field)
      .join(","),
  );
  return `${[head, ...lines].join("\r\n")}\r\n`;
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
