// How far reading the log directory is, in words: how much of how much, rate, time left.
import type { Loading } from "@runboard/contract";
import { formatBytes, formatCount, formatDuration } from "../ui/format.ts";

export interface LoadingBase {
  readonly atMillis: number;
  readonly bytesRead: number;
}

export interface LoadingText {
  /** 0 to 1; null while it is not known how much there is. */
  readonly share: number | null;
  /** `Reading 34 %`. */
  readonly short: string;
  /** `12 of 40 files · 123 MB of 363 MB`. */
  readonly amount: string;
  /** `180 MB/s · 2 s left`; empty while too little was read to tell. */
  readonly pace: string;
}

/** A rate over less is noise. */
const SHORTEST_PACE_MILLIS = 500;

/** null when nothing is being read. `base` is what was known when the page first heard of this reading. */
export function loadingText(
  loading: Loading,
  base: LoadingBase | null,
  nowMillis: number,
): LoadingText | null {
  const { phase, filesRead, filesTotal, bytesRead, bytesTotal } = loading;
  if (phase === "ready") return null;
  const files = `${formatCount(filesTotal)} ${filesTotal === 1 ? "file" : "files"}`;
  if (phase === "discovering" && bytesRead === 0)
    return { share: null, short: "Looking for event files", amount: `${files} found`, pace: "" };
  const share = bytesTotal > 0 ? Math.min(1, bytesRead / bytesTotal) : 0;
  return {
    share,
    short: `Reading ${Math.floor(share * 100)} %`,
    amount: `${formatCount(filesRead)} of ${files} · ${formatBytes(bytesRead)} of ${formatBytes(bytesTotal)}`,
    pace: pace(bytesRead, bytesTotal, base, nowMillis),
  };
}

function pace(bytesRead: number, bytesTotal: number, base: LoadingBase | null, nowMillis: number): string {
  if (!base || nowMillis - base.atMillis < SHORTEST_PACE_MILLIS || bytesRead <= base.bytesRead) return "";
  const bytesPerSecond = (bytesRead - base.bytesRead) / ((nowMillis - base.atMillis) / 1000);
  const left = Math.ceil(Math.max(0, bytesTotal - bytesRead) / bytesPerSecond);
  return `${formatBytes(bytesPerSecond)}/s · ${formatDuration(left)} left`;
}
