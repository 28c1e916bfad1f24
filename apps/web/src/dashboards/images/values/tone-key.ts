// Names of pictures in a light: that of the blob, and how it is lit where that is not as it was logged.
import { plainTone, toneMaps, toneRanges, type Tone } from "./tone.ts";

export function toneKey(id: string, tone: Tone): string {
  const { range, gamma, map } = tone;
  const isPlain = range === plainTone.range && gamma === plainTone.gamma && map === plainTone.map;
  // No blob's name has a space.
  return isPlain ? id : [id, range, gamma, map].join(" ");
}

export function parseToneKey(key: string): { readonly id: string; readonly tone: Tone | null } {
  const [id = "", range, gamma, map] = key.split(" ");
  const known = {
    range: toneRanges.find((one) => one === range),
    map: toneMaps.find((one) => one === map),
    gamma: Number(gamma),
  };
  if (!known.range || !known.map || !(known.gamma > 0)) return { id, tone: null };
  return { id, tone: { range: known.range, map: known.map, gamma: known.gamma } };
}
