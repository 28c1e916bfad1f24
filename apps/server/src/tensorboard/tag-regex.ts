// Picks tags by a regular expression that a request brought: no expression may keep the process busy for long.
import { createContext, Script } from "node:vm";
import { pythonRegex } from "./python-regex.ts";

/** Compiling takes up to a second at this length, and cannot be ended. */
const MAX_PATTERN_LENGTH = 4096;
const MATCHING_MAX_MILLIS = 250;

export type TagMatches =
  | { readonly kind: "matches"; readonly tags: readonly string[] }
  /** No regular expression, or one with what is not supported; see `pythonRegex`. */
  | { readonly kind: "invalid" }
  /** Longer than 4096 UTF-16 units, or matching took too long. */
  | { readonly kind: "too-costly"; readonly reason: string };

/** The tags that a regular expression in Python's syntax matches from their start on. An empty one is invalid. */
export function matchTags(pattern: string, tags: readonly string[]): TagMatches {
  if (pattern.length > MAX_PATTERN_LENGTH)
    return {
      kind: "too-costly",
      reason: `the regular expression is longer than ${MAX_PATTERN_LENGTH} characters`,
    };
  const regex = pattern === "" ? undefined : pythonRegex(pattern);
  if (!regex) return { kind: "invalid" };
  const matching = withinTime(() =>
    tags.filter((tag) => {
      regex.lastIndex = 0;
      return regex.test(tag);
    }),
  );
  return matching
    ? { kind: "matches", tags: matching }
    : { kind: "too-costly", reason: "the regular expression takes too long to match" };
}

const context = createContext({ work: undefined as (() => unknown) | undefined });
const script = new Script("work()");

/** What `work` gives; undefined when its expression took too long, or too much memory. */
function withinTime<T>(work: () => T): T | undefined {
  let result: T | undefined;
  context["work"] = () => {
    result = work();
  };
  try {
    // A script's time limit ends even the matching of an expression, which nothing else does.
    script.runInContext(context, { timeout: MATCHING_MAX_MILLIS });
    return result;
  } catch (error) {
    const isTimeout = (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
    // An expression is compiled when it is first used, and may turn out to be too large then.
    if (isTimeout || error instanceof RangeError || error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    context["work"] = undefined;
  }
}
