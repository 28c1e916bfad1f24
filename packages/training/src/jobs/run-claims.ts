// Who has which run: a name is claimed and given up together with the change of the jobs that it belongs to.
import type { JobId, RunName } from "@runboard/contract";
import { isEnded, withoutRuns, type JobRecord } from "./job.ts";
import type { Draft, Ledger } from "./ledger.ts";
import { claimRuns, releaseRuns, type RunPlace } from "./run-directory.ts";

interface Claims {
  readonly ledger: Ledger;
  readonly place: RunPlace;
}

/**
 * A change that may claim runs, once. Their directories are made before it is committed: one that is left over by a kill is empty, and only costs a name.
 * Ended jobs whose directories somebody had deleted lose their names to those who claim them.
 */
export async function changeWithRuns<T>(
  { ledger, place }: Claims,
  work: (draft: Draft, claim: (bases: readonly string[]) => Promise<readonly RunName[]>) => Promise<T>,
): Promise<T> {
  let claimed: readonly RunName[] = [];
  try {
    return await ledger.change((draft) =>
      work(draft, async (bases) => {
        claimed = await claimRuns(place, bases, runsOfUnended(draft.jobs));
        const lost = new Set(claimed);
        for (const job of draft.jobs.values()) {
          const rest = withoutRuns(job, lost);
          if (rest !== job) draft.put(rest);
        }
        return claimed;
      }),
    );
  } catch (error) {
    await releaseRuns(place, claimed);
    throw error;
  }
}

/** Nobody else gets these names, whether their directories are there or not. */
export function runsOfUnended(jobs: ReadonlyMap<JobId, JobRecord>): ReadonlySet<RunName> {
  return new Set([...jobs.values()].filter((job) => !isEnded(job)).map(({ run }) => run));
}

/** Runs of jobs that gave them up. */
export function ownersThatLeft(
  before: readonly JobRecord[],
  after: readonly JobRecord[],
): readonly RunName[] {
  const left = before.filter(({ run, ownsDirectory }, at) => {
    const now = after[at];
    return ownsDirectory && now !== undefined && !(now.ownsDirectory && now.run === run);
  });
  return left.map(({ run }) => run);
}
