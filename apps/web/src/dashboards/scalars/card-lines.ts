// The lines of a card: one for each of its sources and runs, or for each group of runs, with its name, colour and columns.
import type { Line } from "@runboard/charts";
import type { Curve, RunName, ScalarSeries, XAxis } from "@runboard/contract";
import type { RunColor } from "../../runs/run-colors.ts";
import { sourceText, type CardSpec } from "./card-spec.ts";
import { chartColumns, curveColumns, type ChartColumns } from "./chart-columns.ts";
import { noteMarks, type LineNote } from "./line-notes.ts";
import type { CardPages } from "./series-page.ts";

export interface CardLine {
  /** Unique among the lines of its card. */
  readonly id: string;
  /** The run, or the group's name. */
  readonly name: string;
  /** Which of several sources; null on a card of one. */
  readonly source: string | null;
  /** null for a group. */
  readonly run: RunName | null;
  readonly style: RunColor;
  readonly columns: ChartColumns;
  /** The origin of the relative axis; NaN when there is none. */
  readonly firstWallTimeSeconds: number;
  /** Greatest step of all its points, also those that are not here; null when they have no steps. */
  readonly lastStep: number | null;
  /** What is worth knowing of places on it; absent when nothing is. */
  readonly notes?: readonly LineNote[];
}

export type CardLines = ReadonlyMap<string, CardLine>;

/** Dash patterns of a card's second and later sources: colour tells runs apart, dashes sources. */
const sourceDashes = [
  [6, 3],
  [2, 3],
  [9, 3, 2, 3],
  [12, 4],
  [4, 2, 1, 2],
] as const;

export function linesOfPages(
  spec: CardSpec,
  runs: readonly RunName[],
  pages: CardPages,
  { axis, smoothing, colorOf }: { axis: XAxis; smoothing: number; colorOf: (run: RunName) => RunColor },
): CardLines {
  const lines = new Map<string, CardLine>();
  spec.sources.forEach((source, index) => {
    const page = "tag" in source ? pages.get(source.tag) : undefined;
    if (!page) return;
    for (const run of runs) {
      const fetched = page.get(run);
      const columns = fetched && chartColumns(fetched, axis, smoothing);
      if (!columns || columns.xs.length === 0) continue;
      const id = lineId(spec, index, run);
      lines.set(id, {
        id,
        name: run,
        source: sourceName(spec, index),
        run,
        style: styleOfSource(colorOf(run), index),
        columns,
        firstWallTimeSeconds: fetched.series?.firstWallTimeSeconds ?? NaN,
        lastStep: fetched.series?.lastStep ?? null,
      });
    }
  });
  return lines;
}

export function linesOfCurves(
  spec: CardSpec,
  curves: readonly Curve[],
  {
    smoothing,
    colorOf,
    colorOfGroup,
  }: {
    smoothing: number;
    colorOf: (run: RunName) => RunColor;
    colorOfGroup: (name: string) => RunColor;
  },
): CardLines {
  const lines = new Map<string, CardLine>();
  for (const curve of curves) {
    const columns = curveColumns(curve, smoothing);
    if (columns.xs.length === 0) continue;
    const name = curve.run ?? curve.group ?? "";
    const id = lineId(spec, curve.source, name);
    lines.set(id, {
      id,
      name,
      source: sourceName(spec, curve.source),
      run: curve.run,
      style: styleOfSource(curve.run === null ? colorOfGroup(name) : colorOf(curve.run), curve.source),
      columns,
      firstWallTimeSeconds: curve.firstWallTimeSeconds ?? NaN,
      lastStep: curve.lastStep,
    });
  }
  return lines;
}

/** The same for the chart. */
export function chartLine({ id, style, columns, notes }: CardLine, isEmphasized: boolean): Line {
  return {
    id,
    color: style.color,
    ...(style.dash && { dash: style.dash }),
    xs: columns.xs,
    ys: columns.smoothed,
    // A band says more of the spread than the unsmoothed centre does.
    ...(columns.smoothed !== columns.values &&
      (columns.smoothedBand ? { endYs: columns.values } : { rawYs: columns.values })),
    ...(columns.smoothedBand && { band: columns.smoothedBand }),
    ...(notes && { marks: noteMarks(notes) }),
    isEmphasized,
  };
}

/** How what was replaced of a source's series in a run is drawn, also where nothing else of it is. */
export function lineOfReplaced(
  spec: CardSpec,
  source: number,
  series: ScalarSeries,
  colorOf: (run: RunName) => RunColor,
): Pick<CardLine, "id" | "style" | "firstWallTimeSeconds"> {
  const { run, wallTimesSeconds, firstWallTimeSeconds } = series;
  return {
    id: lineId(spec, source, run),
    style: styleOfSource(colorOf(run), source),
    firstWallTimeSeconds:
      firstWallTimeSeconds ?? wallTimesSeconds.reduce((least, time) => Math.min(least, time), Infinity),
  };
}

function lineId(spec: CardSpec, source: number, name: string): string {
  return spec.sources.length === 1 ? name : `${source} ${name}`;
}

function sourceName(spec: CardSpec, index: number): string | null {
  const source = spec.sources[index];
  return spec.sources.length === 1 || !source ? null : sourceText(source);
}

/** Canvas dash pattern of a card's source; undefined for the first, whose lines are as those of its runs. */
export function dashOfSource(index: number): readonly number[] | undefined {
  return index === 0 ? undefined : sourceDashes[(index - 1) % sourceDashes.length];
}

function styleOfSource(style: RunColor, index: number): RunColor {
  const dash = index === 0 ? style.dash : dashOfSource(index);
  return { color: style.color, ...(dash && { dash }) };
}
