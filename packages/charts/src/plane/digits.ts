// Digits of numbers as text: without zeros at their end, thousands grouped, exponents short.

/** `1.50e+6` → `1.5e6` */
export function compactExponent(text: string): string {
  const [mantissa = "", exponent = ""] = text.split("e");
  return `${withoutTrailingZeros(mantissa)}e${exponent.replace("+", "")}`;
}

export function trimmedFixed(x: number, decimals: number): string {
  const text = withoutTrailingZeros(x.toFixed(decimals));
  return text === "-0" ? "0" : text;
}

export function withoutTrailingZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export function grouped(text: string): string {
  if (text.includes("e")) return compactExponent(text);
  const [whole = "", decimals] = text.split(".");
  const withCommas = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return decimals === undefined ? withCommas : `${withCommas}.${decimals}`;
}

export function pad(x: number, length: number): string {
  return String(x).padStart(length, "0");
}

export function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
