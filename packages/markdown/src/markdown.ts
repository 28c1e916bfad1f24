// Markdown as HTML that is safe to insert: made from the parser's tokens with the tags and attributes of one list, everything else as text.
//
// The list, the extensions (tables and fenced code) and what becomes of tags that are not on it (shown as text) are TensorBoard's.
import { Marked, type MarkedToken, type Token, type Tokens } from "marked";

const allowedTags = new Set(
  "a blockquote br code em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr ul".split(
    " ",
  ),
);
const allowedAttributes = new Map([
  ["a", new Set(["href", "title"])],
  ["img", new Set(["src", "title", "alt"])],
]);
const allowedSchemes = new Set(["http", "https", "mailto"]);

/** In UTF-16 code units. Nobody reads longer ones as a description, and parsing takes more than linear time. */
export const MAX_DESCRIPTION_LENGTH = 20_000;

/** How much longer than itself a text may become by what it does not say: cells that rows leave out, destinations at each of their references. */
const GROWTH_PER_CHARACTER = 20;
const GROWTH_OF_ANY = 10_000;
/** Of the text that is being read, of which there is one at a time. */
let growthLeft = 0;

const marked = new Marked({
  tokenizer: {
    // Before the parser makes the cells.
    table(source) {
      const [, , delimiters = "", body = ""] = this.rules.block.table.exec(source) ?? [];
      const columnCount = delimiters.match(/-+/g)?.length ?? 0;
      grow(columnCount * body.split("\n").length * EMPTY_CELL_LENGTH);
      return false;
    },
    // Not part of the Markdown that descriptions are written for.
    del: () => undefined,
    url: () => undefined,
  },
});

/** Renders Markdown; never throws. @param maxLength in UTF-16 code units; longer texts are shown as they are, as those that would become many times as long. */
export function htmlFromMarkdown(markdown: string, maxLength = MAX_DESCRIPTION_LENGTH): string {
  const text = markdown.replaceAll("\0", "");
  if (text.length > maxLength) return `<p>${escapeText(text)}</p>`;
  growthLeft = GROWTH_OF_ANY + text.length * GROWTH_PER_CHARACTER;
  try {
    return blocks(marked.lexer(text));
  } catch (error) {
    // Thousands of nested quotes or lists exhaust the stack, others their growth.
    if (error instanceof RangeError) return `<p>${escapeText(text)}</p>`;
    throw error;
  }
}

/** A text that is no Markdown, its tags and attributes of the list kept, all else as text. */
export function htmlFromText(text: string): string {
  return rawHtml(text.replaceAll("\0", ""));
}

/** A text as it is; character references such as `&copy;` stand for their characters. */
export function htmlFromPlainText(text: string): string {
  return escapeText(text.replaceAll("\0", ""));
}

/** Escapes a text so that Markdown shows it as it is, on one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, "\\$&").replace(/\s+/g, " ");
}

const EMPTY_CELL_LENGTH = "<td></td>\n".length;

/** Throws RangeError when the text becomes too long. */
function grow(length: number): void {
  growthLeft -= length;
  if (growthLeft < 0) throw new RangeError("the text would become far longer than it is");
}

function blocks(tokens: readonly Token[]): string {
  return tokens
    .map((token) => block(token as MarkedToken))
    .filter((html) => html !== "")
    .join("\n");
}

function block(token: MarkedToken): string {
  switch (token.type) {
    case "space":
    case "def":
      return "";
    case "heading":
      return `<h${token.depth}>${spans(token.tokens)}</h${token.depth}>`;
    case "paragraph":
      return `<p>${spans(token.tokens)}</p>`;
    case "blockquote":
      return `<blockquote>\n${blocks(token.tokens)}\n</blockquote>`;
    case "code":
      return `<pre><code>${escapeVerbatim(token.text)}\n</code></pre>`;
    case "hr":
      return "<hr>";
    case "list": {
      const tag = token.ordered ? "ol" : "ul";
      return `<${tag}>\n${token.items.map((item) => `<li>${blocks(item.tokens)}</li>`).join("\n")}\n</${tag}>`;
    }
    case "table":
      return table(token);
    default:
      return span(token);
  }
}

