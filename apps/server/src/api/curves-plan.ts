// First half of answering `readCurves`: what has to be read, judged from names and counts alone, before a point is touched.
import { expressionTags, parseExpression, type Expression } from "@runboard/analysis";
import {
  ApiError,
  MAX_CURVE_POINTS_READ,
  MAX_SERIES_LIMIT,
  MAX_TOTAL_POINTS_LIMIT,
  type CurvesQuery,
  type FieldProblem,
  type RunName,
} from "@runboard/contract";
import type { EventStore } from "@runboard/store";

/** One of the query's sources, read. */
export interface PlannedSource {
  /** Its index in the query. */
  readonly index: number;
  readonly expression: Expression;
  /** Tags of the expression, then the tag on x. */
  readonly tags: readonly string[];
  /** Wall times, and the origin of the relative axis, are of this one. */
  readonly firstTag: string;
  /** Present with a baseline. */
  readonly baseline?: PlannedRun;
  /** One curve each; empty with groups. */
  readonly runs: readonly PlannedRun[];
  /** One curve each. */
  readonly groups: readonly { readonly name: string; readonly runs: readonly PlannedRun[] }[];
}

/** A run that has every tag of its source. */
export interface PlannedRun {
  readonly run: RunName;
  /** Over all those tags. */
  readonly pointCount: number;
}

export interface CurvesPlan {
  readonly sources: readonly PlannedSource[];
  /** Points to read, over all curves. */
  readonly pointCount: number;
}

/** Throws ApiError when the query cannot be answered: `invalid_request`, `too_large`. */
export async function planCurves(
  query: CurvesQuery,
  store: EventStore,
  tagNames: TagNames,
): Promise<CurvesPlan> {
  const { groups, baseline, x } = query;
  if (query.range && query.range[0] > query.range[1])
    throw invalid([{ field: "body.range", message: "the first number is greater than the second" }]);
  const expressions = await readSources(query, tagNames);
  if (baseline && (await store.listSeries({ runs: [baseline.run], dataClass: "scalar" })).length === 0)
    throw invalid([
      {
        field: "body.baseline.run",
        message: `there is no run ${JSON.stringify(baseline.run)} with scalars to compare with`,
      },
    ]);
  const planned = expressions.map((expression, index) => {
    const ownTags = expressionTags(expression);
    const tags = [...new Set("tag" in x ? [...ownTags, x.tag] : ownTags)];
    return { index, expression, tags, firstTag: ownTags[0] ?? "" };
  });
  const named = groups ? groups.flatMap(({ runs }) => runs) : query.runs;
  const counts = await countPoints(store, {
    tags: [...new Set(planned.flatMap(({ tags }) => tags))],
    ...(named && { runs: [...new Set(baseline ? [...named, baseline.run] : named)] }),
  });
  const sources = planned.flatMap((source): readonly PlannedSource[] => {
    const complete = (runs: readonly RunName[]) => runsWithTags(runs, source.tags, counts);
    const [base] = baseline ? complete([baseline.run]) : [];
    if (baseline && !base) return [];
    return [
      {
        ...source,
        ...(base && { baseline: base }),
        runs: groups ? [] : complete(query.runs ?? [...counts.keys()]),
        groups: (groups ?? [])
          .map(({ name, runs }) => ({ name, runs: complete(runs) }))
          .filter(({ runs }) => runs.length > 0),
      },
    ];
  });
  return { sources, pointCount: countWork(sources, query.maxPoints) };
}

/** Tags of all scalar series; read again when the store has changed. */
export class TagNames {
  readonly #store: EventStore;
  #revision = -1;
  #names: ReadonlySet<string> = new Set();

  constructor(store: EventStore) {
    this.#store = store;
  }

  async read(): Promise<ReadonlySet<string>> {
    const revision = await this.#store.revision();
    if (revision !== this.#revision) {
      const rows = await this.#store.listSeries({ dataClass: "scalar" });
      this.#names = new Set(rows.map(({ tag }) => tag));
      this.#revision = revision;
    }
    return this.#names;
  }
}

