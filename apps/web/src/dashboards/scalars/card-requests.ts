// What a card shows as a request to the server, to be copied: as a shell command and as a Python program.
import {
  type CurvesQuery,
  downloadSeries,
  MAX_POINTS_LIMIT,
  MAX_TOTAL_POINTS_LIMIT,
  readCurves,
  readSeries,
  type SeriesQuery,
  type RunName,
  type Tag,
} from "@runboard/contract";
import type { z } from "zod";

export type CardRequest =
  /** Every point as it was logged. */
  | { readonly kind: "download"; readonly url: string }
  | { readonly kind: "series"; readonly url: string; readonly query: z.input<typeof SeriesQuery> }
  | { readonly kind: "curves"; readonly url: string; readonly query: z.input<typeof CurvesQuery> };

/** Servers and proxies refuse longer addresses. */
const LONGEST_URL = 6000;

/** As many points of each series as the server gives in one answer. */
export function mostPoints(seriesCount: number): number {
  return Math.max(
    4,
    Math.min(MAX_POINTS_LIMIT, Math.floor(MAX_TOTAL_POINTS_LIMIT / Math.max(1, seriesCount))),
  );
}

interface SeriesRequest {
  /** With its path prefix, without a slash at the end. */
  readonly baseUrl: string;
  readonly tags: readonly Tag[];
  /** null for every run that has one of the tags. */
  readonly runs: readonly RunName[] | null;
  readonly runCount: number;
  readonly axis: z.infer<typeof SeriesQuery>["axis"];
  readonly range: readonly [number, number] | null;
  readonly smoothing: number;
}

export function seriesRequest({
  baseUrl,
  tags,
  runs,
  runCount,
  axis,
  range,
  smoothing,
}: SeriesRequest): CardRequest {
  if (range === null && smoothing === 0) {
    const search = new URLSearchParams(tags.map((tag) => ["tag", tag]));
    for (const run of runs ?? []) search.append("run", run);
    search.append("format", "csv");
    const url = `${baseUrl}${downloadSeries.path}?${search.toString()}`;
    if (url.length <= LONGEST_URL) return { kind: "download", url };
  }
  return {
    kind: "series",
    url: `${baseUrl}${readSeries.path}`,
    query: {
      tags: [...tags],
      ...(runs && { runs: [...runs] }),
      axis,
      ...(range && { range: [...range] as [number, number] }),
      maxPoints: mostPoints(runCount * tags.length),
      smoothing,
    },
  };
}

/** The query with which the card was fetched, for as many points as there may be. */
export function curvesRequest(baseUrl: string, query: CurvesQuery): CardRequest {
  const curveCount = (query.groups?.length ?? query.runs?.length ?? 1) * query.sources.length;
  return {
    kind: "curves",
    url: `${baseUrl}${readCurves.path}`,
    query: { ...query, maxPoints: mostPoints(curveCount) },
  };
}

/** For any POSIX shell. */
export function curlCommand(request: CardRequest): string {
  const curl = "curl --fail --silent --show-error";
  if (request.kind === "download") return `${curl} ${shellWord(request.url)}`;
  return `${curl} ${shellWord(request.url)} \\\n  --header 'content-type: application/json' \\\n  --data-raw ${shellWord(JSON.stringify(request.query))}`;
}

/** A program that ends with the data in `df`, one row a point. */
export function pandasSnippet(request: CardRequest): string {
  if (request.kind === "download")
    return `import pandas as pd\n\ndf = pd.read_csv(\n    ${pythonLiteral(request.url)},\n    dtype={"run": str, "tag": str},\n    keep_default_na=False,\n    na_values={"value": ["NaN"]},\n)\n`;
  return `import json
import urllib.request

import pandas as pd

query = ${pythonLiteral(request.query)}
request = urllib.request.Request(
    ${pythonLiteral(request.url)},
    data=json.dumps(query).encode(),
    headers={"content-type": "application/json", "accept": "application/json"},
)
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
${request.kind === "series" ? seriesFrame(request.query.smoothing !== 0) : curvesFrame(request.query)}`;
}

function seriesFrame(isSmoothed: boolean): string {
  const numbers = isSmoothed ? `["value", "smoothed"]` : `["value"]`;
  return `df = pd.concat(
    pd.DataFrame(
        {
            "run": one["run"],
            "tag": one["tag"],
            "step": one["steps"],
            "wall_time": one["wallTimesSeconds"],
            "value": one["values"],${isSmoothed ? `\n            "smoothed": one["smoothed"],` : ""}
        }
    )
    for one in answer["series"]
)
# JSON has no NaN: it travels as text.
df[${numbers}] = df[${numbers}].astype(float)
`;
}

const xTitles = { step: "step", relative: "relative_seconds", wall: "wall_time" } as const;

function curvesFrame({ x }: z.input<typeof CurvesQuery>): string {
  // A tag may be called as another column is.
  const title = x && "tag" in x ? `x: ${x.tag}` : xTitles[x?.axis ?? "step"];
  return `sources = [source.get("tag") or source["expression"] for source in query["sources"]]
columns = {
    "xs": ${pythonLiteral(title)},
    "values": "value",
    "smoothed": "smoothed",
    "lower": "lower",
    "upper": "upper",
    "runCounts": "runs",
    "steps": "step",
    "wallTimesSeconds": "wall_time",
}
# JSON has no NaN: it travels as text.
df = pd.concat(
    pd.DataFrame({title: pd.Series(curve[key], dtype=float) for key, title in columns.items() if key in curve}).assign(
        shows=sources[curve["source"]],
        name=curve["run"] if curve["group"] is None else curve["group"],
    )
    for curve in answer["curves"]
)
`;
}

/** Single quotes keep everything but themselves. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** JSON's strings and numbers are Python's too. */
export function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}
