// Numbers as protobuf's C library writes them: the shortest of two precisions that reads back as the same number.

/** A float32 as text: 6 digits, or 9 where these are not enough. */
export function floatText(value: number): string {
  const short = shortForm(value) ?? significantDigits(value, 6);
  return Math.fround(Number(short)) === value || isSpecial(value) ? short : significantDigits(value, 9);
}

/** A double as text: 15 digits, or 17 where these are not enough. */
export function doubleText(value: number): string {
  const short = shortForm(value) ?? significantDigits(value, 15);
  return Number(short) === value || isSpecial(value) ? short : significantDigits(value, 17);
}

function isSpecial(value: number): boolean {
  return !Number.isFinite(value);
}

function shortForm(value: number): string | undefined {
  if (Number.isNaN(value)) return "nan";
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  if (Object.is(value, -0)) return "-0";
  return undefined;
}

/** C's `%.{digits}g`. */
function significantDigits(value: number, digits: number): string {
  const sign = value < 0 ? "-" : "";
  const [mantissa = "0", power = "0"] = roundedToEven(Math.abs(value), digits).split("e");
  const exponent = Number(power);
  const bare = mantissa.replace(".", "").replace(/0+$/, "") || "0";
  if (exponent >= digits || exponent < -4) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    const head = bare.length > 1 ? `${bare.slice(0, 1)}.${bare.slice(1)}` : bare;
    return `${sign}${head}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${bare}`;
  if (bare.length <= exponent + 1) return sign + bare.padEnd(exponent + 1, "0");
  return `${sign}${bare.slice(0, exponent + 1)}.${bare.slice(exponent + 1)}`;
}

/** `toExponential` takes the greater of two values that are equally near, C the even one. */
function roundedToEven(value: number, digits: number): string {
  const rounded = value.toExponential(digits - 1);
  const [exact = ""] = value.toExponential(Math.min(100, digits + 60)).split("e");
  const beyond = exact.replace(".", "").slice(digits);
  if (!/^50*$/.test(beyond)) return rounded;
  const [mantissa = "", power = "0"] = value.toExponential(digits + 60).split("e");
  const kept = mantissa.replace(".", "").slice(0, digits);
  const isEven = Number(kept.at(-1) ?? "0") % 2 === 0;
  return isEven ? `${kept.slice(0, 1)}.${kept.slice(1)}e${power}` : rounded;
}
