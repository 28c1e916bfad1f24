import { describe, expect, test } from "vitest";
import { pageHtmlFromMarkdown } from "./page-html.ts";

const html = (markdown: string) => pageHtmlFromMarkdown(markdown, 1000);
const apart = 'target="_blank" rel="noopener noreferrer nofollow"';

describe("Markdown for the page", () => {
  test.each([
    ["[x](http://a/?b=1&c=2)", `<p><a href="http://a/?b=1&amp;c=2" ${apart}>x</a></p>`],
    ["<HTTPS://a>", `<p><a href="HTTPS://a" ${apart}>HTTPS://a</a></p>`],
    ["[x](mailto:a@b)", `<p><a href="mailto:a@b" ${apart}>x</a></p>`],
    ["[x](/api/v1/blobs?id=1)", "<p><a>x</a></p>"],
    ["[x](//elsewhere/)", "<p><a>x</a></p>"],
    ["[x](http:/api/v1/blobs?id=1)", "<p><a>x</a></p>"],
    ["[x](#full)", "<p><a>x</a></p>"],
    ['<a title="http://a" href="/b">x</a>', "<p><a>x</a></p>"],
    ["![a < b](http://tracker/i.png)", "<p><code>![a &lt; b](http://tracker/i.png)</code></p>"],
    ["<img src=//tracker/x>", "<code>![](//tracker/x)</code>"],
    ["`<img src=x>`", "<p><code>&lt;img src=x&gt;</code></p>"],
  ])("%j", (markdown, expected) => {
    expect(html(markdown)).toBe(expected);
  });

  test("is the text itself when it is longer than it may be", () => {
    expect(pageHtmlFromMarkdown("# a <b>", 6)).toBe("<p># a &lt;b&gt;</p>");
  });
});
