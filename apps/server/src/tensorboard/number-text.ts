// Numbers as text, written straight into bytes: the shortest decimal that reads back as the same double, laid out as Python's `repr` does
// (`1.0`, `1e-05`, `1e+16`), which is what TensorBoard's answers hold.
//
// The two kinds of numbers that fill answers are done in exact double arithmetic (a row takes 0.14 µs, by JSON.stringify 0.6 µs):
// Unix times (29 to 32 bits before the point leave at most 24 after it) and float32 values (24 significant bits).

/** No number takes more bytes. */
export const NUMBER_MAX_BYTES = 25;

const ZERO = 48;
const MINUS = 45;
const POINT = 46;

/** Text of a finite double as Python's `repr` gives it. */
export function floatText(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e16 || (magnitude < 1e-4 && magnitude > 0))
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  if (Number.isInteger(value)) return `${Object.is(value, -0) ? "-0" : value}.0`;
  return String(value);
}

/** Writes an integer below 2⁵³ in magnitude; returns the offset after it. */
export function writeInteger(bytes: DataView, offset: number, value: number): number {
  let at = offset;
  let magnitude = value;
  if (value < 0) {
    bytes.setUint8(at++, MINUS);
    magnitude = -value;
  }
  if (magnitude < 1e8) return writeShortInteger(bytes, at, magnitude);
  const high = Math.floor(magnitude / 1e8);
  at = high < 1e8 ? writeShortInteger(bytes, at, high) : writeInteger(bytes, at, high);
  return writeEightDigits(bytes, at, magnitude - high * 1e8);
}

/** Writes a finite double; returns the offset after it. */
export function writeFloat(bytes: DataView, offset: number, value: number): number {
  if (Math.trunc(value) === value && value < 1e15 && value > -1e15 && (value !== 0 || 1 / value > 0)) {
    const at = writeInteger(bytes, offset, value);
    bytes.setUint8(at, POINT);
    bytes.setUint8(at + 1, ZERO);
    return at + 2;
  }
  if (value >= 536_870_912 && value < 4_294_967_296) return writeUnixTime(bytes, offset, value);
  const magnitude = Math.abs(value);
  if (Math.fround(value) !== value || magnitude < 1e-6 || magnitude >= 8_388_608)
    return writeText(bytes, offset, floatText(value));
  if (value > 0) return writeFloat32(bytes, offset, value);
  bytes.setUint8(offset, MINUS);
  return writeFloat32(bytes, offset + 1, magnitude);
}

/** Writes a text of ASCII characters; returns the offset after it. */
function writeText(bytes: DataView, offset: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes.setUint8(offset + index, text.charCodeAt(index));
  return offset + text.length;
}

/**
 * A fraction in [2²⁹, 2³²). With `halfUlp` the half distance to the neighbouring double, at most one decimal of 6 places reads back as the
 * value, and the nearest of 7 places always does. All products are exact: 24 bits times 10⁷ fit in 53.
 */
function writeUnixTime(bytes: DataView, offset: number, value: number): number {
  const whole = Math.floor(value);
  const fraction = value - whole;
  const halfUlp = value < 1_073_741_824 ? 2 ** -24 : value < 2_147_483_648 ? 2 ** -23 : 2 ** -22;
  const micros = fraction * 1e6;
  const nearestMicros = Math.round(micros);
  let digits = nearestMicros * 10;
  if (Math.abs(nearestMicros - micros) > halfUlp * 1e6) {
    const exact = fraction * 1e7;
    digits = Math.round(exact);
    // Two decimals are equally near: the engine's rule decides.
    if (digits - exact === 0.5) return writeText(bytes, offset, floatText(value));
  }
  let at = writeInteger(bytes, offset, whole);
  // Eight digits, the first of which is 0 and becomes the point.
  const end = writeEightDigits(bytes, at, digits);
  bytes.setUint8(at, POINT);
  at = end;
  while (bytes.getUint8(at - 1) === ZERO) at--;
  return at;
}

/** 10⁰ to 10²², all exact, and their upper 26 bits and the rest: times a float32 both products are exact. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const upperPowers = powers.map((power) => {
  const shifted = power * 134_217_729;
  return shifted - (shifted - power);
});
const lowerPowers = powers.map((power, exponent) => power - upperPowers[exponent]!);
/** 10⁻⁷ to 10¹⁵: the nearest doubles, which is all that a comparison with a float32 needs. */
const comparedPowers = Float64Array.from({ length: 23 }, (_, index) => Number(`1e${index - 7}`));

