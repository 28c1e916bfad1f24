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

/** A column of doubles. */
export const Float64Column = z.codec(z.array(z.union([z.number(), NonFinite])), z.instanceof(Float64Array), {
  decode: (wire) => Float64Array.from(wire, Number),
  encode: (column) => Array.from(column, wireNumber),
});
