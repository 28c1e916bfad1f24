// Numbers as callers have them: arrays, or tensors of TensorFlow.js, which are known by what they can do.
import type { NumberSource, ShapedNumbers, TensorSource, TypedNumbers } from "./summary-content.ts";

export function numbersOf(source: NumberSource): readonly number[] | TypedNumbers {
  return "dataSync" in source ? source.dataSync() : source;
}

/** Shape and values, which fill it. `what` names them in the error. */
export function shapedNumbersOf(
  source: TensorSource | ShapedNumbers,
  what: string,
): { readonly shape: readonly number[]; readonly values: readonly number[] | TypedNumbers } {
  const values = "dataSync" in source ? source.dataSync() : numbersOf(source.values);
  const { shape } = source;
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length)
    throw new RangeError(
      `${what} has ${values.length} numbers, which do not fill its shape [${shape.join(", ")}]`,
    );
  return { shape, values };
}

/** The same numbers as float32; the array itself where it is one. */
export function float32sOf(values: readonly number[] | TypedNumbers): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}
