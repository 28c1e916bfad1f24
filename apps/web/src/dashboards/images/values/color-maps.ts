// Colours for numbers. Steps of a map look equally far apart.

export type Rgb = readonly [red: number, green: number, blue: number];

/** Matplotlib's viridis, at eighths: brightness rises evenly, also to eyes that see few colours, and on grey paper. */
const viridis = fromHex("440154 472d7b 3b528b 2c728e 21908c 27ad81 5dc863 aadc32 fde725");

/** ColorBrewer's red-blue, from less to more; nothing is nearly white. */
const blueToRed = fromHex("053061 2166ac 4393c3 92c5de f7f7f7 f4a582 d6604d b2182b 67001f");

const grey = fromHex("000000 ffffff");

const colorMaps = { grey, viridis, blueToRed } as const;
export type ColorMap = keyof typeof colorMaps;

/** A colour of a map. @param share 0 for its first, 1 for its last. */
export function colorAt(map: ColorMap, share: number): Rgb {
  const stops: readonly Rgb[] = colorMaps[map];
  const place = Math.max(0, Math.min(share, 1)) * (stops.length - 1);
  const before = Math.min(Math.floor(place), stops.length - 2);
  const [a, b] = [stops[before] ?? black, stops[before + 1] ?? black];
  const part = place - before;
  return [0, 1, 2].map((channel) =>
    Math.round((a[channel] ?? 0) + part * ((b[channel] ?? 0) - (a[channel] ?? 0))),
  ) as unknown as Rgb;
}

/** For CSS, from left to right. */
export function gradientOf(map: ColorMap): string {
  return `linear-gradient(to right, ${colorMaps[map].map(cssColor).join(", ")})`;
}

export function cssColor([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

const black: Rgb = [0, 0, 0];

function fromHex(text: string): readonly Rgb[] {
  return text
    .split(" ")
    .map((one) => [0, 2, 4].map((at) => parseInt(one.slice(at, at + 2), 16)) as unknown as Rgb);
}
