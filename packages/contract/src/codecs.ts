// JSON has no NaN and no infinities: they travel as strings, as in TensorBoard's answers.
import { z } from "zod";

const NonFinite = z.enum(["NaN", "Infinity", "-Infinity"]);
type NonFinite = z.infer<typeof NonFinite>;

function wireNumber(value: number): number | NonFinite {
  return Number.isFinite(value) ? value : (String(value) as NonFinite);
}

/** One double. */
export const NumberOrNonFinite = z.codec(
  z.union([z.number(), NonFinite]),
  z
    .number()
    .or(z.nan())
    .or(z.literal([Infinity, -Infinity])),
  {
    decode: Number,
    encode: wireNumber,
  },
);

type WireColumn = readonly (number | NonFinite)[];

// A plain loop: a union per element made encoding five times slower, and columns hold up to millions of numbers.
const WireColumn = z
  .custom<WireColumn>(
    (input) =>
      Array.isArray(input) &&
      input.every(
        (item) => typeof item === "number" || item === "NaN" || item === "Infinity" || item === "-Infinity",
      ),
    "expected an array of numbers, where NaN, Infinity and -Infinity are strings",
  )
  .meta({
    type: "array",
    items: { anyOf: [{ type: "number" }, { type: "string", enum: NonFinite.options }] },
  });

const Doubles = z.custom<Float64Array>((input) => input instanceof Float64Array, "expected a Float64Array");

/** Doubles, or what holds the same numbers in half the memory. */
export type NumberColumn = Float64Array | Float32Array | Int32Array;

const Numbers = z.custom<NumberColumn>(
  (input) => input instanceof Float64Array || input instanceof Float32Array || input instanceof Int32Array,
  "expected a Float64Array, a Float32Array or an Int32Array",
);

/** A column of numbers; JSON brings doubles. */
export const NumberColumn = z.codec(WireColumn, Numbers, {
  decode: (wire) => Float64Array.from(wire, Number),
  encode: (column) => Array.from(column, wireNumber),
});

/** A column of doubles. */
export const Float64Column = z.codec(WireColumn, Doubles, {
  decode: (wire) => Float64Array.from(wire, Number),
  encode: (column) => Array.from(column, wireNumber),
});

// Beyond ±2⁵³ not every integer has a double: it travels as its digits.
const WireInteger = z.union([z.int(), z.string().regex(/^-?\d{1,20}$/)]);

/** A column of exact 64-bit integers. */
export const BigIntColumn = z.codec(z.array(WireInteger), z.array(z.bigint()), {
  decode: (wire) => wire.map(BigInt),
  encode: (column) =>
    column.map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value))),
});

/** Texts, and as base64 what is no UTF-8. */
export const StringColumn = z.array(z.union([z.string(), z.object({ base64: z.base64() })]));
