// Curves as one Arrow table (see `readCurves` in the contract).
import { curveColumns, CurveHeader, type Curve, type CurvesAnswer } from "@runboard/contract";
import type { AnswerMemory } from "../answer-memory.ts";
import { encodeTable, float64Data, int32Data, type Column } from "./arrow-table.ts";

export function encodeCurvesTable(
  { revision, curves }: CurvesAnswer,
  memory: AnswerMemory,
): Promise<Uint8Array> {
  const rowCount = curves.reduce((sum, { xs }) => sum + xs.length, 0);
  const present = curveColumns.perhaps.filter((name) => curves.some((curve) => curve[name]));
  const columns: readonly Column[] = [
    ["curve", int32Data(idsOf(curves, rowCount))],
    ...[...curveColumns.always, ...present].map((name): Column => [
      name,
      float64Data(columnOf(curves, name, rowCount)),
    ]),
  ];
  const headers = curves.map((curve) => CurveHeader.parse(curve));
  return encodeTable(columns, { revision: String(revision), curves: JSON.stringify(headers) }, memory);
}

function idsOf(curves: readonly Curve[], rowCount: number): Int32Array {
  const ids = new Int32Array(rowCount);
  let start = 0;
  for (const [id, { xs }] of curves.entries()) ids.fill(id, start, (start += xs.length));
  return ids;
}

function columnOf(
  curves: readonly Curve[],
  name: (typeof curveColumns)["always" | "perhaps"][number],
  rowCount: number,
): Float64Array {
  const values = new Float64Array(rowCount);
  let start = 0;
  for (const curve of curves) {
    const column = curve[name];
    if (!column) throw new TypeError(`a curve lacks the column ${name} that others have`);
    values.set(column, start);
    start += column.length;
  }
  return values;
}
