import { decodeMessage, encodeMessage, type Layout, LayoutSchema } from "@runboard/tfevents";
import { expect, test } from "vitest";
import { MergedLayout } from "./chart-layout.ts";

function layout(init: Parameters<typeof encodeMessage<typeof LayoutSchema>>[1]): Layout {
  return decodeMessage(LayoutSchema, encodeMessage(LayoutSchema, init))!;
}

function multiline(title: string, ...tag: string[]) {
  return { title, content: { case: "multiline", value: { tag } } } as const;
}

function merge(...layouts: readonly Layout[]): unknown {
  const merged = new MergedLayout();
  for (const one of layouts) merged.add(one);
  return JSON.parse(merged.text());
}

const chart = (title: string, ...tag: string[]) => ({ title, multiline: { tag } });

test("no layout is an empty object", () => {
  expect(new MergedLayout().text()).toBe("{}");
});

test("fields that are not set come after those that are, as Python's protobuf writes them", () => {
  const merged = new MergedLayout();
  merged.add(
    layout({
      category: [
        { closed: true, chart: [{ content: { case: "margin", value: { series: [{ lower: "ä" }] } } }] },
        { title: "empty" },
      ],
    }),
  );
  expect(merged.text()).toBe(`{
  "category": [
    {
      "chart": [
        {
          "margin": {
            "series": [
              {
                "lower": "\\u00e4",
                "value": "",
                "upper": ""
              }
            ]
          },
          "title": ""
        }
      ],
      "closed": true,
      "title": ""
    },
    {
      "title": "empty",
      "chart": [],
      "closed": false
    }
  ],
  "version": 0
}`);
});

test("categories of one title are merged, without the charts that are there already", () => {
  const first = layout({
    version: 3,
    category: [{ title: "losses", closed: true, chart: [multiline("a", "x")] }],
  });
  const second = layout({
    version: 4,
    category: [{ title: "losses", chart: [multiline("a", "x"), multiline("a", "y"), multiline("a", "y")] }],
  });
  expect(merge(first, second)).toEqual({
    version: 3,
    category: [{ title: "losses", closed: true, chart: [chart("a", "x"), chart("a", "y")] }],
  });
});

test("a category that the second run brings is merged with that of the third", () => {
  const first = layout({ category: [{ title: "one", chart: [multiline("a")] }] });
  const second = layout({ category: [{ title: "two", chart: [multiline("b")] }] });
  const third = layout({ category: [{ title: "two", chart: [multiline("c")] }] });
  expect(merge(first, second, third)).toEqual({
    version: 0,
    category: [
      { title: "one", chart: [chart("a")], closed: false },
      { title: "two", chart: [chart("b"), chart("c")], closed: false },
    ],
  });
});

test("one layout stands as written", () => {
  const charts = [multiline("a"), multiline("a")];
  const only = layout({
    category: [
      { title: "one", chart: charts },
      { title: "one", chart: charts },
    ],
  });
  const category = { title: "one", chart: [chart("a"), chart("a")], closed: false };
  expect(merge(only)).toEqual({ version: 0, category: [category, category] });
});
