// Colours by what eyes tell apart: equal distances in OKLab look about equal. Matrices by Björn Ottosson (2021).

export interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  /** Degrees. */
  readonly hue: number;
}

type Triple = readonly [number, number, number];

/** The colour `share` of the way from one to the other, through OKLab. Colours are sRGB `#rgb` or `#rrggbb`; where one is not, the nearer end. */
export function mixedColor(from: string, to: string, share: number): string {
  const [a, b] = [labOf(from), labOf(to)];
  if (!a || !b) return share < 0.5 ? from : to;
  return hexOfLab(mixed(a, b, share));
}

/** `count` colours, red, green, blue in turn, evenly spaced through stops; each stop is `at` a share of the way, ascending from 0 to 1. */
export function colorRamp(
  stops: readonly { readonly at: number; readonly color: string }[],
  count: number,
): Uint8Array {
  const ramp = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    const share = count === 1 ? 0 : i / (count - 1);
    const next = Math.max(
      1,
      stops.findIndex(({ at }) => at >= share),
    );
    const [from, to] = [stops[next - 1], stops[next]];
    if (!from || !to) continue;
    const color = mixedColor(from.color, to.color, (share - from.at) / (to.at - from.at));
    ramp.set(channelsOf(color) ?? [0, 0, 0], i * 3);
  }
  return ramp;
}

/** 0 for black to 1 for white, in OKLab; 1 for what is no such colour. */
export function lightnessOf(color: string): number {
  return labOf(color)?.[0] ?? 1;
}

/** Of this lightness and hue the colour of most chroma, up to the wanted, that sRGB has. */
export function nearestSrgb({ lightness, chroma, hue }: Oklch): string {
  for (let reduced = chroma; ; reduced -= 0.005) {
    const channels = linearSrgb({ lightness, chroma: Math.max(0, reduced), hue });
    if (reduced <= 0 || channels.every((channel) => channel >= -1e-4 && channel <= 1.0001))
      return `#${channels.map(hexFromLinear).join("")}`;
  }
}

function linearSrgb({ lightness, chroma, hue }: Oklch): Triple {
  const radians = (hue * Math.PI) / 180;
  return linearOfLab([lightness, chroma * Math.cos(radians), chroma * Math.sin(radians)]);
}

function linearOfLab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function hexFromLinear(channel: number): string {
  const clipped = Math.min(Math.max(channel, 0), 1);
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, "0");
}

function hexOfLab(lab: Triple): string {
  return `#${linearOfLab(lab).map(hexFromLinear).join("")}`;
}

function labOf(color: string): Triple | null {
  const channels = channelsOf(color);
  if (!channels) return null;
  const [r = 0, g = 0, b = 0] = channels.map(linearFromByte);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** 0 to 255 each; null for what is not `#rgb` or `#rrggbb`. */
export function channelsOf(color: string): Triple | null {
  const digits = /^#(?:([0-9a-f]{6})|([0-9a-f]{3}))$/i.exec(color.trim());
  if (!digits) return null;
  const full = digits[1] ?? (digits[2] ?? "").replaceAll(/./g, "$&$&");
  return [0, 2, 4].map((start) => parseInt(full.slice(start, start + 2), 16)) as [number, number, number];
}

function linearFromByte(byte: number): number {
  const encoded = byte / 255;
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

function mixed(a: Triple, b: Triple, share: number): Triple {
  const at = (i: 0 | 1 | 2) => a[i] + (b[i] - a[i]) * share;
  return [at(0), at(1), at(2)];
}
