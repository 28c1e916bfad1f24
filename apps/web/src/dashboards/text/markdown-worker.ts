// A thread of its own that reads Markdown: a text that takes for ever must not hold up the page.
import { pageHtmlFromMarkdown } from "@runboard/markdown";

export interface MarkdownOrder {
  readonly id: number;
  readonly texts: readonly string[];
}

/** Of the id 0 when the thread is ready. */
export interface MarkdownDelivery {
  readonly id: number;
  readonly htmls: readonly string[];
}

const deliver = (delivery: MarkdownDelivery): void => self.postMessage(delivery);

self.addEventListener("message", ({ data: { id, texts } }: MessageEvent<MarkdownOrder>) =>
  deliver({ id, htmls: texts.map((text) => pageHtmlFromMarkdown(text, Infinity)) }),
);
deliver({ id: 0, htmls: [] });
