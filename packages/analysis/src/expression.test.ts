import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expressionFunctions,
  expressionTags,
  MAX_EXPRESSION_DEPTH,
  MAX_EXPRESSION_LENGTH,
  parseExpression,
  type Expression,
} from "./expression.ts";

function parsed(text: string, tags: readonly string[]): Expression {
  const result = parseExpression(text, (name) => tags.includes(name), tags);
  if (!result.ok) throw new Error(`${result.message} (${result.from} to ${result.to})`);
  return result.expression;
}

function refused(text: string, tags: readonly string[]): { message: string; at: string } {
  const result = parseExpression(text, (name) => tags.includes(name), tags);
  if (result.ok) throw new Error(`read as ${written(result.expression)}`);
  return { message: result.message, at: text.slice(result.from, result.to) };
}

/** With every parenthesis, tags quoted. */
function written(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return String(expression.value);
    case "tag":
      return `"${expression.tag.replaceAll('"', '""')}"`;
    case "negation":
      return `(-${written(expression.operand)})`;
    case "operation":
      return `(${written(expression.left)}${expression.operator}${written(expression.right)})`;
    case "call":
      return `${expression.function}(${expression.operands.map(written).join(",")})`;
    case "ema":
      return `ema(${written(expression.operand)},${expression.weight})`;
  }
}

const abc = ["a", "b", "c"];
const shown = (text: string, tags: readonly string[] = abc): string =>
  written(parsed(text, tags)).replaceAll('"', "");

describe("precedence", () => {
  it.each([
    ["a + b * c", "(a+(b*c))"],
    ["a - b - c", "((a-b)-c)"],
    ["a / b / c", "((a/b)/c)"],
    ["a / b * c", "((a/b)*c)"],
    ["a ^ b ^ c", "(a^(b^c))"],
    ["-a ^ 2", "(-(a^2))"],
    ["a ^ -b ^ c", "(a^(-(b^c)))"],
    ["a * -b", "(a*(-b))"],
    ["- -a", "(-(-a))"],
    ["a--b", "(a-(-b))"],
    ["(a + b) * c", "((a+b)*c)"],
    ["1e-3*a", "(0.001*a)"],
    [".5*a+1.", "((0.5*a)+1)"],
    [" max( a , b,c ) ", "max(a,b,c)"],
    ["pow(a,2)", "pow(a,2)"],
    ["ema(a - b, 0.9)", "ema((a-b),0.9)"],
    ["ema(ema(a, .5), 0)", "ema(ema(a,0.5),0)"],
  ])("%s is %s", (text, meaning) => {
    expect(shown(text)).toBe(meaning);
  });
});

describe("tags", () => {
  it("win with their longest name", () => {
    const tags = ["loss", "valid", "loss/valid", "loss/train", "train"];
    expect(shown("loss/valid - loss/train", tags)).toBe("(loss/valid-loss/train)");
    expect(shown("loss/valid/train", tags)).toBe("(loss/valid/train)");
    expect(expressionTags(parsed("loss/valid/train", tags))).toEqual(["loss/valid", "train"]);
    expect(expressionTags(parsed("valid/loss", tags))).toEqual(["valid", "loss"]);
  });

  it("do not end inside a word", () => {
    expect(refused("losses", ["loss"])).toEqual({
      message: 'there is no tag "losses"; did you mean "loss"?',
      at: "losses",
    });
  });

  it("may hold anything, quoted or not", () => {
    const tags = ["my loss (mean)", "a-b", "2/x", "ä.ö", 'say "hi"', "tick`", "/root", "exp", "exp(-1)", "7"];
    expect(expressionTags(parsed("my loss (mean)*2", tags))).toEqual(["my loss (mean)"]);
    expect(expressionTags(parsed("a-b - ä.ö", tags))).toEqual(["a-b", "ä.ö"]);
    expect(expressionTags(parsed("2/x + /root", tags))).toEqual(["2/x", "/root"]);
    expect(expressionTags(parsed('"say ""hi""" + `tick```', tags))).toEqual(['say "hi"', "tick`"]);
    expect(shown("exp(exp) + exp(-1)", tags)).toBe("(exp(exp)+exp(-1))");
    expect(expressionTags(parsed("exp(exp) + exp(-1)", tags))).toEqual(["exp", "exp(-1)"]);
    expect(shown("7 * `7`", tags)).toBe("(7*7)");
    expect(expressionTags(parsed("7 * `7`", tags))).toEqual(["7"]);
  });

  it("are given once, in reading order", () => {
    expect(expressionTags(parsed("b * max(a, b) - -ema(c, 0.1) + a", abc))).toEqual(["b", "a", "c"]);
  });
});

