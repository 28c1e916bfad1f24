// `runboard sweep`: starts a run for every combination or draw of parameters, and waits for them when asked to.
import type { Distribution, Parameters, Search } from "@runboard/contract";
import { isOn, numberOf, oneOf, UsageError, type FlagSpec } from "./flags.ts";
import { openModel, paramFlags, startFlags, type OpenedModel } from "./model-command.ts";
import {
  distributionOf,
  pairOf,
  parameterNamed,
  valueOf,
  valuesOf,
  valuesOfFlags,
} from "./parameter-flags.ts";
import { jobJson, sweepJson } from "./progress.ts";
import { answerOf, type CommandIo } from "./server-link.ts";
import { waitForSweep } from "./waiting.ts";

const ownFlags: readonly FlagSpec[] = [
  {
    name: "grid",
    argument: "NAME=V1,V2",
    help: "every combination of these values; | between values that hold commas",
  },
  { name: "random", argument: "N", help: "N runs drawn at random" },
  {
    name: "halving",
    argument: "N",
    help: "N runs drawn at random, of which the worse half is stopped again and again",
  },
  {
    name: "rungs",
    argument: "N",
    help: "with --halving: how often the rest is halved, and once more (default: 3)",
  },
  { name: "seed", argument: "N", help: "the same seed draws the same runs (default: 0)" },
  {
    name: "param",
    argument: "NAME=VALUE",
    help: "a parameter of all runs; drawn: log_uniform:MIN:MAX, uniform:MIN:MAX, int:MIN:MAX, choice:V1,V2",
  },
  { name: "title", argument: "TEXT", help: "what to call the sweep" },
  ...startFlags,
];

const usage = `Usage: runboard sweep MODEL --grid NAME=V1,V2 … [--PARAMETER VALUE …] [flags]
       runboard sweep MODEL --random N --param NAME=log_uniform:MIN:MAX … [flags]

Starts many trainings on a running server. runboard sweep MODEL --help shows the parameters of a model.
`;

export async function sweep(args: readonly string[], io: CommandIo): Promise<number> {
  const opened = await openModel(args, io, { ownFlags, usage });
  if (typeof opened === "number") return opened;
  const { model, link, flags } = opened;
  const { search, parameters } = searchOf(opened);
  const isJson = isOn(flags, "json");
  const isWaitedFor = isOn(flags, "wait");
  const started = await answerOf(
    link.client.startSweep({
      model: model.model,
      parameters,
      search,
      title: oneOf(flags, "title"),
      priority: numberOf(flags, "priority"),
      timeoutSeconds: numberOf(flags, "timeout"),
    }),
    link,
  );
  const { jobs } = started;
  if (isWaitedFor) return waitForSweep(started, { link, io, isJson });
  io.stdout.write(
    isJson
      ? `${sweepJson(started.sweep)}${jobs.map(jobJson).join("")}`
      : `queued ${jobs.length} runs as sweep ${started.sweep.sweep}:\n${jobs.map(({ run }) => `  ${run}\n`).join("")}runboard jobs --sweep ${started.sweep.sweep} shows how they go\n`,
  );
  return 0;
}

/** What is searched, and what is the same in all runs. Throws UsageError. */
function searchOf(opened: OpenedModel): { readonly search: Search; readonly parameters: Parameters } {
  const { flags, parameters } = opened;
  const fixed = valuesOfFlags(parameters, flags.values, ownFlags);
  const kinds = (["grid", "random", "halving"] as const).filter((kind) => flags.values.has(kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    throw new UsageError(
      kinds.length > 1
        ? `${kinds.map((each) => `--${each}`).join(" and ")} exclude each other: give one of them`
        : "give what to search: --grid NAME=V1,V2 for every combination, or --random N",
    );
  const distributions: Record<string, Distribution> = {};
  for (const [parameter, text] of paramFlags(opened)) {
    const distribution = kind === "grid" ? undefined : distributionOf(parameter, text);
    if (distribution) distributions[parameter.name] = distribution;
    else fixed[parameter.name] = valueOf(parameter, text);
  }
  return {
    search: kind === "grid" ? gridOf(opened) : drawnOf(kind, opened, distributions),
    parameters: fixed,
  };
}

function gridOf({ flags, parameters }: OpenedModel): Search {
  const pairs = (flags.values.get("grid") ?? []).map((text) => {
    const { name, value } = pairOf("grid", text);
    const parameter = parameterNamed(parameters, name);
    return [parameter.name, valuesOf(parameter, value)] as const;
  });
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) < index);
  if (twice) throw new UsageError(`--grid ${twice[0]} was given twice: give all its values at once`);
  return { kind: "grid", values: Object.fromEntries(pairs) };
}

function drawnOf(
  kind: "random" | "halving",
  { flags }: OpenedModel,
  distributions: Record<string, Distribution>,
): Search {
  if (Object.keys(distributions).length === 0)
    throw new UsageError(`--${kind} needs something to draw: --param NAME=log_uniform:MIN:MAX`);
  const runCount = numberOf(flags, kind) ?? 0;
  const drawn = { distributions, runCount, seed: numberOf(flags, "seed") ?? 0 };
  const rungCount = numberOf(flags, "rungs");
  if (kind === "halving") return { kind, ...drawn, rungCount: rungCount ?? 3 };
  if (rungCount !== undefined) throw new UsageError("--rungs goes with --halving");
  return { kind, ...drawn };
}
