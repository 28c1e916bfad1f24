// A thread of its own that reads Markdown: a text that takes for ever must not hold up the page.
import { pageHtmlFromMarkdown } from "@runboard/markdown";

export interface MarkdownOrder {
  readonly id: number;
  readonly texts: readonly string[];
}

/** The next few of an order, in its order; of the id 0 when the thread is ready. */
export interface MarkdownDelivery {
  readonly id: number;
  readonly htmls: readonly string[];
}

/** Shorter ones take no time that anybody notices. */
const LONG_CHARACTERS = 1000;
/** As often is told what was read. */
const DELIVERY_MILLIS = 50;

const deliver = (delivery: MarkdownDelivery): void => self.postMessage(delivery);

self.addEventListener("message", ({ data: { id, texts } }: MessageEvent<MarkdownOrder>) => {
  let htmls: string[] = [];
  let deliveredMillis = performance.now();
  const deliverAll = (): void => {
    if (htmls.length > 0) deliver({ id, htmls });
    htmls = [];
    deliveredMillis = performance.now();
  };
  for (const text of texts) {
    // So that the next one is the one that takes long when nothing more comes.
    if (text.length >= LONG_CHARACTERS || performance.now() - deliveredMillis > DELIVERY_MILLIS) deliverAll();
    htmls.push(pageHtmlFromMarkdown(text, Infinity));
  }
  deliverAll();
});
deliver({ id: 0, htmls: [] });
