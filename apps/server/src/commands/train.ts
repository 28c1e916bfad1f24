// `runboard train`: starts one training, and waits for it when asked to.
import { isOn, numberOf, oneOf, type FlagSpec } from "./flags.ts";
import { openModel, paramFlags, startFlags } from "./model-command.ts";
import { valueOf, valuesOfFlags } from "./parameter-flags.ts";
import { jobJson } from "./progress.ts";
import { answerOf, type CommandIo } from "./server-link.ts";
import { waitForJob } from "./waiting.ts";

const ownFlags: readonly FlagSpec[] = [
  { name: "param", argument: "NAME=VALUE", help: "a parameter, in another way to write it" },
  { name: "run", argument: "NAME", help: "name of the run; made from the parameters by default" },
  ...startFlags,
];

const usage = `Usage: runboard train MODEL [--PARAMETER VALUE …] [flags]

Starts a training on a running server. runboard train MODEL --help shows the parameters of a model.
`;

export async function train(args: readonly string[], io: CommandIo): Promise<number> {
  const opened = await openModel(args, io, { ownFlags, usage });
  if (typeof opened === "number") return opened;
  const { model, link, parameters, flags } = opened;
  const values = valuesOfFlags(parameters, flags.values, ownFlags);
  for (const [parameter, text] of paramFlags(opened)) values[parameter.name] = valueOf(parameter, text);
  const isJson = isOn(flags, "json");
  const isWaitedFor = isOn(flags, "wait");
  const { job } = await answerOf(
    link.client.startJob({
      model: model.model,
      parameters: values,
      run: oneOf(flags, "run"),
      priority: numberOf(flags, "priority"),
      timeoutSeconds: numberOf(flags, "timeout"),
    }),
    link,
  );
  if (isWaitedFor) return waitForJob(job, { link, io, isJson });
  io.stdout.write(
    isJson
      ? jobJson(job)
      : `queued ${job.run} as job ${job.job}\nrunboard jobs shows how it goes; runboard jobs cancel ${job.job} stops it\n`,
  );
  return 0;
}
