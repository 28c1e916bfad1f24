// Large counts in few letters: parameters and floating-point operations.

const UNITS = ["", " k", " M", " G", " T", " P"] as const;

/** `1.25 M`; below a thousand as it is. */
export function countText(count: number): string {
  let unit = 0;
  let value = count;
  // Of what three digits would show as the next thousand.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : Number(value.toPrecision(3))}${UNITS[unit] ?? ""}`;
}
