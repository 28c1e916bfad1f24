// Formulas over tags, as text: a recursive descent into a tree, nothing else. Text is never run.
//
//   sum     = product { ("+" | "-") product }
//   product = unary { ("*" | "/") unary }
//   unary   = "-" unary | power
//   power   = operand [ "^" unary ]                      right-associative; -x^2 is -(x^2), 2^-1 is 0.5
//   operand = number | tag | function "(" sum { "," sum } ")" | "(" sum ")"
//   tag     = "`" any "`" | '"' any '"' | bare           a quote inside is written twice
//
// A bare tag is the longest known tag that begins there and does not end inside a word, so tags may hold operators: with tags `loss/valid` and `loss`,
// `loss/valid` is the tag; with `a` and `b` only, `a/b` is a quotient. A tag that begins with `-`, `(` or a quote, or has the text of a number, must be quoted.
import { closestNames } from "./closest-names.ts";

export const MAX_EXPRESSION_LENGTH = 1000;
/** Parentheses, functions, signs and powers within one another. */
export const MAX_EXPRESSION_DEPTH = 100;
/** Longer tags must be quoted: every length is tried. */
const MAX_BARE_TAG_LENGTH = 256;

export type BinaryOperator = "+" | "-" | "*" | "/" | "^";

/** Name → least and greatest number of arguments. */
const functions = {
  abs: [1, 1],
  exp: [1, 1],
  log: [1, 1],
  log10: [1, 1],
  log2: [1, 1],
  sqrt: [1, 1],
  min: [2, Infinity],
  max: [2, Infinity],
  pow: [2, 2],
  cummax: [1, 1],
  cummin: [1, 1],
  delta: [1, 1],
  cumsum: [1, 1],
  ema: [2, 2],
} as const satisfies Record<string, readonly [number, number]>;

export type ExpressionFunction = keyof typeof functions;

const needsSteps: ReadonlySet<ExpressionFunction> = new Set(["cummax", "cummin", "delta", "cumsum", "ema"]);

/** Functions that an expression may call, for help texts. */
export const expressionFunctions = Object.keys(functions) as readonly ExpressionFunction[];

export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "negation"; readonly operand: Expression }
  | {
      readonly kind: "operation";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "call";
      readonly function: Exclude<ExpressionFunction, "ema">;
      readonly operands: readonly Expression[];
    }
  /** `weight` is from 0 to below 1. */
  | { readonly kind: "ema"; readonly operand: Expression; readonly weight: number };

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  /** What is wrong with the characters `from` to `to` (exclusive; code units of the text). `from` = `to` = the text's length: it ends too early. */
  | { readonly ok: false; readonly message: string; readonly from: number; readonly to: number };

/**
 * Reads a formula. Never throws but what `isTag` throws.
 * @param isTag whether a tag of this very name exists.
 * @param tags names that a message about an unknown name may propose.
 */
export function parseExpression(
  text: string,
  isTag: (name: string) => boolean,
  tags: Iterable<string> = [],
): ParsedExpression {
  if (text.length > MAX_EXPRESSION_LENGTH)
    return {
      ok: false,
      message: `the expression has ${text.length} characters; at most ${MAX_EXPRESSION_LENGTH} are read`,
      from: MAX_EXPRESSION_LENGTH,
      to: text.length,
    };
  try {
    return { ok: true, expression: new Parser(text, isTag, tags).parse() };
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    return { ok: false, message: error.message, from: error.from, to: error.to };
  }
}

/** Tags of an expression in reading order, each once. */
export function expressionTags(expression: Expression): string[] {
  const tags = new Set<string>();
  const visit = (one: Expression): void => {
    switch (one.kind) {
      case "number":
        return;
      case "tag":
        tags.add(one.tag);
        return;
      case "negation":
      case "ema":
        visit(one.operand);
        return;
      case "operation":
        visit(one.left);
        visit(one.right);
        return;
      case "call":
        one.operands.forEach(visit);
    }
  };
  visit(expression);
  return [...tags];
}

class Misread extends Error {
  readonly from: number;
  readonly to: number;

