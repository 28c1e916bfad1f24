export { compareTagNames } from "./natural-order.ts";
export { pointsOfBucket, reducePoints } from "./reduce.ts";
export { smooth } from "./smooth.ts";