function table({ header, rows }: Tokens.Table): string {
  const row = (tag: "th" | "td", cells: readonly Tokens.TableCell[]) =>
    `<tr>\n${cells.map((cell) => `<${tag}>${spans(cell.tokens)}</${tag}>`).join("\n")}\n</tr>`;
  const body = rows.map((cells) => row("td", cells)).join("\n");
  return `<table>\n<thead>\n${row("th", header)}\n</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function spans(tokens: readonly Token[]): string {
  return tokens.map((token) => span(token as MarkedToken)).join("");
}

function span(token: MarkedToken): string {
  switch (token.type) {
    case "text":
      return token.tokens ? spans(token.tokens) : escapeText(token.text);
    case "escape":
      return escapeVerbatim(token.text);
    case "strong":
    case "em":
      return `<${token.type}>${spans(token.tokens)}</${token.type}>`;
    case "codespan":
      return `<code>${escapeVerbatim(token.text)}</code>`;
    case "br":
      return "<br>\n";
    case "link": {
      growBy(token);
      const attributes = { href: hrefOf(token.href, token.autolink), title: token.title };
      return `${openTag("a", attributes)}${spans(token.tokens)}</a>`;
    }
    case "image":
      growBy(token);
      return openTag("img", { alt: token.text, src: hrefOf(token.href, false), title: token.title });
    case "html":
      return rawHtml(token.text);
    default:
      return escapeText(token.raw);
  }
}

function growBy({ href, title }: Tokens.Link | Tokens.Image): void {
  grow(href.length + (title?.length ?? 0));
}

/** Character references in a Markdown destination stand for the character. */
function hrefOf(destination: string, isLiteral: boolean | undefined): string {
  return isLiteral === true ? destination : destination.replaceAll("&amp;", "&");
}

/** In time linear in the text: a name gives none of its letters back, and what is quoted ends where another tag begins. */
const rawTag =
  /<!--[\s\S]*?(?:-->|$)|<(?<closing>\/?)(?<name>[a-zA-Z][a-zA-Z0-9]*)(?![a-zA-Z0-9])(?<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/g;
const rawAttribute = /(?<![a-zA-Z-])([a-zA-Z-]+)(?![a-zA-Z-])\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/g;

/** HTML inside Markdown, written anew: tags of the list with attributes of the list, no comments, all else as text. */
function rawHtml(html: string): string {
  let result = "";
  let at = 0;
  for (const match of html.matchAll(rawTag)) {
    result += escapeText(html.slice(at, match.index)) + rewriteTag(match[0], match.groups ?? {});
    at = match.index + match[0].length;
  }
  return (result + escapeText(html.slice(at))).trimEnd();
}

function rewriteTag(source: string, groups: Partial<Record<string, string>>): string {
  const name = groups["name"]?.toLowerCase();
  if (name === undefined) return "";
  if (!allowedTags.has(name)) return escapeText(source);
  if (groups["closing"] === "/") return `</${name}>`;
  const attributes: Record<string, string> = {};
  for (const [, key = "", double, single, bare] of (groups["attributes"] ?? "").matchAll(rawAttribute))
    attributes[key.toLowerCase()] ??= (double ?? single ?? bare ?? "").replaceAll("&amp;", "&");
  return openTag(name, attributes);
}

function openTag(name: string, attributes: Readonly<Record<string, string | null | undefined>>): string {
  const allowed = allowedAttributes.get(name);
  let text = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || !allowed?.has(key)) continue;
    if ((key === "href" || key === "src") && !isSafeUrl(value)) continue;
    text += ` ${key}="${escapeVerbatim(value)}"`;
  }
  return `${text}>`;
}

/** Relative, or of an allowed scheme. Browsers ignore white space and control characters inside a scheme. */
function isSafeUrl(url: string): boolean {
  const scheme = /^([^/?#]*?):/.exec(url.replace(/[\u0000-\u0020\u007f-\u00a0]/g, ""))?.[1];
  return scheme === undefined || allowedSchemes.has(scheme.toLowerCase());
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeVerbatim(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? "");
}

/** Keeps character references such as `&copy;`. */
function escapeText(text: string): string {
  return text.replace(
    /&(?!#\d{1,7};|#[xX][\da-fA-F]{1,6};|\w{1,32};)|[<>]/g,
    (character) => entities[character] ?? "",
  );
}
