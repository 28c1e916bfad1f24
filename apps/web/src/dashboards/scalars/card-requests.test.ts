import { CurvesQuery, RunName, SeriesQuery, Tag } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import {
  curlCommand,
  curvesRequest,
  pandasSnippet,
  pythonLiteral,
  seriesRequest,
  shellWord,
} from "./card-requests.ts";

const baseUrl = "http://localhost:6006";
const odd = `it's "odd" \\ $HOME \`id\` é\n&run=x`;
const plain = {
  baseUrl,
  tags: [Tag.parse("loss/train")],
  runs: [RunName.parse(odd)],
  runCount: 1,
  axis: "step",
  range: null,
  smoothing: 0,
} as const;

/** What a shell makes of single-quoted and backslashed text. */
function shellWords(command: string): readonly string[] {
  const word = /(?:'[^']*'|\\[^\n]|[^\s'\\])+/gu;
  return (command.replaceAll("\\\n", " ").match(word) ?? []).map((text) =>
    text.replaceAll(/'([^']*)'|\\(.)/gu, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? ""),
  );
}

describe("a card to be fetched by a script", () => {
  it("that shows points as they were logged is a download", () => {
    const request = seriesRequest(plain);
    expect(request.kind).toBe("download");
    const { searchParams } = new URL(request.url);
    expect(searchParams.getAll("run")).toEqual([odd]);
    expect(searchParams.getAll("tag")).toEqual(["loss/train"]);
    expect(searchParams.get("format")).toBe("csv");
    expect(shellWords(curlCommand(request)).at(-1)).toBe(request.url);
    expect(pandasSnippet(request)).toContain(`pd.read_csv(\n    "${request.url}"`);
  });

  it("that is zoomed or smoothed, or names many runs, is asked of the series", () => {
    const ranged = seriesRequest({ ...plain, range: [10, 20.5] });
    const smoothed = seriesRequest({ ...plain, smoothing: 0.6, runs: null, runCount: 250 });
    const many = seriesRequest({
      ...plain,
      runs: Array.from({ length: 400 }, (_, index) => RunName.parse(`sweep/seed_${index}`)),
      runCount: 400,
    });
    for (const request of [ranged, smoothed, many]) {
      if (request.kind !== "series") throw new Error(`a ${request.kind}`);
      expect(SeriesQuery.safeParse(request.query).success).toBe(true);
    }
    expect(ranged).toMatchObject({
      query: { runs: [odd], range: [10, 20.5], smoothing: 0, maxPoints: 100_000 },
    });
    expect(smoothed).toMatchObject({ query: { smoothing: 0.6, maxPoints: 8000 } });
    expect("query" in smoothed && smoothed.query.runs).toBeUndefined();
    expect(pandasSnippet(ranged)).not.toContain('smoothed"');
    expect(pandasSnippet(smoothed)).toContain(`"smoothed": one["smoothed"]`);
  });

  it("that shows curves is asked of the curves, with every point", () => {
    const query = CurvesQuery.parse({ runs: [odd], sources: [{ expression: "a - b" }], maxPoints: 512 });
    const request = curvesRequest(baseUrl, query);
    expect(request).toMatchObject({ kind: "curves", query: { ...query, maxPoints: 100_000 } });
    expect(pandasSnippet(request)).toContain(`{"expression": "a - b"}`);
  });

  it("keeps odd names whole in a shell", () => {
    const request = seriesRequest({ ...plain, smoothing: 0.9 });
    const words = shellWords(curlCommand(request));
    expect(words.slice(-4, -1)).toEqual(["--header", "content-type: application/json", "--data-raw"]);
    expect(SeriesQuery.parse(JSON.parse(words.at(-1) ?? "")).runs).toEqual([odd]);
    expect(shellWords(shellWord(odd))).toEqual([odd]);
  });

  it("is written in Python's words", () => {
    expect(pythonLiteral({ a: [1, -2.5e-7, true, null], 'b"': "x\ny'", c: undefined })).toBe(
      `{"a": [1, -2.5e-7, True, None], "b\\"": "x\\ny'"}`,
    );
  });
});