describe("what cannot be read is said with its place", () => {
  const tags = ["loss/train", "loss/valid", "accuracy", "a"];
  it.each([
    ["loss/trian * 2", 'there is no tag "loss/trian"; did you mean "loss/train"?', "loss/trian"],
    ["2 * `Accuracy`", 'there is no tag "Accuracy"; did you mean "accuracy"?', "`Accuracy`"],
    ["a - loss", 'there is no tag "loss"; did you mean "loss/train" or "loss/valid"?', "loss"],
    ["a + zzz", 'there is no tag "zzz"', "zzz"],
    ["a +", "the expression ends where a tag, a number or ( is expected", ""],
    ["", "the expression ends where a tag, a number or ( is expected", ""],
    ["a + * 2", "a tag, a number or ( is expected here", "*"],
    ["(a", "this is never closed: a ) is missing", "(a"],
    ["max(a, 2", "this is never closed: a ) is missing", "max(a, 2"],
    ["(a 2)", "an operator (+ - * / ^) or ) is expected here", "2)"],
    ["a)", "this ) closes nothing", ")"],
    ["`a", "this ` has no partner", "`a"],
    ["1 + 2", "the expression names no tag", "1 + 2"],
    ["1e999 * a", "this number is too large", "1e999"],
    ["max(a)", "max takes 2 or more values, not 1; cummax gives the greatest so far", "max(a)"],
    ["abs(a, a)", "abs takes 1 value, not 2", "abs(a, a)"],
    ["pow()", "pow takes 2 values, not 0", "pow()"],
    ["ema(a, 1)", "the weight of ema must be a number from 0 to below 1, as in ema(loss, 0.9)", "ema(a, 1)"],
    ["ema(a, a)", "the weight of ema must be a number from 0 to below 1, as in ema(loss, 0.9)", "ema(a, a)"],
    ["a * cumsum(1)", "cumsum runs over steps: its value must name a tag", "cumsum(1)"],
    ["sin(a)", `there is no function sin; there are ${expressionFunctions.join(", ")}`, "sin"],
    [
      "constructor(a)",
      `there is no function constructor; there are ${expressionFunctions.join(", ")}`,
      "constructor",
    ],
  ])("%s", (text, message, at) => {
    expect(refused(text, tags)).toEqual({ message, at });
  });

  it("proposes a name with a minus sign where that is nearer", () => {
    expect(refused("val-losss + 1", ["val-loss", "x"]).message).toContain('did you mean "val-loss"?');
  });

  it("has bounds", () => {
    const nested = (depth: number) => `${"(".repeat(depth)}a${")".repeat(depth)}`;
    expect(shown(nested(MAX_EXPRESSION_DEPTH - 1))).toBe("a");
    expect(refused(nested(MAX_EXPRESSION_DEPTH), abc).message).toMatch(/more than 100 levels/);
    expect(refused(`${"-".repeat(900)}a`, abc).message).toMatch(/more than 100 levels/);
    expect(refused(`a${"^a".repeat(400)}`, abc).message).toMatch(/more than 100 levels/);
    expect(expressionTags(parsed(`a${"+a".repeat(499)}`, abc))).toEqual(["a"]);
    expect(refused("a".repeat(MAX_EXPRESSION_LENGTH + 1), abc).message).toMatch(/1001 characters/);
  });

  it("tries no more names than lengths at every place", () => {
    let askedCount = 0;
    let longest = 0;
    const isA = (name: string): boolean => {
      askedCount += 1;
      longest = Math.max(longest, name.length);
      return name === "a";
    };
    expect(parseExpression(`${"a+".repeat(499)}a`, isA).ok).toBe(true);
    expect(askedCount).toBeLessThanOrEqual(500 * 256);
    expect(longest).toBeLessThanOrEqual(256);
  });
});

const names = [
  "a",
  "b",
  "loss/train",
  "loss",
  "x-y",
  'quo"te',
  "tick`",
  "with space",
  "1e3",
  "",
  "ema",
  "π/2",
];

const tag = fc.record({ kind: fc.constant("tag" as const), tag: fc.constantFrom(...names) });
const expression = fc.letrec<{ one: Expression; overSteps: Expression }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    tag,
    fc.record({ kind: fc.constant("number" as const), value: fc.double({ min: 0, max: 1e9, noNaN: true }) }),
    fc.record({ kind: fc.constant("negation" as const), operand: tie("one") }),
    fc.record({
      kind: fc.constant("operation" as const),
      operator: fc.constantFrom("+" as const, "-" as const, "*" as const, "/" as const, "^" as const),
      left: tie("one"),
      right: tie("one"),
    }),
    fc.record({
      kind: fc.constant("call" as const),
      function: fc.constantFrom("abs" as const, "log10" as const),
      operands: fc.tuple(tie("one")),
    }),
    fc.record({
      kind: fc.constant("call" as const),
      function: fc.constantFrom("cumsum" as const, "delta" as const),
      operands: fc.tuple(tie("overSteps")),
    }),
    fc.record({
      kind: fc.constant("call" as const),
      function: fc.constantFrom("min" as const, "max" as const),
      operands: fc.array(tie("one"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant("ema" as const),
      operand: tie("overSteps"),
      weight: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    }),
  ),
  overSteps: fc.record({
    kind: fc.constant("operation" as const),
    operator: fc.constant("+" as const),
    left: tag,
    right: tie("one"),
  }),
})).one;

describe("any text", () => {
  it("reads back what was written", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const text = written(tree);
        fc.pre(text.length <= MAX_EXPRESSION_LENGTH && expressionTags(tree).length > 0);
        expect(written(parsed(text, names))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("is read or refused with a place inside it, and never throws", () => {
    const pieces = fc.constantFrom(
      ...'+-*/^(),`" .1e'.split(""),
      "ema(",
      "max(",
      "loss",
      "/",
      "train",
      "\u0000",
      "😀",
      "\ud800",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 1100 }),
      fc.array(pieces, { maxLength: 60 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (one) => {
        const result = parseExpression(one, (name) => names.includes(name), names);
        if (result.ok) {
          expect(expressionTags(result.expression).every((tag) => names.includes(tag))).toBe(true);
          return;
        }
        expect(result.message).not.toBe("");
        expect(result.from).toBeGreaterThanOrEqual(0);
        expect(result.to).toBeGreaterThanOrEqual(result.from);
        expect(result.to).toBeLessThanOrEqual(one.length);
      }),
      { numRuns: 2000 },
    );
  });
});
