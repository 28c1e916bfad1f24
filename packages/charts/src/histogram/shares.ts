// Shares of a whole as text.
import { formatNumberShort } from "../plane/axis-format.ts";
import type { LabelledTicks } from "../plane/axes-scene.ts";

/** Of 1, in percent; 0 has no unit. */
function formatShare(share: number): string {
  return share === 0 ? "0" : `${formatNumberShort(Number((share * 100).toPrecision(4)))} %`;
}

export function shareLabels({ ticks }: LabelledTicks): LabelledTicks {
  return { ticks: ticks.map(({ value }) => ({ value, label: formatShare(value) })), offset: "" };
}
