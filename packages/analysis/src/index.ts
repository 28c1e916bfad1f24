export {
  expressionFunctions,
  expressionTags,
  MAX_EXPRESSION_DEPTH,
  MAX_EXPRESSION_LENGTH,
  parseExpression,
  type Expression,
  type ExpressionFunction,
  type ParsedExpression,
} from "./expression.ts";
export { compareTagNames } from "./natural-order.ts";
export { pointsOfBucket, reducePoints } from "./reduce.ts";
export { smooth } from "./smooth.ts";
