// The turns of waiting jobs: who comes when, and which priority leads where.
import { MAX_PRIORITY, type Job, type JobId } from "@runboard/contract";

/** Places in the queue, from 1 for the job that begins next; held jobs have none. `jobs` come in the server's order. */
export function queuePlaces(jobs: readonly Job[]): ReadonlyMap<JobId, number> {
  return new Map(jobs.filter(hasTurn).map(({ job }, index) => [job, index + 1]));
}

/** `next`, `2nd`, `3rd`, `11th`. */
export function placeText(place: number): string {
  if (place === 1) return "next";
  const isTeen = Math.floor(place / 10) % 10 === 1;
  const ending = isTeen ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${ending}`;
}

/**
 * The same jobs with the waiting ones among them in the order of their turns; all others keep their places. Those without a place in the queue do not wait
 * for their turn.
 */
export function withTurnsInOrder(jobs: readonly Job[], places: ReadonlyMap<JobId, number>): readonly Job[] {
  const placeOf = ({ job }: Job): number => places.get(job) ?? 0;
  const waiting = jobs.filter(({ job }) => places.has(job)).sort((a, b) => placeOf(a) - placeOf(b));
  let taken = 0;
  return jobs.map((job) => (places.has(job.job) ? (waiting[taken++] ?? job) : job));
}

export interface TurnChoice {
  readonly name: "next" | "last" | "raise" | "lower";
  /** What the job has to be given; null where it would change nothing, or is not possible. */
  readonly priority: number | null;
}

/** What can be done about the turn of a waiting job. `jobs` are all of them, in the server's order. */
export function turnChoices(job: Job, jobs: readonly Job[]): readonly TurnChoice[] {
  const queue = jobs.filter(hasTurn);
  const others = queue.filter((other) => other.job !== job.job).map(({ priority }) => priority);
  const isMovable = hasTurn(job) && others.length > 0;
  const isFirst = queue[0]?.job === job.job;
  const isLast = queue.at(-1)?.job === job.job;
  return [
    { name: "next", priority: isMovable && !isFirst ? allowed(Math.max(...others) + 1) : null },
    { name: "last", priority: isMovable && !isLast ? allowed(Math.min(...others) - 1) : null },
    { name: "raise", priority: allowed(job.priority + 1) },
    { name: "lower", priority: allowed(job.priority - 1) },
  ];
}

function hasTurn({ state }: Pick<Job, "state">): boolean {
  return state.status === "queued" && state.held === null;
}

function allowed(priority: number): number | null {
  return Math.abs(priority) <= MAX_PRIORITY ? priority : null;
}
