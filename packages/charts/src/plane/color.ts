// Colours of runs: distinct on both themes, given out by identity and kept.
import { channelsOf, nearestSrgb, type Oklch } from "./oklab.ts";

/** How a run looks; `dash` is a canvas dash pattern in pixels, absent for a solid line. */
export interface RunStyle {
  /** On #ffffff, sRGB `#rrggbb`. */
  readonly light: string;
  /** On #151a21. */
  readonly dark: string;
  readonly dash?: readonly number[];
}

/** Surfaces that lines are drawn on; every run colour has a contrast of at least 3 against its own (WCAG 2.2, 1.4.11). */
export const surfaces = { light: "#ffffff", dark: "#151a21" } as const;

/**
 * The palette of Okabe and Ito (2008), for all kinds of colour vision, with the lightness of each moved just as far as its surface asks.
 * Their black is a dark grey on white and a light grey on black.
 */
const firstStyles: readonly RunStyle[] = [
  { light: "#0072b2", dark: "#3a9bdc" },
  { light: "#c68500", dark: "#e69f00" },
  { light: "#009e73", dark: "#1fb88a" },
  { light: "#d55e00", dark: "#f0762a" },
  { light: "#bf5590", dark: "#d98bb5" },
  { light: "#3b97c9", dark: "#7cc8f2" },
  { light: "#7f8a00", dark: "#f0e442" },
  { light: "#4a4f57", dark: "#c9ced6" },
];

/**
 * Three levels a theme, far enough apart to tell two lines of one hue. OKLCH lightness and chroma, and the hue in degrees that each begins with:
 * of all in steps of 24 those with which the two most alike of the solid colours differ most, by 0.03 in OKLab on either theme.
 */
const levels = [
  { light: 0.58, dark: 0.74, chroma: 0.15, hue: 264 },
  { light: 0.45, dark: 0.86, chroma: 0.11, hue: 168 },
  { light: 0.66, dark: 0.62, chroma: 0.17, hue: 120 },
] as const;

const goldenAngleDegrees = 180 * (3 - Math.sqrt(5));
/** Beyond these, hues at one lightness are too close to tell apart without a dash pattern. */
const solidStyleCount = firstStyles.length + 12 * levels.length;
const dashes: readonly (readonly number[])[] = [
  [6, 3],
  [2, 2],
  [9, 3, 2, 3],
  [12, 4],
  [4, 2, 1, 2],
  [1, 3],
  [14, 3, 4, 3],
  [8, 2, 2, 2, 2, 2],
];

/**
 * Gives each run a slot, a natural number that `runStyle` turns into a colour; no two of the given runs share one.
 * A run with a kept slot has that slot again, so colours stay as they were when other runs come and go.
 * The rest take the lowest slots that neither a given nor a kept run holds, in the given order.
 * @returns the slots of the given runs and those kept for absent ones: what to keep for the next call. To spread colours anew over what is visible, keep nothing.
 */
export function assignColors(
  runNames: readonly string[],
  keptAssignments: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const assignments = new Map<string, number>();
  const taken = new Set<number>();
  const isPresent = new Set(runNames);
  const claim = (name: string, slot: number | undefined) => {
    if (slot === undefined || !Number.isSafeInteger(slot) || slot < 0 || taken.has(slot)) return;
    taken.add(slot);
    assignments.set(name, slot);
  };
  for (const name of isPresent) claim(name, keptAssignments.get(name));
  for (const [name, slot] of keptAssignments) if (!isPresent.has(name)) claim(name, slot);
  let free = 0;
  for (const name of isPresent) {
    if (assignments.has(name)) continue;
    while (taken.has(free)) free++;
    claim(name, free);
  }
  return assignments;
}

/** The look of a slot: the first eight by Okabe and Ito, then hues a golden angle apart at each level, then the same with dashes. No two slots look the same. */
export function runStyle(slot: number): RunStyle {
  const first = firstStyles[slot];
  if (first) return first;
  const index = slot - firstStyles.length;
  const level = levels[index % levels.length] ?? levels[0];
  const hue = (level.hue + Math.floor(index / levels.length) * goldenAngleDegrees) % 360;
  const style = {
    light: legibleColor({ lightness: level.light, chroma: level.chroma, hue }, surfaces.light),
    dark: legibleColor({ lightness: level.dark, chroma: level.chroma, hue }, surfaces.dark),
  };
  if (slot < solidStyleCount) return style;
  const round = Math.floor((slot - solidStyleCount) / (12 * levels.length));
  const dash = dashes[round % dashes.length];
  return dash ? { ...style, dash } : style;
}

/** Contrast ratio of two sRGB colours `#rrggbb`, 1 to 21 (WCAG 2.2). */
export function contrastRatio(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Moves the lightness away from the surface until the contrast is 3, and the chroma down until sRGB has the colour. */
function legibleColor(wanted: Oklch, surface: string): string {
  const direction = luminance(surface) > 0.5 ? -0.01 : 0.01;
  let { lightness } = wanted;
  for (;;) {
    const color = nearestSrgb({ ...wanted, lightness });
    if (contrastRatio(color, surface) >= 3 || lightness <= 0 || lightness >= 1) return color;
    lightness += direction;
  }
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (channelsOf(color) ?? []).map((byte) => {
    const encoded = byte / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
