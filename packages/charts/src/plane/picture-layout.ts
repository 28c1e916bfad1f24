// Where title, chart and legend of a picture to keep lie. The chart has the size that is asked for; title and legend add to the height.
import type { ChartSize } from "./plane.ts";

export interface PictureCaption {
  /** Nothing is written for an empty one. */
  readonly title: string;
  readonly legend: readonly {
    readonly label: string;
    readonly color: string;
    readonly dash?: readonly number[];
  }[];
}

/** In CSS pixels. */
export interface PictureLayout {
  readonly size: ChartSize;
  /** Where the chart begins. */
  readonly chartTop: number;
  /** Middle of its line, or null without one. */
  readonly title: { readonly left: number; readonly top: number; readonly text: string } | null;
  readonly entries: readonly LegendEntry[];
}

export interface LegendEntry {
  /** Where its stroke begins. */
  readonly left: number;
  /** Middle of its line. */
  readonly top: number;
  /** Shortened in its middle where it is longer than the picture is wide. */
  readonly text: string;
  readonly label: string;
  readonly color: string;
  readonly dash: readonly number[] | null;
}

export const titleFontPixels = 14;
export const legendFontPixels = 12;
export const legendStrokePixels = 18;
/** From the beginning of an entry's stroke to its text. */
export const legendTextPixels = legendStrokePixels + 6;
const marginPixels = 12;
const titlePixels = 28;
const rowPixels = 18;
const entryGapPixels = 16;
/** Wider than most fonts of the interface need at these sizes. */
const characterPixels = { title: 8.4, legend: 7.2 } as const;

export function pictureLayout(chart: ChartSize, { title, legend }: PictureCaption): PictureLayout {
  const chartTop = title === "" ? marginPixels / 2 : titlePixels;
  const bottom = chartTop + chart.height;
  const right = chart.width - marginPixels;
  const inner = right - marginPixels;
  let left = marginPixels;
  let top = bottom + rowPixels / 2;
  const entries = legend.map(({ label, color, dash }): LegendEntry => {
    const text = shortened(label, (inner - legendTextPixels) / characterPixels.legend);
    const width = legendTextPixels + text.length * characterPixels.legend;
    if (left > marginPixels && left + width > right) {
      left = marginPixels;
      top += rowPixels;
    }
    const entry = { left, top, text, label, color, dash: dash ?? null };
    left += width + entryGapPixels;
    return entry;
  });
  const height = entries.length === 0 ? bottom : top + rowPixels / 2;
  const titleText = shortened(title, inner / characterPixels.title);
  return {
    size: { width: chart.width, height: height + marginPixels / 2 },
    chartTop,
    title: title === "" ? null : { left: marginPixels, top: titlePixels / 2 + 2, text: titleText },
    entries,
  };
}

function shortened(text: string, mostCharacters: number): string {
  const most = Math.max(3, Math.floor(mostCharacters));
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}