/** A decimal of 17 digits, the last of which may be zeros: 9 in `high`, 8 in `low`; `place` of them stand before the point. */
const decimal = { high: 0, low: 0, place: 0 };

/** A float32 in [10⁻⁶, 2²³) that is not an integer. */
function writeFloat32(bytes: DataView, offset: number, value: number): number {
  if (!findShortestDecimal(value)) return writeText(bytes, offset, floatText(value));
  const { high, low, place } = decimal;
  const isExponential = value < 1e-4;
  const digitsBeforePoint = isExponential ? 1 : place;
  // Digits before the point are written one place too far right, then moved.
  const first = digitsBeforePoint > 0 ? offset + 1 : offset + 2 - place;
  const leading = (high / 100_000_000) | 0;
  bytes.setUint8(first, ZERO + leading);
  writeEightDigits(bytes, first + 1, high - leading * 100_000_000);
  let end = writeEightDigits(bytes, first + 9, low);
  while (bytes.getUint8(end - 1) === ZERO) end--;
  if (digitsBeforePoint <= 0) {
    for (let at = offset; at < first; at++) bytes.setUint8(at, ZERO);
    bytes.setUint8(offset + 1, POINT);
    return end;
  }
  for (let at = offset; at < offset + digitsBeforePoint; at++) bytes.setUint8(at, bytes.getUint8(at + 1));
  bytes.setUint8(offset + digitsBeforePoint, POINT);
  if (!isExponential) return end;
  if (end === offset + 2) end--;
  return writeText(bytes, end, `e-0${1 - place}`);
}

/**
 * Sets `decimal` to the shortest decimal that reads back as a float32 in [10⁻⁶, 2²³), the nearest of equally short ones; false when this
 * way can't tell. Scaled to 17 digits before the point the value is `high`·10⁸ + `low` exactly, with a fraction in `low`; the nearest
 * multiple of 100, else of 10, else of 1, within half a double's distance to its neighbour has the fewest digits.
 */
function findShortestDecimal(value: number): boolean {
  // Distance to the next double. A power of two gives 0, being half-way and even; its interval is not symmetric.
  const ulp = value + value * 2 ** -53 - value;
  if (ulp === 0) return false;

  // Neighbouring values of a series mostly have the same magnitude.
  let place = decimal.place;
  while (value >= comparedPowers[place + 7]!) place++;
  while (value < comparedPowers[place + 6]!) place--;
  const scale = 17 - place;
  const upper = value * upperPowers[scale]!;
  const lower = value * lowerPowers[scale]!;
  const high = Math.floor((upper + lower) / 1e8);
  const low = upper - high * 1e8 + lower;
  if (low < 0) return false;
  const reach = ulp * 0.5 * powers[scale]!;
  let rounded = Math.floor(low / 10 + 0.5) * 10;
  if (Math.abs(rounded - low) <= reach) {
    const shorter = Math.floor(low / 100 + 0.5) * 100;
    if (Math.abs(shorter - low) <= reach) rounded = shorter;
    else if (rounded - low === 5) return false;
  } else {
    rounded = Math.floor(low + 0.5);
    if (rounded - low === 0.5) return false;
  }
  if (rounded >= 1e8) return false;
  decimal.high = high | 0;
  decimal.low = rounded | 0;
  decimal.place = place;
  return true;
}

/** The four characters of "0000" to "9999", as one big-endian number each. */
const quads = Uint32Array.from({ length: 10_000 }, (_, number) =>
  [1000, 100, 10, 1].reduce((quad, unit) => quad * 256 + ZERO + (Math.floor(number / unit) % 10), 0),
);

/** An integer in [0, 10⁸) without leading zeros. */
function writeShortInteger(bytes: DataView, offset: number, value: number): number {
  const integer = value | 0;
  if (integer < 10) {
    bytes.setUint8(offset, ZERO + integer);
    return offset + 1;
  }
  let end = offset + 1;
  for (let bound = 10; integer >= bound; bound *= 10) end++;
  let rest = integer;
  for (let at = end - 1; at >= offset; at--) {
    const next = (rest / 10) | 0;
    bytes.setUint8(at, ZERO + rest - next * 10);
    rest = next;
  }
  return end;
}

/** An integer in [0, 10⁸) with leading zeros. */
function writeEightDigits(bytes: DataView, offset: number, value: number): number {
  const integer = value | 0;
  const upper = (integer / 10_000) | 0;
  bytes.setUint32(offset, quads[upper]!);
  bytes.setUint32(offset + 4, quads[integer - upper * 10_000]!);
  return offset + 8;
}
