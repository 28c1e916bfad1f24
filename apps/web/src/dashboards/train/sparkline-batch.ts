// Sparklines that are asked for at the same moment come with one request for each tag.
import type { RunName, ScalarSeries, Tag } from "@runboard/contract";
import { api } from "../../data/api.ts";
import { inTurn } from "../../data/in-turn.ts";

const MAX_POINTS = 60;
/** Rows that come into sight together ask within this time. */
const GATHER_MILLIS = 10;

interface Waiting {
  readonly resolve: (series: ScalarSeries | null) => void;
  readonly reject: (reason: unknown) => void;
}

/** Several rows wait for one answer: it is fetched whoever of them leaves. */
const neverAborted = new AbortController().signal;

const waiting = new Map<Tag, Map<RunName, Waiting[]>>();

/** null while the run has no such series. */
export function readSparkline(run: RunName, tag: Tag): Promise<ScalarSeries | null> {
  return new Promise((resolve, reject) => {
    let runs = waiting.get(tag);
    if (!runs) {
      runs = new Map();
      waiting.set(tag, runs);
      window.setTimeout(() => void send(tag), GATHER_MILLIS);
    }
    runs.set(run, [...(runs.get(run) ?? []), { resolve, reject }]);
  });
}

async function send(tag: Tag): Promise<void> {
  const runs = waiting.get(tag);
  waiting.delete(tag);
  if (!runs) return;
  try {
    const query = { tags: [tag], runs: [...runs.keys()], maxPoints: MAX_POINTS };
    const { series } = await inTurn(() => api.series(query), neverAborted);
    const byRun = new Map(series.map((one) => [one.run, one]));
    for (const [run, askers] of runs) for (const { resolve } of askers) resolve(byRun.get(run) ?? null);
  } catch (error) {
    for (const askers of runs.values()) for (const { reject } of askers) reject(error);
  }
}
