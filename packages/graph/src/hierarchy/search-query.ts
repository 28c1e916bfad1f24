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

const MAX_CHOICES = 8;

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
  const shape = patternShape(source);
  if (shape === undefined)
    return "The pattern repeats a group that itself repeats or has alternatives; that may take for ever. Write it without the outer repeat.";
  const maxLength = MAX_LENGTHS[shape.repeatCount];
  if (maxLength === undefined)
    return `The pattern has ${shape.repeatCount} repeats of no fixed length (*, + or {2,}); at most ${MAX_LENGTHS.length - 1} are tried.`;
  if (shape.choiceCount > MAX_CHOICES)
    return `The pattern has ${shape.choiceCount} parts that may be there or not, or groups with alternatives; at most ${MAX_CHOICES} are tried.`;
  try {
    return { kind: "pattern", pattern: new RegExp(source, "i"), maxLength };
  } catch (error) {
    return `The pattern is not valid: ${error instanceof Error ? error.message : String(error)}`;
  }
}

interface PatternShape {
  /** Repeats of no fixed length. */
  readonly repeatCount: number;
  /** `?`, and groups with alternatives: each may double the time. */
  readonly choiceCount: number;
}

/**
 * Undefined where a repeat is of a group with repeats or alternatives inside, or where what a group found is looked for again: those can take time that
 * doubles with each character.
 */
function patternShape(source: string): PatternShape | undefined {
  const groups: { isSimple: boolean; hasAlternatives: boolean }[] = [
    { isSimple: true, hasAlternatives: false },
  ];
  let repeatCount = 0;
  let choiceCount = 0;
  let before: "atom" | "simple group" | "other group" | "opening" | "quantifier" = "opening";
  for (const [token] of source.matchAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|\{\d+(?:,\d*)?\}|[\s\S]/g)) {
    if (/^\\[1-9k]/.test(token)) return undefined;
    const group = groups.at(-1);
    if (group === undefined) return undefined;
    const repeat = repeatOf(token);
    if (token === "(") {
      groups.push({ isSimple: true, hasAlternatives: false });
      before = "opening";
    } else if (token === ")") {
      if (groups.length > 1) groups.pop();
      if (group.hasAlternatives) choiceCount++;
      const outer = groups.at(-1);
      if (outer !== undefined) outer.isSimple &&= group.isSimple;
      before = group.isSimple ? "simple group" : "other group";
    } else if (token === "|") {
      group.isSimple = false;
      group.hasAlternatives = true;
      before = "opening";
    } else if (repeat === undefined || before === "opening") before = "atom";
    // What follows a quantifier says whether it is lazy.
    else if (before !== "quantifier") {
      if (repeat !== "optional" && before === "other group") return undefined;
      if (repeat === "optional") choiceCount++;
      if (repeat === "any") repeatCount++;
      group.isSimple = false;
      before = "quantifier";
    }
  }
  return { repeatCount, choiceCount };
}

function repeatOf(token: string): "optional" | "fixed" | "any" | undefined {
  if (token === "*" || token === "+") return "any";
  if (token === "?") return "optional";
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
  if (least === undefined) return undefined;
  return comma === "" || least === most ? "fixed" : "any";
}
