// What runs a search makes: pure, so that the same request always means the same runs.
import {
  MAX_SWEEP_RUNS,
  type Distribution,
  type FieldProblem,
  type Parameters,
  type ParameterValue,
  type Search,
} from "@runboard/contract";
import type { z } from "zod";
import { checkParameters } from "./parameters.ts";

export interface Expansion {
  /** Complete, in order; no two are the same. Empty when there are problems. */
  readonly runs: readonly Parameters[];
  /** Fields begin with `parameters` or `search`. */
  readonly problems: readonly FieldProblem[];
  /** Combinations and draws that were there already. */
  readonly duplicateCount: number;
}

/** How many draws are made for each run that is still wanted, before there seem to be no more. */
const DRAWS_PER_RUN = 20;

/** `fixed` are the parameters that all runs share; those that are searched are taken from the search, the others have their defaults. */
export function expandSearch(schema: z.ZodObject, fixed: Parameters, search: Search): Expansion {
  const searched = searchedNames(search);
  const shared = Object.fromEntries(Object.entries(fixed).filter(([name]) => !searched.includes(name)));
  const problems = [
    // Searched ones have their defaults here: what they are given is judged below.
    ...checkParameters(schema, shared).problems,
    ...(search.kind === "grid" ? gridProblems(schema, search) : drawProblems(schema, search)),
  ];
  if (problems.length > 0) return { runs: [], problems, duplicateCount: 0 };
  const { combinations, duplicateCount } = search.kind === "grid" ? combine(search.values) : drawMany(search);
  const runs: Parameters[] = [];
  const refused = new Map<string, FieldProblem>();
  for (const combination of combinations) {
    const checked = checkParameters(schema, { ...shared, ...combination });
    if (checked.problems.length === 0) runs.push(checked.parameters);
    // What only the combination of several parameters can get wrong.
    for (const { field, message } of checked.problems)
      refused.set(field, { field: "search", message: `${message} (${textOf(combination)})` });
  }
  return refused.size > 0
    ? { runs: [], problems: [...refused.values()], duplicateCount }
    : { runs, problems: [], duplicateCount };
}

function searchedNames(search: Search): readonly string[] {
  return Object.keys(search.kind === "grid" ? search.values : search.distributions);
}

function textOf(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(", ");
}

type SearchOf<Kind extends Search["kind"]> = Extract<Search, { kind: Kind }>;
type DrawnSearch = SearchOf<"random" | "halving">;

function gridProblems(schema: z.ZodObject, { values }: SearchOf<"grid">): readonly FieldProblem[] {
  const lists = Object.entries(values);
  if (lists.length === 0)
    return [{ field: "search.values", message: "Name at least one parameter, with the values to try." }];
  const problems = lists.flatMap(([name, list]) =>
    list.flatMap((value, at) => valueProblems(schema, name, value, `search.values.${name}[${at}]`)),
  );
  const runCount = lists.reduce((product, [, list]) => product * new Set(list).size, 1);
  if (runCount > MAX_SWEEP_RUNS) {
    const message = `This makes ${runCount} runs, and a sweep has at most ${MAX_SWEEP_RUNS}: try fewer values, or draw some at random.`;
    problems.push({ field: "search.values", message });
  }
  return problems;
}

