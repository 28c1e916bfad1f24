// What an expression over tags amounts to, step by step.
import type { BinaryOperator, Expression } from "./expression.ts";
import { commonSteps, numbersAt, type StepColumns } from "./join.ts";
import { smooth } from "./smooth.ts";

/**
 * Works an expression out over one run's series.
 *
 * Numbers go with every step. Two columns are joined on their steps: the result has the steps that both have, with the wall times of the left one, so in the end of the first tag.
 * Arithmetic is that of IEEE 754: log(-1) and min(1, NaN) are NaN, 1 / 0 is Infinity.
 * `cummax`, `cummin`, `cumsum` and `ema` (`smooth`) run over the steps of what they are given; values that are not finite pass through and do not count.
 * `delta` is the difference from the value before, NaN at the first.
 *
 * @param columns of every tag of the expression.
 * @throws RangeError when a tag has no columns or the expression names no tag.
 */
export function evaluateExpression(
  expression: Expression,
  columns: ReadonlyMap<string, StepColumns>,
): StepColumns {
  const result = evaluate(expression, columns);
  if (typeof result === "number") throw new RangeError("The expression names no tag.");
  return result;
}

type Operand = StepColumns | number;

function evaluate(expression: Expression, columns: ReadonlyMap<string, StepColumns>): Operand {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "tag": {
      const found = columns.get(expression.tag);
      if (!found) throw new RangeError(`No columns of the tag ${JSON.stringify(expression.tag)}.`);
      return found;
    }
    case "negation":
      return eachValue(evaluate(expression.operand, columns), (value) => -value);
    case "operation":
      return combine(
        evaluate(expression.left, columns),
        evaluate(expression.right, columns),
        operations[expression.operator],
      );
    case "ema":
      return column(evaluate(expression.operand, columns), (values) => smooth(values, expression.weight));
    case "call": {
      const operands = expression.operands.map((operand) => evaluate(operand, columns));
      switch (expression.function) {
        case "min":
          return operands.reduce((left, right) => combine(left, right, Math.min));
        case "max":
          return operands.reduce((left, right) => combine(left, right, Math.max));
        case "pow":
          return operands.reduce((base, power) => combine(base, power, operations["^"]));
        case "cummax":
          return column(operands[0], (values) => running(values, Math.max));
        case "cummin":
          return column(operands[0], (values) => running(values, Math.min));
        case "cumsum":
          return column(operands[0], (values) => running(values, operations["+"]));
        case "delta":
          return column(operands[0], delta);
        case "abs":
        case "exp":
        case "log":
        case "log10":
        case "log2":
        case "sqrt": {
          const { function: name } = expression;
          return eachValue(operands[0], (value) => Math[name](value));
        }
      }
    }
  }
}

const operations: Readonly<Record<BinaryOperator, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "^": (left, right) => left ** right,
};

function eachValue(operand: Operand = NaN, apply: (value: number) => number): Operand {
  return typeof operand === "number"
    ? apply(operand)
    : { ...operand, values: operand.values.map((value) => apply(value)) };
}

function column(operand: Operand = NaN, apply: (values: Float64Array) => Float64Array): Operand {
  return typeof operand === "number"
    ? (apply(Float64Array.of(operand))[0] ?? NaN)
    : { ...operand, values: apply(operand.values) };
}

function combine(left: Operand, right: Operand, apply: (left: number, right: number) => number): Operand {
  if (typeof right === "number") return eachValue(left, (value) => apply(value, right));
  if (typeof left === "number") return eachValue(right, (value) => apply(left, value));
  const common = commonSteps(left.steps, right.steps);
  const leftValues = numbersAt(left.values, common?.indexesA);
  const rightValues = numbersAt(right.values, common?.indexesB);
  return {
    steps: numbersAt(left.steps, common?.indexesA),
    wallTimesSeconds: numbersAt(left.wallTimesSeconds, common?.indexesA),
    values: leftValues.map((value, i) => apply(value, rightValues[i]!)),
  };
}

function running(values: Float64Array, apply: (soFar: number, value: number) => number): Float64Array {
  let soFar: number | undefined;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    soFar = soFar === undefined ? value : apply(soFar, value);
    return soFar;
  });
}

function delta(values: Float64Array): Float64Array {
  return values.map((value, i) => value - (values[i - 1] ?? NaN));
}
