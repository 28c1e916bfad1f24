// What may complete the name that is being typed in an expression.
import { expressionFunctions, parseExpression } from "@runboard/analysis";
import type { Tag } from "@runboard/contract";

export interface Suggestion {
  readonly kind: "tag" | "function";
  /** As it stands in the list. */
  readonly name: string;
  /** What goes into the expression in the place of what was typed of it. */
  readonly insertion: string;
}

export interface Completion {
  /** The characters that a suggestion replaces; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** Not empty; the best first. */
  readonly suggestions: readonly Suggestion[];
  /** Whether what was typed is a name already. */
  readonly isWhole: boolean;
}

const MOST_SUGGESTED = 50;

/** Suggestions for what stands before the caret; null when nothing known begins or holds it. */
export function completionAt(text: string, caret: number, tags: readonly Tag[]): Completion | null {
  const before = text.slice(0, caret);
  const known = new Set<string>(tags);
  const quoteStart = openQuote(before);
  if (quoteStart !== null) {
    const to = text[caret] === text[quoteStart] ? caret + 1 : caret;
    return completion(before.slice(quoteStart + 1), { from: quoteStart, to }, tags, []);
  }
  // `-` and `/` may be part of a tag or not: the longest name that something has, counts.
  const hardStart = before.length - (/[^\s()+*^,]*$/.exec(before)?.[0].length ?? 0);
  for (let from = hardStart; from < caret; from += 1) {
    if (from > hardStart && !/[-/]/.test(before[from - 1] ?? "")) continue;
    const word = before.slice(from);
    if (/^[\d.]+$/.test(word)) continue;
    const found = completion(word, { from, to: caret }, tags, expressionFunctions);
    if (found !== null || known.has(word)) return found;
  }
  return null;
}

/** The tag as an expression names it: bare when that is read as this tag alone. */
export function tagText(tag: Tag, tags: ReadonlySet<string>): string {
  const parsed = parseExpression(tag, (name) => tags.has(name));
  const isBare = parsed.ok && parsed.expression.kind === "tag" && parsed.expression.tag === tag;
  return isBare ? tag : `\`${tag.replaceAll("`", "``")}\``;
}

function completion(
  word: string,
  { from, to }: { readonly from: number; readonly to: number },
  tags: readonly Tag[],
  functions: readonly string[],
): Completion | null {
  const wanted = word.toLowerCase();
  const known = new Set<string>(tags);
  const ranked = tags
    .map((tag) => ({ tag, rank: rankOf(tag.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_SUGGESTED);
  const called = wanted === "" ? [] : functions.filter((name) => name.startsWith(wanted));
  if (ranked.length + called.length === 0) return null;
  const isWhole = known.has(word) || called.includes(word);
  // Nothing is left to say.
  if (isWhole && ranked.length + called.length === 1) return null;
  return {
    from,
    to,
    suggestions: [
      ...ranked.map(({ tag }) => ({ kind: "tag", name: tag, insertion: tagText(tag, known) }) as const),
      ...called.map((name) => ({ kind: "function", name, insertion: `${name}(` }) as const),
    ],
    isWhole,
  };
}

const NO_MATCH = 3;

/** 0 begins so · 1 a part after a separator begins so · 2 holds it. */
function rankOf(name: string, wanted: string): number {
  const at = name.indexOf(wanted);
  if (at === -1) return NO_MATCH;
  if (at === 0) return 0;
  return /[^a-z0-9]/.test(name[at - 1] ?? "") ? 1 : 2;
}

/** Where the quote begins that is open at the end of the text; null when none is. */
function openQuote(text: string): number | null {
  let start: number | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (start === null) {
      if (char === "`" || char === '"') start = at;
    } else if (char === text[start]) {
      if (text[at + 1] === char) at += 1;
      else start = null;
    }
  }
  return start;
}