function drawProblems(schema: z.ZodObject, { distributions }: DrawnSearch): readonly FieldProblem[] {
  const entries = Object.entries(distributions);
  if (entries.length === 0)
    return [
      { field: "search.distributions", message: "Name at least one parameter, with what to draw it from." },
    ];
  return entries.flatMap(([name, distribution]) => {
    const at = `search.distributions.${name}`;
    if (distribution.distribution === "choice")
      return distribution.values.flatMap((value, i) =>
        valueProblems(schema, name, value, `${at}.values[${i}]`),
      );
    const { min, max } = distribution;
    const isEmpty = distribution.distribution === "int" ? min > max : min >= max;
    if (isEmpty)
      return [{ field: `${at}.max`, message: `It must be greater than min, which is ${min}; it is ${max}.` }];
    // A value inside tells of parameters that are no numbers, or whole ones.
    const inside = distribution.distribution === "int" ? min : drawOne(distribution, 0.377);
    const wrong = valueProblems(schema, name, inside, at);
    if (wrong.length > 0 && valueProblems(schema, name, Math.round(min), at).length === 0)
      return [{ field: at, message: `${name} is not any number: draw it from int or choice.` }];
    const greatest = distribution.distribution === "int" ? max : drawOne(distribution, 1 - 2 ** -32);
    const ends = [
      ...valueProblems(schema, name, min, `${at}.min`),
      ...valueProblems(schema, name, greatest, `${at}.max`),
    ];
    return ends.length > 0 ? ends : wrong;
  });
}

function valueProblems(
  schema: z.ZodObject,
  name: string,
  value: ParameterValue,
  field: string,
): FieldProblem[] {
  return checkParameters(schema, { [name]: value })
    .problems.filter((problem) => problem.field === `parameters.${name}`)
    .map(({ message }) => ({ field, message }));
}

interface Combinations {
  readonly combinations: readonly Parameters[];
  readonly duplicateCount: number;
}

/** The last parameter changes fastest. */
function combine(values: Readonly<Record<string, readonly ParameterValue[]>>): Combinations {
  let combinations: readonly Parameters[] = [{}];
  let allCount = 1;
  for (const [name, list] of Object.entries(values)) {
    allCount *= list.length;
    combinations = combinations.flatMap((before) =>
      Array.from(new Set(list), (value) => ({ ...before, [name]: value })),
    );
  }
  return { combinations, duplicateCount: allCount - combinations.length };
}

/** More runs of the same seed begin with the same ones. */
function drawMany({ distributions, runCount, seed }: DrawnSearch): Combinations {
  const random = seededRandom(seed);
  // Not in the order of the request: an object with the same content means the same.
  const entries = Object.entries(distributions).sort(([a], [b]) => (a < b ? -1 : 1));
  const found = new Map<string, Parameters>();
  let duplicateCount = 0;
  for (let misses = 0; found.size < runCount && misses < DRAWS_PER_RUN * runCount;) {
    const drawn = Object.fromEntries(
      entries.map(([name, distribution]) => [name, drawOne(distribution, random())]),
    );
    const key = JSON.stringify(drawn);
    if (found.has(key)) {
      misses += 1;
      duplicateCount += 1;
    } else found.set(key, drawn);
  }
  return { combinations: [...found.values()], duplicateCount };
}

function drawOne(distribution: Distribution, random: number): ParameterValue {
  switch (distribution.distribution) {
    case "choice":
      return distribution.values[Math.floor(random * distribution.values.length)] ?? false;
    case "int":
      return distribution.min + Math.floor(random * (distribution.max - distribution.min + 1));
    case "uniform":
      return readable(distribution.min + random * (distribution.max - distribution.min), distribution);
    case "log_uniform": {
      const { min, max } = distribution;
      return readable(min * (max / min) ** random, distribution);
    }
  }
}

/** With four digits, unless that leads out of [min, max). */
function readable(value: number, { min, max }: { readonly min: number; readonly max: number }): number {
  const short = Number(value.toPrecision(4));
  if (short >= min && short < max) return short;
  return value >= max || value < min ? min : value;
}

/** Numbers in [0, 1), the same for the same seed (splitmix32). */
function seededRandom(seed: number): () => number {
  // Both halves count: seeds go to 2^53.
  let state = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1)) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Steps after which each rung of a successive halving ends; the last one, at the end of the training, is null. */
export function rungSteps(totalSteps: number, rungCount: number): readonly (number | null)[] {
  return Array.from({ length: rungCount }, (_, rung) =>
    rung === rungCount - 1 ? null : Math.ceil(totalSteps / 2 ** (rungCount - 1 - rung)),
  );
}