  constructor(message: string, from: number, to: number) {
    super(message);
    this.from = from;
    this.to = to;
  }
}

const SPACE = /\s*/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const CALL = /([A-Za-z_]\w*)\s*\(/y;
const IN_WORD = /[\p{L}\p{N}_]/u;
/** How far a name that no one knows is taken to go, and, if it may hold minus signs too, at most. */
const NAME = /[^\s()+*^,"`-]+/y;
const HYPHENED_NAME = /[^\s()+*^,"`]+/y;

class Parser {
  readonly #text: string;
  readonly #isTag: (name: string) => boolean;
  readonly #tags: Iterable<string>;
  #at = 0;
  #depth = 0;

  constructor(text: string, isTag: (name: string) => boolean, tags: Iterable<string>) {
    this.#text = text;
    this.#isTag = isTag;
    this.#tags = tags;
  }

  parse(): Expression {
    const expression = this.#sum();
    if (this.#at < this.#text.length)
      throw this.#misread(
        this.#text[this.#at] === ")"
          ? "this ) closes nothing"
          : "an operator (+ - * / ^) or the end is expected here; quote a tag that holds other characters: `my tag`",
        this.#at,
        this.#text.length,
      );
    if (expressionTags(expression).length === 0)
      throw this.#misread("the expression names no tag", 0, this.#text.length);
    return expression;
  }

  #sum(): Expression {
    let left = this.#product();
    for (;;) {
      const operator = this.#take("+") ?? this.#take("-");
      if (!operator) return left;
      left = { kind: "operation", operator, left, right: this.#product() };
    }
  }

  #product(): Expression {
    let left = this.#unary();
    for (;;) {
      const operator = this.#take("*") ?? this.#take("/");
      if (!operator) return left;
      left = { kind: "operation", operator, left, right: this.#unary() };
    }
  }

  #unary(): Expression {
    this.#skipSpace();
    // Every way to nest comes through here.
    if (++this.#depth > MAX_EXPRESSION_DEPTH)
      throw this.#misread(
        `more than ${MAX_EXPRESSION_DEPTH} levels within one another`,
        this.#at,
        this.#at + 1,
      );
    const expression = this.#take("-")
      ? ({ kind: "negation", operand: this.#unary() } as const)
      : this.#power();
    this.#depth--;
    return expression;
  }

  #power(): Expression {
    const left = this.#operand();
    return this.#take("^") ? { kind: "operation", operator: "^", left, right: this.#unary() } : left;
  }

  #operand(): Expression {
    this.#skipSpace();
    const from = this.#at;
    const first = this.#text[from];
    if (first === undefined)
      throw this.#misread("the expression ends where a tag, a number or ( is expected", from, from);
    if (first === "(") return this.#inParentheses();
    if (first === '"' || first === "`") return this.#quotedTag(first);
    const number = this.#match(NUMBER)?.[0] ?? "";
    const call = this.#match(CALL);
    const name = call?.[1] ?? "";
    const tag = this.#longestTag();
    if (tag !== undefined && tag.length > number.length && (tag.length > name.length || !isFunction(name))) {
      this.#at += tag.length;
      return { kind: "tag", tag };
    }
    if (number !== "") return this.#number(number);
    if (isFunction(name)) return this.#call(name);
    if (call)
      throw this.#misread(
        `there is no function ${name}; there are ${expressionFunctions.join(", ")}`,
        from,
        from + name.length,
      );
    throw this.#unknownName();
  }

  #inParentheses(): Expression {
    const from = this.#at;
    this.#take("(");
    const inner = this.#sum();
    if (!this.#take(")")) throw this.#unclosed(from);
    return inner;
  }

  #number(digits: string): Expression {
    const from = this.#at;
    const value = Number(digits);
    this.#at += digits.length;
    if (!Number.isFinite(value)) throw this.#misread("this number is too large", from, this.#at);
    return { kind: "number", value };
  }

  #call(name: ExpressionFunction): Expression {
    const from = this.#at;
    this.#at += name.length;
    this.#take("(");
    const operands: Expression[] = [];
    if (!this.#take(")")) {
      do operands.push(this.#sum());
      while (this.#take(","));
      if (!this.#take(")")) throw this.#unclosed(from);
    }
    const [least, most] = functions[name];
    const count = operands.length;
    if (count < least || count > most)
      throw this.#misread(
        `${name} takes ${least === most ? least : `${least} or more`} value${most === 1 ? "" : "s"}, not ${count}${
          name === "min" || name === "max"
            ? `; cum${name} gives the ${name === "min" ? "least" : "greatest"} so far`
            : ""
        }`,
        from,
        this.#at,
      );
    const [operand, second] = operands;
    if (operand && needsSteps.has(name) && expressionTags(operand).length === 0)
      throw this.#misread(`${name} runs over steps: its value must name a tag`, from, this.#at);
    if (name !== "ema" || !operand || !second)
      return { kind: "call", function: name as Exclude<ExpressionFunction, "ema">, operands };
    if (second.kind !== "number" || second.value >= 1)
      throw this.#misread(
        "the weight of ema must be a number from 0 to below 1, as in ema(loss, 0.9)",
        from,
        this.#at,
      );
    return { kind: "ema", operand, weight: second.value };
  }

  #quotedTag(quote: string): Expression {
    const from = this.#at;
    let tag = "";
    let at = from + 1;
    for (;;) {
      const end = this.#text.indexOf(quote, at);
      if (end === -1) throw this.#misread(`this ${quote} has no partner`, from, this.#text.length);
      tag += this.#text.slice(at, end);
      at = end + 1;
      if (this.#text[at] !== quote) break;
      tag += quote;
      at++;
    }
    if (!this.#isTag(tag)) throw this.#misread(this.#noTag(tag), from, at);
    this.#at = at;
    return { kind: "tag", tag };
  }

  #longestTag(): string | undefined {
    const text = this.#text;
    const from = this.#at;
    for (let end = Math.min(text.length, from + MAX_BARE_TAG_LENGTH); end > from; end--) {
      if (IN_WORD.test(text[end] ?? "") && IN_WORD.test(text[end - 1] ?? "")) continue;
      const tag = text.slice(from, end);
      if (this.#isTag(tag)) return tag;
    }
    return undefined;
  }

  /** The name that begins here, with or without what follows a minus sign, whichever is more like a tag. */
  #unknownName(): Misread {
    const from = this.#at;
    const hyphened = this.#match(HYPHENED_NAME)?.[0] ?? "";
    const name = this.#match(NAME)?.[0] ?? "";
    if (name === "") return this.#misread("a tag, a number or ( is expected here", from, from + 1);
    const isHyphened =
      hyphened !== name && this.#closest(name).length === 0 && this.#closest(hyphened).length > 0;
    const unknown = isHyphened ? hyphened : name;
    return this.#misread(this.#noTag(unknown), from, from + unknown.length);
  }

  #noTag(name: string): string {
    const closest = this.#closest(name).map((one) => JSON.stringify(one));
    const last = closest.pop();
    const proposal =
      last === undefined
        ? ""
        : `; did you mean ${closest.length > 0 ? `${closest.join(", ")} or ` : ""}${last}?`;
    return `there is no tag ${JSON.stringify(name)}${proposal}`;
  }

  #closest(name: string): string[] {
    return closestNames(name, this.#tags);
  }

  #unclosed(from: number): Misread {
    return this.#at < this.#text.length
      ? this.#misread("an operator (+ - * / ^) or ) is expected here", this.#at, this.#text.length)
      : this.#misread("this is never closed: a ) is missing", from, this.#text.length);
  }

  #misread(message: string, from: number, to: number): Misread {
    return new Misread(message, from, Math.min(to, this.#text.length));
  }

  #skipSpace(): void {
    this.#at += this.#match(SPACE)?.[0].length ?? 0;
  }

  /** Goes past one sign and the space around it, if it comes next. */
  #take<Sign extends string>(sign: Sign): Sign | undefined {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return undefined;
    this.#at++;
    this.#skipSpace();
    return sign;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text);
  }
}

function isFunction(name: string): name is ExpressionFunction {
  return Object.hasOwn(functions, name);
}
