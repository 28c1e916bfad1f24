// Floating-point numbers of 16 and 8 bits, widened to 32.

/** IEEE 754 binary16: 5 bits of exponent (bias 15), 10 of fraction. */
export function halvesToFloat32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  if (halves.length < TABLE_FROM) return Float32Array.from(halves, (bits) => smallFloat(bits, 5, 10));
  halfTable ??= Float32Array.from({ length: 65_536 }, (_, bits) => smallFloat(bits, 5, 10));
  const floats = new Float32Array(halves.length);
  for (let at = 0; at < floats.length; at++) floats[at] = halfTable[halves[at] ?? 0] ?? NaN;
  return floats;
}

/** A table of all halves pays for this many. */
const TABLE_FROM = 10_000;
let halfTable: Float32Array | null = null;

/** The upper half of a float32. */
export function bfloat16sToFloat32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const wide = new Uint32Array(halves.length);
  for (let at = 0; at < wide.length; at++) wide[at] = (halves[at] ?? 0) << 16;
  return new Float32Array(wide.buffer);
}

/**
 * The two float8 types that TensorFlow writes (Micikevicius et al. 2022, "FP8 Formats for Deep Learning"):
 * e5m2 is like IEEE; e4m3fn has no infinities, and NaN only where all bits but the sign are set.
 */
export function float8sToFloat32(
  dtype: "float8_e5m2" | "float8_e4m3fn",
  bytes: Uint8Array,
): Float32Array<ArrayBuffer> {
  if (dtype === "float8_e5m2") return Float32Array.from(bytes, (bits) => smallFloat(bits, 5, 2));
  return Float32Array.from(bytes, (bits) => {
    if ((bits & 127) === 127) return NaN;
    const exponent = (bits >> 3) & 15;
    const fraction = (bits & 7) / 8;
    const magnitude = exponent === 0 ? fraction * 2 ** -6 : (1 + fraction) * 2 ** (exponent - 7);
    return bits & 128 ? -magnitude : magnitude;
  });
}

/** A sign bit, `exponentBits`, `fractionBits`, with IEEE's subnormals, infinities and NaN. */
function smallFloat(bits: number, exponentBits: number, fractionBits: number): number {
  const bias = 2 ** (exponentBits - 1) - 1;
  const greatest = 2 ** exponentBits - 1;
  const exponent = (bits >> fractionBits) & greatest;
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  const sign = bits >> (exponentBits + fractionBits) ? -1 : 1;
  if (exponent === greatest) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  return sign * (1 + fraction) * 2 ** (exponent - bias);
}
