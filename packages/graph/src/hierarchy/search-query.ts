// What is looked for in a graph, as people write it.

/** One condition; a name has to meet all of a query. */
export type SearchTerm =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "pattern"; readonly pattern: RegExp; readonly maxLength: number }
  | { readonly kind: "op" | "device"; readonly text: string }
  /** Without a value: that there is such an attribute. */
  | { readonly kind: "attribute"; readonly name: string; readonly value: string | undefined };

export type SearchQuery =
  | { readonly kind: "terms"; readonly terms: readonly SearchTerm[] }
  | { readonly kind: "malformed"; readonly reason: string };

export const MAX_PATTERN_LENGTH = 200;

/**
 * Characters of a name that a pattern with so many unbounded repeats is tried on: trying takes as many steps as the length to the power of one more,
 * in the worst case.
 */
const MAX_LENGTHS = [Infinity, 10_000, 1_000, 300];

/**
 * `conv`, `/^conv\d+$/`, `op:Conv2D`, `device:GPU`, `attr:padding=SAME`, `attr:padding`, parted by spaces; values with spaces stand in quotes,
 * `attr:config="a b"`. A query that begins with a slash and ends with one is one pattern. Small and capital letters are alike.
 */
export function parseSearchQuery(query: string): SearchQuery {
  const trimmed = query.trim();
  if (trimmed.length > 2 && trimmed.startsWith("/") && trimmed.endsWith("/")) {
    const term = patternTerm(trimmed.slice(1, -1));
    return typeof term === "string" ? { kind: "malformed", reason: term } : { kind: "terms", terms: [term] };
  }
  const words = trimmed.match(/(?:[^\s"]|"[^"]*(?:"|$))+/g) ?? [];
  const terms: SearchTerm[] = [];
  for (const word of words) {
    const term = termOf(word);
    if (typeof term === "string") return { kind: "malformed", reason: term };
    if (term !== undefined) terms.push(term);
  }
  return { kind: "terms", terms };
}

/** A sentence where it cannot be looked for, undefined where it says nothing yet. */
function termOf(word: string): SearchTerm | string | undefined {
  const [, key, rest = ""] = /^(op|device|attr):(.*)$/is.exec(word) ?? [];
  const text = (key === undefined ? word : rest).replaceAll('"', "").toLowerCase();
  if (key === undefined) {
    const isPattern = word.length > 2 && word.startsWith("/") && word.endsWith("/");
    return isPattern ? patternTerm(word.slice(1, -1)) : { kind: "text", text };
  }
  if (text === "") return undefined;
  const lower = key.toLowerCase();
  if (lower === "op" || lower === "device") return { kind: lower, text };
  const equals = text.indexOf("=");
  if (equals < 0) return { kind: "attribute", name: text, value: undefined };
  return { kind: "attribute", name: text.slice(0, equals), value: text.slice(equals + 1) };
}

function patternTerm(source: string): SearchTerm | string {
  if (source.length > MAX_PATTERN_LENGTH)
    return `The pattern has ${source.length} characters; at most ${MAX_PATTERN_LENGTH} are tried.`;
  const repeats = unboundedRepeats(source);
  if (repeats === undefined)
    return "The pattern repeats a group that itself repeats or has alternatives; that may take for ever. Write it without the outer repeat.";
  const maxLength = MAX_LENGTHS[repeats];
  if (maxLength === undefined)
    return `The pattern has ${repeats} repeats without a limit (*, + or {2,}); at most ${MAX_LENGTHS.length - 1} are tried.`;
  try {
    return { kind: "pattern", pattern: new RegExp(source, "i"), maxLength };
  } catch (error) {
    return `The pattern is not valid: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * How many `*`, `+` and large `{}` a pattern has. Undefined where one repeats a group with repeats or alternatives inside, or where what a group found
 * is looked for again: those can take time that doubles with each character.
 */
function unboundedRepeats(source: string): number | undefined {
  const groups: { isSimple: boolean }[] = [{ isSimple: true }];
  let count = 0;
  let isClosedSimple = true;
  for (const [token] of source.matchAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|[*+]|\{\d+(?:,\d*)?\}|[\s\S]/g)) {
    if (/^\\[1-9k]/.test(token)) return undefined;
    const group = groups.at(-1);
    if (token === "(") groups.push({ isSimple: true });
    else if (token === ")") {
      isClosedSimple = groups.length > 1 ? (groups.pop()?.isSimple ?? true) : true;
      const outer = groups.at(-1);
      if (outer !== undefined) outer.isSimple &&= isClosedSimple;
      continue;
    } else if (token === "|") {
      if (group !== undefined) group.isSimple = false;
    } else if (isLargeRepeat(token)) {
      if (!isClosedSimple) return undefined;
      if (group !== undefined) group.isSimple = false;
      count++;
    }
    isClosedSimple = true;
  }
  return count;
}

function isLargeRepeat(token: string): boolean {
  if (token === "*" || token === "+") return true;
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
  if (least === undefined) return false;
  return (comma === "," && most === "") || Number(most === "" ? least : most) > 10;
}
