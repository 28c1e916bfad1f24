// Markdown for a page of ours: nothing in it is loaded, and no link leads into the page or tells where it was followed.
import { htmlFromMarkdown } from "./markdown.ts";

/**
 * As `htmlFromMarkdown`, but pictures stand as the Markdown that they were, links without a scheme as plain text, and others open a page of their own.
 * @param maxLength in UTF-16 code units; longer texts are shown as they are.
 */
export function pageHtmlFromMarkdown(markdown: string, maxLength: number): string {
  return htmlFromMarkdown(markdown, maxLength).replace(writtenTag, (_, name: string, list: string) => {
    const attributes = new Map([...list.matchAll(writtenAttribute)].map(([, key, value]) => [key, value]));
    if (name === "img")
      return `<code>![${attributes.get("alt") ?? ""}](${attributes.get("src") ?? ""})</code>`;
    const href = attributes.get("href");
    if (href === undefined || !/^(?:https?:\/\/|mailto:)/i.test(href)) return "<a>";
    return `<a href="${href}" target="_blank" rel="noopener noreferrer nofollow">`;
  });
}

/** As `htmlFromMarkdown` writes them; in texts it writes no `<`. */
const writtenTag = /<(a|img)((?: [a-z]+="[^"]*")*)>/g;
const writtenAttribute = / ([a-z]+)="([^"]*)"/g;
