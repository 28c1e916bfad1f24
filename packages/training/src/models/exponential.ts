// Learning rates in names of runs.

/** As Python's `%.0E`, e.g. `1E-03`; with up to three more digits where they are needed to tell rates apart, e.g. `3.5E-04`. */
export function exponential(value: number): string {
  const [mantissa = "", exponent = ""] = Number(value.toPrecision(4)).toExponential().split("e");
  const digits = exponent.replace(/^[+-]/, "").padStart(2, "0");
  return `${mantissa}E${exponent.startsWith("-") ? "-" : "+"}${digits}`;
}
