// Regular expressions in Python's syntax as JavaScript's: what people write into layouts was written for `re.match`.

/** ASCII characters that are no letter, digit or underscore. A small class: large ones take long to compile when case does not matter. */
const nonWord = "[\\u{0}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{5e}\\u{60}\\u{7b}-\\u{7f}]";

interface WordSets {
  readonly word: string;
  readonly wordInClass: string;
  readonly nonWord: string;
  readonly boundary: string;
  readonly nonBoundary: string;
}

const anyScript = wordSets(`(?:(?!${nonWord}).)`, "\\w\\u{80}-\\u{10ffff}", nonWord);
const asciiOnly = wordSets("\\w", "\\w", "\\W");

function wordSets(word: string, wordInClass: string, nonWord: string): WordSets {
  return {
    word,
    wordInClass,
    nonWord,
    boundary: `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`,
    nonBoundary: `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`,
  };
}

/**
 * What matches where Python's `re.match` does: at the start of a text. Undefined when the pattern is malformed,
 * or uses what JavaScript has not: flags for a part, conditions, atomic groups, possessive repetition, characters by name.
 * `\w` takes all that is beyond ASCII for letters; `\d` and `\s` are JavaScript's. References to a group without a match match nothing.
 */
export function pythonRegex(pattern: string): RegExp | undefined {
  const translation = new Translation(pattern);
  try {
    const source = translation.source();
    // Strict syntax (v), at the start only (y), and a dot that is any character (s).
    return new RegExp(source, translation.ignoresCase ? "ivsy" : "vsy");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Escapes of single characters. */
const controlCharacters: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
/** Digits of escapes by number. */
const hexadecimalDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Calls throw a SyntaxError where the pattern cannot be translated. */
class Translation {
  readonly #pattern: string;
  #at = 0;
  #flags = "";

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get ignoresCase(): boolean {
    return this.#flags.includes("i");
  }

  source(): string {
    this.#flags = this.#take(/\(\?([aimsux]+)\)/y)?.[1] ?? "";
    let source = "";
    while (this.#at < this.#pattern.length) source += this.#next();
    return source;
  }

  #next(): string {
    const isMultiline = this.#flags.includes("m");
    if (this.#flags.includes("x") && this.#take(/\s+|#[^\n]*/y)) return "";
    const character = this.#character();
    switch (character) {
      case "\\":
        return this.#escape();
      case "[":
        return this.#class();
      case "(":
        return this.#group();
      case ".":
        return this.#flags.includes("s") ? "." : "[^\\n]";
      case "^":
        return isMultiline ? "(?<![^\\n])" : "(?<!.)";
      case "$":
        return isMultiline ? "(?![^\\n])" : "(?=\\n?(?!.))";
      case "*":
      case "+":
      case "?":
        return this.#repetition(character);
      case "{": {
        // A brace that no number or comma follows is itself.
        const bounds = this.#take(/(?=[\d,])(\d*)(,?)(\d*)\}/y);
        if (!bounds) return literal(character);
        const [, least = "", comma = "", most = ""] = bounds;
        return this.#repetition(`{${least || "0"}${comma}${most}}`);
      }
      case "|":
      case ")":
        return character;
      default:
        return literal(character);
    }
  }

  #repetition(quantifier: string): string {
    if (this.#take(/\+/y)) throw new SyntaxError("possessive repetition");
    return quantifier + (this.#take(/\?/y) ? "?" : "");
  }

  #group(): string {
    if (!this.#take(/\?/y)) return "(";
    const plain = this.#take(/:|=|!|<=|<!/y);
    if (plain) return `(?${plain[0]}`;
    const named = this.#take(/P<([\p{L}_][\p{L}\p{N}_]*)>/uy);
    if (named) return `(?<${named[1] ?? ""}>`;
    const reference = this.#take(/P=([\p{L}_][\p{L}\p{N}_]*)\)/uy);
    if (reference) return `\\k<${reference[1] ?? ""}>`;
    if (this.#take(/#[^)]*\)/y)) return "";
    throw new SyntaxError("unknown kind of group");
  }

  #class(): string {
    const isNegated = this.#take(/\^/y) !== undefined;
    let items = "";
    // A bracket that comes first is one of the characters.
    for (let isFirst = true; isFirst || !this.#take(/\]/y); isFirst = false) {
      items += this.#classItem();
      if (this.#take(/-(?!\])/y)) items += `-${this.#classItem()}`;
    }
    return `[${isNegated ? "^" : ""}${items}]`;
  }

  #classItem(): string {
    const character = this.#character();
    if (character !== "\\") return literal(character);
    const escaped = this.#character();
    switch (escaped) {
      case "b":
        return literal("\b");
      case "d":
      case "D":
      case "s":
      case "S":
        return `\\${escaped}`;
      case "w":
        return this.#words.wordInClass;
      case "W":
        return this.#words.nonWord;
      default:
        return this.#escapedCharacter(escaped);
    }
  }

  #escape(): string {
    const octal = this.#take(/[1-3][0-7]{2}/y);
    if (octal) return literal(characterOf(octal[0], 8));
    const reference = this.#take(/[1-9][0-9]?/y);
    // The empty group keeps digits that follow apart.
    if (reference) return `\\${reference[0]}(?:)`;
    const escaped = this.#character();
    switch (escaped) {
      case "A":
        return "(?<!.)";
      case "Z":
        return "(?!.)";
      case "b":
        return this.#words.boundary;
      case "B":
        return this.#words.nonBoundary;
      case "d":
      case "D":
      case "s":
      case "S":
        return `\\${escaped}`;
      case "w":
        return this.#words.word;
      case "W":
        return this.#words.nonWord;
      default:
        return this.#escapedCharacter(escaped);
    }
  }

  #escapedCharacter(escaped: string): string {
    const control = controlCharacters[escaped];
    if (control !== undefined) return literal(String.fromCodePoint(control));
    if (/[0-7]/.test(escaped))
      return literal(characterOf(escaped + (this.#take(/[0-7]{1,2}/y)?.[0] ?? ""), 8));
    const digitCount = hexadecimalDigits[escaped];
    if (digitCount !== undefined) {
      const digits = this.#take(new RegExp(`[0-9A-Fa-f]{${digitCount}}`, "y"));
      return literal(characterOf(digits?.[0] ?? "", 16));
    }
    if (/[0-9A-Za-z]/.test(escaped)) throw new SyntaxError("unknown escape");
    return literal(escaped);
  }

  get #words(): WordSets {
    return this.#flags.includes("a") ? asciiOnly : anyScript;
  }

  #character(): string {
    const codePoint = this.#pattern.codePointAt(this.#at);
    if (codePoint === undefined) throw new SyntaxError("pattern ends too early");
    const character = String.fromCodePoint(codePoint);
    this.#at += character.length;
    return character;
  }

  /** Takes what a sticky expression matches here. */
  #take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#pattern);
    if (!match) return undefined;
    this.#at = expression.lastIndex;
    return match;
  }
}

function characterOf(digits: string, radix: 8 | 16): string {
  const codePoint = Number.parseInt(digits, radix);
  // Also where there are no digits.
  if (!(codePoint <= 0x10ffff)) throw new SyntaxError("no such character");
  return String.fromCodePoint(codePoint);
}

/** A character as itself, whatever it would mean. */
function literal(character: string): string {
  if (/[0-9A-Za-z_]/.test(character)) return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
