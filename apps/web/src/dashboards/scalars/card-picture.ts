// A card as a picture: what its chart shows now, with a title and a legend.
import type { LineChartProps } from "@runboard/charts";
import { exportPng, exportSvg, type PictureCaption } from "@runboard/charts/export";
import type { CardLines } from "./card-lines.ts";

/** Longer legends hide what they explain. */
const MOST_ENTRIES = 30;
/** For papers and slides. */
const PNG_PIXEL_RATIO = 2;

type Look = Omit<
  LineChartProps,
  "onViewChange" | "onHover" | "onSelect" | "onSelectionChange" | "onAxisEdit"
>;

interface Picture {
  readonly look: Look;
  /** In CSS pixels, without title and legend. */
  readonly size: { readonly width: number; readonly height: number };
  readonly caption: PictureCaption;
}

/** Throws or rejects when there is no such picture: see `exportSvg` and `exportPng`. */
export async function pictureFile(format: "png" | "svg", { look, size, caption }: Picture): Promise<Blob> {
  const props: LineChartProps = { ...look, onViewChange: () => undefined, onHover: () => undefined };
  if (format === "svg") return new Blob([exportSvg(props, size, caption)], { type: "image/svg+xml" });
  return exportPng(props, size, caption, PNG_PIXEL_RATIO);
}

/** The lines in their order; the last entry counts those that are left out. */
export function legendOf(lines: CardLines, restColor: string): PictureCaption["legend"] {
  const all = [...lines.values()];
  const entries = all.slice(0, MOST_ENTRIES).map(({ name, source, style }) => ({
    label: source === null ? name : `${source} · ${name}`,
    color: style.color,
    ...(style.dash && { dash: style.dash }),
  }));
  const more = all.length - entries.length;
  return more === 0 ? entries : [...entries, { label: `and ${more} more`, color: restColor }];
}
