// Colours of a graph, of the few that a theme gives.
import type { ChartTheme } from "../plane/chart.ts";
import { contrastRatio } from "../plane/color.ts";
import { lightnessOf, mixedColor, nearestSrgb } from "../plane/oklab.ts";

export interface GraphStyle {
  readonly theme: ChartTheme;
  /** Of items without a colour. */
  readonly operation: string;
  readonly scope: string;
  readonly edge: string;
  readonly reference: string;
  readonly outline: string;
  /** Of a frame and its header, by the item's colour and how many frames it is in. */
  frame(
    color: string | null,
    depth: number,
  ): { readonly fill: string; readonly header: string; readonly outline: string };
  outlineOn(fill: string): string;
  /** Text that is read on the fill; `isSecondary` for what is said beside a name. */
  textOn(fill: string, isSecondary: boolean): string;
}

/** Of lines against what they are drawn on (WCAG 2.2, 1.4.11), and of text. */
const lineContrast = 3;
const textContrast = 4.5;
const shareStep = 0.02;

const hues = [255, 145, 75, 320, 195, 40, 290, 115, 225, 0] as const;

/** Ten soft fills on which the theme's text is read: for structures, devices and the like, by number modulo ten. */
export function graphPalette({ surface }: ChartTheme): readonly string[] {
  const isDark = lightnessOf(surface) < 0.5;
  const tone = isDark ? { lightness: 0.4, chroma: 0.065 } : { lightness: 0.89, chroma: 0.062 };
  return hues.map((hue) => nearestSrgb({ ...tone, hue }));
}

/** Soft fills for what is in the second of two graphs only, in the first only, and in both but not the same; those of one theme are as light. */
export interface GraphDiffColors {
  readonly added: string;
  readonly removed: string;
  readonly changed: string;
}

export function graphDiffColors({ surface }: ChartTheme): GraphDiffColors {
  const isDark = lightnessOf(surface) < 0.5;
  const tone = isDark ? { lightness: 0.42, chroma: 0.09 } : { lightness: 0.87, chroma: 0.1 };
  const of = (hue: number): string => nearestSrgb({ ...tone, hue });
  return { added: of(150), removed: of(25), changed: of(85) };
}

const rampSteps = 6;
const rampHue = 255;

/** Fills for sizes, from small, near the surface, to large, far from it. */
export function graphRamp({ surface }: ChartTheme): readonly string[] {
  const isDark = lightnessOf(surface) < 0.5;
  const [from, to] = isDark
    ? [
        { lightness: 0.3, chroma: 0.025 },
        { lightness: 0.62, chroma: 0.15 },
      ]
    : [
        { lightness: 0.95, chroma: 0.02 },
        { lightness: 0.62, chroma: 0.15 },
      ];
  return Array.from({ length: rampSteps }, (_, step) => {
    const share = step / (rampSteps - 1);
    const between = (least: number, most: number): number => least + share * (most - least);
    return nearestSrgb({
      lightness: between(from.lightness, to.lightness),
      chroma: between(from.chroma, to.chroma),
      hue: rampHue,
    });
  });
}

export function graphStyle(theme: ChartTheme): GraphStyle {
  const { surface, text } = theme;
  const isDark = lightnessOf(surface) < 0.5;
  const toward = (share: number): string => mixedColor(surface, text, share);
  const edge = contrasting(surface, text, lineContrast);
  return {
    theme,
    operation: isDark ? toward(0.05) : surface,
    scope: toward(isDark ? 0.12 : 0.06),
    edge,
    reference: isDark ? "#f0a04b" : "#b85c00",
    outline: contrasting(surface, text, lineContrast),
    frame: kept(
      (key: string) => {
        const [depth = "0", color = ""] = key.split(" ");
        const base = toward(Math.min(0.02 + 0.022 * Number(depth), 0.14));
        const tinted = (share: number) =>
          color === "" ? mixedColor(base, text, share / 4) : mixedColor(base, color, share);
        return { fill: tinted(0.16), header: tinted(0.5), outline: mixedColor(tinted(0.5), text, 0.3) };
      },
      (color, depth) => `${depth} ${color ?? ""}`,
    ),
    outlineOn: kept(
      (fill: string) => mixedColor(fill, text, isDark ? 0.42 : 0.4),
      (fill) => fill,
    ),
    textOn: kept(
      (key: string) => {
        const [fill = surface, kind] = key.split(" ");
        const ends = [text, surface].toSorted((a, b) => contrastRatio(b, fill) - contrastRatio(a, fill));
        const strong = ends[0] ?? text;
        return kind === "secondary" ? contrasting(fill, strong, textContrast) : strong;
      },
      (fill: string, isSecondary: boolean) => (isSecondary ? `${fill} secondary` : fill),
    ),
  };
}

/** As far from the one towards the other as the contrast asks. */
function contrasting(from: string, to: string, contrast: number): string {
  for (let share = 0.3; share < 1; share += shareStep) {
    const color = mixedColor(from, to, share);
    if (contrastRatio(color, from) >= contrast) return color;
  }
  return to;
}

function kept<Parts extends readonly unknown[], Made>(
  make: (key: string) => Made,
  keyOf: (...parts: Parts) => string,
): (...parts: Parts) => Made {
  const made = new Map<string, Made>();
  return (...parts) => {
    const key = keyOf(...parts);
    let one = made.get(key);
    if (one === undefined) made.set(key, (one = make(key)));
    return one;
  };
}
