// Which log directory a job belongs to: an index directory may serve one after another, and a job is listed, started and changed only where its run lies.
import { access, realpath } from "node:fs/promises";
import path from "node:path";
import { RunName } from "@runboard/contract";
import { z } from "zod";
import { JobRecord } from "./job.ts";
import { directoryOf, type RunPlace } from "./run-directory.ts";

/** A job with the log directory that its run lies in, by its real path; null in one of an older version. */
export const PlacedJob = JobRecord.extend({
  place: z.object({ logdir: z.string(), runPrefix: z.string() }).nullable().default(null),
});
export type PlacedJob = z.infer<typeof PlacedJob>;

/** The job as it is called here; null for one of another log directory. */
export async function jobHere({ place, ...job }: PlacedJob, here: RunPlace): Promise<JobRecord | null> {
  if (place === null) return (await liesHere(job, here)) ? job : null;
  if (place.logdir !== here.logdir) return null;
  // The same directory may be served under another name.
  if (place.runPrefix === here.runPrefix) return job;
  return { ...job, run: RunName.parse(here.runPrefix + job.run.slice(place.runPrefix.length)) };
}

async function liesHere({ run, ownsDirectory }: JobRecord, here: RunPlace): Promise<boolean> {
  if (!ownsDirectory || !run.startsWith(here.runPrefix)) return false;
  return access(directoryOf(here, run)).then(
    () => true,
    () => false,
  );
}

/** The same for all ways to write a directory, also of one that is not there yet. */
export async function realPathOf(directory: string): Promise<string> {
  try {
    return await realpath(directory);
  } catch {
    const parent = path.dirname(directory);
    return parent === directory ? directory : path.join(await realPathOf(parent), path.basename(directory));
  }
}
