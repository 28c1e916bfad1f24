// A view of histograms as its cell puts it on the page.
import type { ChartSize, Drawing } from "@runboard/charts";
import type { HistogramTable } from "./histogram-files.ts";

export interface DrawnHistogram<Hit> {
  readonly draw: (size: ChartSize) => Drawing<Hit>;
  /** Marked because another cell is pointed at; null for nothing. */
  readonly hit: Hit | null;
  /** Read aloud in its place. */
  readonly label: string;
  /** Of what is pointed at. */
  readonly tipOf: (hit: Hit) => HistogramTip;
  readonly onSelect: (step: number) => void;
  /** What is drawn, as rows. */
  readonly table: () => HistogramTable;
}

export interface HistogramTip {
  readonly lines: readonly string[];
  readonly step: number;
  readonly value: number | null;
}
