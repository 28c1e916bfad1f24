// Which part of each chart is shown, as the URL keeps it: `x0~x1~y0~y1~card` for each zoomed card, empty numbers where an axis fits its data.
// The card that was zoomed last stands last.
import type { Interval, LineChartView } from "@runboard/charts";
import { decodeList, encodeList } from "../../url/url-list.ts";

/** Stands in a card's place for the x axis of all cards. No card has this key. */
export const ALL_CARDS = "=";

export const FIT: LineChartView = { x: null, y: null };

export function decodeZooms(text: string): ReadonlyMap<string, LineChartView> {
  const zooms = new Map<string, LineChartView>();
  for (const item of decodeList(text)) {
    const fields = /^([^~]*)~([^~]*)~([^~]*)~([^~]*)~(.*)$/su.exec(item);
    if (!fields) continue;
    const [, x0 = "", x1 = "", y0 = "", y1 = "", tag = ""] = fields;
    const view = { x: interval(x0, x1), y: interval(y0, y1) };
    if (view.x ?? view.y) zooms.set(tag, view);
  }
  return zooms;
}

export function encodeZooms(zooms: ReadonlyMap<string, LineChartView>): string {
  return encodeList([...zooms].map(([tag, { x, y }]) => `${intervalText(x)}~${intervalText(y)}~${tag}`));
}

/** With the view of one card changed. */
export function withZoom(
  zooms: ReadonlyMap<string, LineChartView>,
  tag: string,
  view: LineChartView,
): ReadonlyMap<string, LineChartView> {
  const others = [...zooms].filter(([other]) => other !== tag);
  return new Map((view.x ?? view.y) ? [...others, [tag, view]] : others);
}

/** With x changed on all cards, and y on one. */
export function withZoomOfAll(
  zooms: ReadonlyMap<string, LineChartView>,
  card: string,
  { x, y }: LineChartView,
): ReadonlyMap<string, LineChartView> {
  return withZoom(withZoom(withoutX(zooms), card, { x: null, y }), ALL_CARDS, { x, y: null });
}

/** With the card that was zoomed last fitted again. */
export function withoutLastZoom(
  zooms: ReadonlyMap<string, LineChartView>,
): ReadonlyMap<string, LineChartView> {
  return new Map([...zooms].slice(0, -1));
}

/** With every x axis fitted again. */
export function withoutX(zooms: ReadonlyMap<string, LineChartView>): ReadonlyMap<string, LineChartView> {
  return new Map([...zooms].flatMap(([tag, { y }]) => (y ? [[tag, { x: null, y }]] : [])));
}

function interval(from: string, to: string): Interval | null {
  if (from === "" || to === "") return null;
  const bounds = [Number(from), Number(to)] as const;
  return bounds.every(Number.isFinite) && bounds[0] < bounds[1] ? bounds : null;
}

/** Ends are rounded to a thousandth of the span: less than a pixel. */
function intervalText(bounds: Interval | null): string {
  if (!bounds) return "~";
  const span = bounds[1] - bounds[0];
  const digits = Math.min(100, Math.max(0, Math.ceil(3 - Math.log10(span))));
  const [from, to] = bounds.map((bound) => Number(bound.toFixed(digits)));
  return from !== undefined && to !== undefined && from < to ? `${from}~${to}` : `${bounds[0]}~${bounds[1]}`;
}
