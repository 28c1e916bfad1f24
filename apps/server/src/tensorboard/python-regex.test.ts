import { describe, expect, test } from "vitest";
import { pythonRegex } from "./python-regex.ts";

/** What the expression takes from the start of the text; null when it does not match there, "invalid" when it is none. */
function match(pattern: string, text: string): string | null {
  const regex = pythonRegex(pattern);
  return regex ? (regex.exec(text)?.[0] ?? null) : "invalid";
}

// Every row was made with CPython's `re.match`.
describe("agrees with Python", () => {
  test.each([
    ["at the start", "loss", "loss/train", "loss"],
    ["at the start only", "train", "loss/train", null],
    ["alternatives", "(acc)|(loss/.*)", "loss/train", "loss/train"],
    ["a comma and a slash", "a,b/c", "a,b/c", "a,b/c"],
    ["end before a line break", "a$", "a\n", "a"],
    ["end before one line break only", "a$", "a\n\n", null],
    ["the very end", "a\\Z", "a\n", null],
    ["the very start", "\\Aa^", "a", null],
    ["a dot is no line break", "a.c", "a\nc", null],
    ["a dot is every other separator", "a.c", "a\rc", "a\rc"],
    ["flags", "(?i)LOSS", "Loss", "Loss"],
    ["several flags", "(?si)A.B", "a\nb", "a\nb"],
    ["lines", "(?m)a$\n^b", "a\nb", "a\nb"],
    ["verbose", "(?x) lo ss  # what hurts\n /a", "loss/a", "loss/a"],
    ["a comment", "lo(?#what)ss", "loss", "loss"],
    ["a named group", "(?P<x>a|b)(?P=x)", "bb", "bb"],
    ["a numbered group", "(a|b)\\1", "ab", null],
    ["a reference before a digit", "(a)\\g1", "a", "invalid"],
    ["lookahead", "(?!val)[a-z]+", "validation", null],
    ["lookbehind", "loss(?<=ss)", "loss", "loss"],
    ["repetition", "a{2,3}", "aaaa", "aaa"],
    ["repetition up to", "a{,2}b", "ab", "ab"],
    ["lazy repetition", "a+?", "aaa", "a"],
    ["braces that repeat nothing", "a{}{x}", "a{}{x}", "a{}{x}"],
    ["brackets and braces alone", "a]}", "a]}", "a]}"],
    ["a bracket in a class", "[]a]+", "]a]", "]a]"],
    ["a bracket not in a class", "[^]a]+", "b]", "b"],
    ["a class of punctuation", "[&&--/!]+", "&-/!.", "&-/!"],
    ["a range", "[a-c-]+", "b-d", "b-"],
    ["an opening bracket in a class", "[[]a", "[a", "[a"],
    ["needless escapes", "a\\-b\\/c\\ d\\_", "a-b/c d_", "a-b/c d_"],
    ["escapes by number", "\\x61\\u00e9\\U0001f600\\0\\101", "aé\u{1f600}\0A", "aé\u{1f600}\0A"],
    ["control characters", "\\t\\a[\\b]", "\t\x07\b", "\t\x07\b"],
    ["words", "\\w+", "größe_1/x", "größe_1"],
    ["words in a class", "[\\w/]+", "größe/x-y", "größe/x"],
    ["no words", "\\W+", "/-x", "/-"],
    ["no words in a class", "[\\Wx]+", "/-xy", "/-x"],
    ["words in ASCII", "(?a)\\w+", "größe", "gr"],
    ["boundaries", "\\bß\\b.", "ß/", "ß/"],
    ["no boundary", "a\\Bb", "ab", "ab"],
    ["digits and space", "\\d+\\s\\D\\S", "12 xy", "12 xy"],
    ["characters of two units", "..", "\u{1f600}a", "\u{1f600}a"],
    ["any case of a word", "(?i)\\w\\W[\\w]", "Ä-ö", "Ä-ö"],
    ["an unclosed group", "(a", "a", "invalid"],
    ["an unopened group", "a)", "a", "invalid"],
    ["an unclosed class", "[]", "]", "invalid"],
    ["nothing to repeat", "*a", "a", "invalid"],
    ["a repeated anchor", "^*", "a", "invalid"],
    ["repeated repetition", "a**", "a", "invalid"],
    ["repetition out of order", "a{3,2}", "aaa", "invalid"],
    ["an unknown escape", "\\y", "y", "invalid"],
    ["an escape of nothing", "a\\", "a", "invalid"],
    ["an unknown group", "(a)\\2", "a", "invalid"],
    ["an unknown kind of group", "(?<x>a)", "a", "invalid"],
    ["flags in the middle", "a(?i)b", "aB", "invalid"],
    ["a range out of order", "[z-a]", "b", "invalid"],
    ["a range to a set", "[a-\\d]", "b", "invalid"],
    ["a range from a set", "[\\w-z]", "b", "invalid"],
    ["too few digits", "\\x1", "1", "invalid"],
  ])("%s: %j on %j", (_what, pattern, text, expected) => {
    expect(match(pattern, text)).toBe(expected);
  });
});

test.each(["(?i:a)", "(a)?(?(1)b)", "(?>a)", "a++", "\\N{DASH}"])("%j is not supported", (pattern) => {
  expect(pythonRegex(pattern)).toBeUndefined();
});