/** Throws ApiError naming every expression that cannot be read, and where. */
async function readSources({ sources }: CurvesQuery, tagNames: TagNames): Promise<readonly Expression[]> {
  const hasExpression = sources.some((source) => "expression" in source);
  const names = hasExpression ? await tagNames.read() : new Set<string>();
  const problems: FieldProblem[] = [];
  const expressions = sources.map((source, index): Expression => {
    if ("tag" in source) return { kind: "tag", tag: source.tag };
    const parsed = parseExpression(source.expression, (name) => names.has(name), names);
    if (parsed.ok) return parsed.expression;
    const { message, from, to } = parsed;
    const place =
      from >= source.expression.length
        ? "at the end"
        : `at character ${from + 1}, ${JSON.stringify(source.expression.slice(from, to))}`;
    problems.push({ field: `body.sources[${index}].expression`, message: `${place}: ${message}` });
    return { kind: "number", value: NaN };
  });
  if (problems.length > 0) throw invalid(problems);
  return expressions;
}

type PointCounts = ReadonlyMap<RunName, ReadonlyMap<string, number>>;

/** Run → tag → points, runs by name. */
async function countPoints(
  store: EventStore,
  selection: { readonly tags: readonly string[]; readonly runs?: readonly string[] },
): Promise<PointCounts> {
  const counts = new Map<RunName, Map<string, number>>();
  for (const { run, tag, pointCount } of await store.listSeries({ ...selection, dataClass: "scalar" })) {
    // The store holds only names that reading gave.
    const name = run as RunName;
    const ofRun = counts.get(name);
    if (ofRun) ofRun.set(tag, pointCount);
    else counts.set(name, new Map([[tag, pointCount]]));
  }
  return counts;
}

/** Each once. */
function runsWithTags(
  runs: readonly RunName[],
  tags: readonly string[],
  counts: PointCounts,
): readonly PlannedRun[] {
  return [...new Set(runs)].flatMap((run) => {
    const ofRun = counts.get(run);
    let pointCount = 0;
    for (const tag of tags) {
      const count = ofRun?.get(tag);
      if (count === undefined) return [];
      pointCount += count;
    }
    return [{ run, pointCount }];
  });
}

/** Points to read. Throws ApiError when they, or what is to be given, are too many. */
function countWork(sources: readonly PlannedSource[], maxPoints: number): number {
  let readCount = 0;
  let curveCount = 0;
  let answerCount = 0;
  const add = (runs: readonly PlannedRun[]): void => {
    const pointCount = runs.reduce((sum, run) => sum + run.pointCount, 0);
    readCount += pointCount;
    curveCount += 1;
    answerCount += Math.min(maxPoints, pointCount);
  };
  for (const { baseline, runs, groups } of sources) {
    readCount += baseline?.pointCount ?? 0;
    for (const run of runs) add([run]);
    for (const group of groups) add(group.runs);
  }
  if (readCount > MAX_CURVE_POINTS_READ)
    throw new ApiError(
      "too_large",
      `these curves are worked out from ${readCount} points; at most ${MAX_CURVE_POINTS_READ} are read at once: name fewer runs, groups or sources`,
    );
  if (curveCount > MAX_SERIES_LIMIT || answerCount > MAX_TOTAL_POINTS_LIMIT)
    throw new ApiError(
      "too_large",
      `these are ${curveCount} curves of up to ${answerCount} points; at most ${MAX_SERIES_LIMIT} and ${MAX_TOTAL_POINTS_LIMIT} are given at once: name fewer runs, groups or sources, or lower maxPoints`,
    );
  return readCount;
}

function invalid(fields: readonly FieldProblem[]): ApiError {
  return new ApiError(
    "invalid_request",
    fields.map(({ field, message }) => `${field}: ${message}`).join("; "),
    fields,
  );
}
