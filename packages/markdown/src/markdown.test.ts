import { describe, expect, test } from "vitest";
import { escapeMarkdown, htmlFromMarkdown, htmlFromText } from "./markdown.ts";
import { pageHtmlFromMarkdown } from "./page-html.ts";

describe("htmlFromMarkdown", () => {
  test.each([
    ["plain", "<p>plain</p>"],
    ["the *validation* loss", "<p>the <em>validation</em> loss</p>"],
    ["**b** `a<b` \\*x\\*", "<p><strong>b</strong> <code>a&lt;b</code> *x*</p>"],
    ["# Head\ntext", "<h1>Head</h1>\n<p>text</p>"],
    ["two  \nlines", "<p>two<br>\nlines</p>"],
    ["- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"],
    ["> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"],
    ["```py\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"],
    [
      "|a|b|\n|-|-|\n|1|*2*|",
      "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td><em>2</em></td>\n</tr>\n</tbody>\n</table>",
    ],
    ['[x](http://a/?b=1&c=2 "t")', '<p><a href="http://a/?b=1&amp;c=2" title="t">x</a></p>'],
    ["![alt](/i.png)", '<p><img alt="alt" src="/i.png"></p>'],
    ["&copy; & <", "<p>&copy; &amp; &lt;</p>"],
    ["~~kept~~ http://kept.too", "<p>~~kept~~ http://kept.too</p>"],
    ["a\0b", "<p>ab</p>"],
  ])("%j", (markdown, html) => {
    expect(htmlFromMarkdown(markdown)).toBe(html);
  });

  test.each([
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["<b onclick=x>y</b>", "<p>&lt;b onclick=x&gt;y&lt;/b&gt;</p>"],
    ["<em onclick='x'>y</em>", "<p><em>y</em></p>"],
    ["<img src=x onerror=alert(1)>", '<img src="x">'],
    ['<img src="x" alt="\'>" onerror=y>', '<img src="x" alt="\'&gt;">'],
    ["<a href='javascript:x'>k</a>", "<p><a>k</a></p>"],
    ["<a href=' java\tscript:x'>k</a>", "<p><a>k</a></p>"],
    ["<a href='&#106;avascript:x'>k</a>", '<p><a href="&amp;#106;avascript:x">k</a></p>'],
    ["[k](javascript:x)", "<p><a>k</a></p>"],
    ["[k](JAVASCRIPT:x)", "<p><a>k</a></p>"],
    ["[k](&#106;avascript:x)", '<p><a href="&amp;#106;avascript:x">k</a></p>'],
    ["[k](data:text/html,x)", "<p><a>k</a></p>"],
    ["![k](data:image/svg+xml,x)", '<p><img alt="k"></p>'],
    ['[k](x "a\\"onmouseover=\\"y")', '<p><a href="x" title="a&quot;onmouseover=&quot;y">k</a></p>'],
    ["<svg/onload=x>", "<p>&lt;svg/onload=x&gt;</p>"],
    ["<a <script>x</script>", "<p>&lt;a &lt;script&gt;x&lt;/script&gt;</p>"],
    ["x <!-- <script> --> y", "<p>x  y</p>"],
  ])("makes %j harmless", (markdown, html) => {
    expect(htmlFromMarkdown(markdown)).toBe(html);
  });

  test("shows what is too long or too deep to parse as it is", () => {
    expect(htmlFromMarkdown("*x* ".repeat(10_000))).toBe(`<p>${"*x* ".repeat(10_000)}</p>`);
    expect(htmlFromMarkdown(`${">".repeat(19_000)} <i>`)).toMatch(/^(<blockquote>|<p>&gt;)/);
  });
});

describe("a text that would become far longer than it is", () => {
  const table = (columnCount: number, rows: string) =>
    `|${"a|".repeat(columnCount)}\n|${"-|".repeat(columnCount)}\n${rows}`;

  test.each([
    ["a table of short rows", table(3000, "|b\n".repeat(2500))],
    ["many such tables", `${table(30, "|b\n".repeat(30))}\n`.repeat(80)],
    ["one in a quotation", `> ${table(3000, "> |b\n".repeat(1500)).replace("\n", "\n> ")}`],
    ["a link at many places", `${"[a]".repeat(3000)}\n\n[a]: http://${"b".repeat(10_000)}`],
    ["a picture's title", `${"![a]".repeat(3000)}\n\n[a]: b "${"c".repeat(7000)}"`],
  ])("%s is shown as it is", (_, text) => {
    const shown = `<p>${text.replaceAll(">", "&gt;")}</p>`;
    expect(htmlFromMarkdown(text).slice(0, 100_000)).toBe(shown);
    expect(pageHtmlFromMarkdown(text, Infinity).slice(0, 100_000)).toBe(shown);
  });

  test("does not keep what was written cell by cell, or a few short rows, from being a table", () => {
    for (const text of [
      table(90, `${"|".repeat(91)}\n`.repeat(180)),
      table(20, "|b\n".repeat(40)),
      table(3, "|b\n".repeat(1000)),
    ])
      expect(htmlFromMarkdown(text)).toMatch(/^<table>/);
    const links = "[a][1] ".repeat(2000);
    expect(htmlFromMarkdown(`${links}\n\n[1]: http://example.org/some/page`)).toMatch(/^<p><a href/);
  });
});

test("escapeMarkdown gives back the text", () => {
  const names = ["a_b_c", "*x*", "[1](2)", "<i>", "# h", "lr=1e-3,`x`", "a\\b", "&amp;", "a|b~c!d"];
  for (const name of names) {
    const html = htmlFromMarkdown(`x ${escapeMarkdown(name)}`);
    const text = html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
    expect(text).toBe(`<p>x ${name}</p>`);
  }
  expect(escapeMarkdown("a\n# b")).toBe("a \\# b");
});

// Where time grew with the square of the length, each would take hours.
test.each([
  `<${"a".repeat(1_000_000)}`,
  '<a "'.repeat(300_000),
  `<a ${"b".repeat(1_000_000)}>`,
  `<a ${"b =".repeat(300_000)}>`,
  "<!--".repeat(300_000),
])("reads tags that never end: %#", (text) => {
  expect(htmlFromText(text)).not.toContain("<a <");
});
