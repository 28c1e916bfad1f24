export { compareTagNames } from "./natural-order.ts";
export { reducePoints } from "./reduce.ts";
export { smooth } from "./smooth.ts";
