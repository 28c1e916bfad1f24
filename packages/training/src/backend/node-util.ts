// tfjs-node 4.22 calls two functions of node:util that Node 23 took away (and that Node 22 warns about).
import { createRequire } from "node:module";

const RESTORED = {
  isArray: (value: unknown): boolean => Array.isArray(value),
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
};

/** Before tfjs-node is loaded. Changes the object that `require` gives, which is the one that tfjs-node sees. */
export function restoreNodeUtil(): void {
  const util: unknown = createRequire(import.meta.url)("node:util");
  if (typeof util === "object" && util !== null) Object.assign(util, RESTORED);
}

/** The same for a program that is given as text. */
export const RESTORE_NODE_UTIL = `Object.assign(require("node:util"), { isArray: (v) => Array.isArray(v), isNullOrUndefined: (v) => v === null || v === undefined });`;
