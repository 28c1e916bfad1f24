// Jobs in words: states, how far, how fast, how long still.
import {
  jobStatusWords,
  type Backend,
  type Job,
  type JobProgress,
  type JobState,
  type JobStatus,
  type PlannedDuration,
  type Sweep,
} from "@runboard/contract";
import { formatCount, formatCounted, formatDuration, formatValue } from "../ui/format.ts";

export function stateWord(state: JobState): string {
  if (state.status !== "queued") return jobStatusWords[state.status];
  switch (state.held) {
    case null:
      return jobStatusWords.queued;
    case "paused":
      return "paused";
    case "rung":
      return "waits for its rung";
  }
}

/** Why it is in its state; null where the state says all. What is being stopped was not yet, and tells why when it has. */
export function stateReason(state: JobState): string | null {
  if (state.status === "cancelling") return null;
  return "reason" in state && state.reason !== "" ? state.reason : null;
}

/** 0 to 1; null when the program does not say how long it is. */
export function progressShare({ progress, state }: Pick<Job, "progress" | "state">): number | null {
  if (state.status === "succeeded") return 1;
  if (!progress) return state.status === "running" ? null : 0;
  return progress.totalSteps === null ? null : Math.min(1, progress.step / progress.totalSteps);
}

/** `680 / 2,001 · 33 %`; empty before it has begun. */
export function progressText({ progress, state }: Pick<Job, "progress" | "state">): string {
  if (!progress) return "";
  const { step, totalSteps } = progress;
  if (totalSteps === null) return formatCounted(step, "step");
  const percent = state.status === "succeeded" ? "" : ` · ${Math.floor((100 * step) / totalSteps)} %`;
  return `${formatCount(step)} / ${formatCount(totalSteps)}${percent}`;
}

/** `19.2 steps/s`, `12 steps/min` for slow ones. */
export function rateText(stepsPerSecond: number): string {
  if (stepsPerSecond >= 100) return `${formatCount(Math.round(stepsPerSecond))} steps/s`;
  if (stepsPerSecond >= 0.1) return `${stepsPerSecond.toFixed(1)} steps/s`;
  return `${(stepsPerSecond * 60).toFixed(1)} steps/min`;
}

/** `1 min 10 s left`: coarser the longer it takes, so that it does not flicker. */
export function remainingText(seconds: number): string {
  const grain = seconds < 60 ? 1 : seconds < 600 ? 5 : 60;
  return `${formatDuration(Math.max(grain, Math.ceil(seconds / grain) * grain))} left`;
}

export function paceTexts(
  progress: JobProgress | null,
  status: JobStatus,
): readonly [rate: string, left: string] {
  if (!progress || status !== "running") return ["", ""];
  const { stepsPerSecond, remainingSeconds } = progress;
  return [
    stepsPerSecond === null ? "" : rateText(stepsPerSecond),
    remainingSeconds === null ? "" : remainingText(remainingSeconds),
  ];
}

/** How long the last attempt took, or takes until now; null before it has begun. */
export function durationSeconds(
  { startedSeconds, endedSeconds }: Pick<Job, "startedSeconds" | "endedSeconds">,
  nowMillis: number,
): number | null {
  if (startedSeconds === null) return null;
  const end = endedSeconds ?? nowMillis / 1000;
  const seconds = Math.max(0, end - startedSeconds);
  return endedSeconds === null || seconds >= 10 ? Math.round(seconds) : seconds;
}

/** Four significant digits: the width stays. */
export function metricText(value: number): string {
  if (!Number.isFinite(value)) return formatValue(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5))
    return value.toExponential(2).replace("-", "−").replace("e−", "e-");
  return value.toPrecision(4).replace("-", "−");
}

/** What a job was started with, a line each, without empty texts. */
export function parameterLines(parameters: Job["parameters"]): string {
  return Object.entries(parameters)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name} ${String(value)}`)
    .join("\n");
}

const backendNames = { tensorflow: "TensorFlow", wasm: "WebAssembly", cpu: "Plain JavaScript" } as const;

/** `About 2 h 10 min with WebAssembly, 35 min with TensorFlow`: on what computes now, and on what would be faster. Empty where nothing is known. */
export function planDurationText(durations: readonly PlannedDuration[], computes: Backend["name"]): string {
  const shown = [computes, "tensorflow" as const].filter((name, at, all) => all.indexOf(name) === at);
  const parts = shown.flatMap((name) => {
    const found = durations.find(({ backend }) => backend === name);
    return found ? [`${roughDuration(found.seconds)} with ${backendNames[name]}`] : [];
  });
  if (parts.length === 0) return "";
  return `${durations.some(({ isUpperLimit }) => isUpperLimit) ? "At most" : "About"} ${parts.join(", ")}`;
}

/** Two digits: nobody knows more beforehand. */
function roughDuration(seconds: number): string {
  const grain = seconds < 10 ? 1 : seconds < 60 ? 5 : seconds < 3600 ? 60 : seconds < 36_000 ? 600 : 3600;
  return formatDuration(Math.max(1, Math.round(seconds / grain)) * grain);
}

export function backendText({ name, version, threads }: Backend): string {
  return `${backendNames[name]} ${version}, ${formatCounted(threads, "thread")}`;
}

/** What tells a run of a sweep from its others: `latent 32, learningRate 0.001`; empty when nothing varies. */
export function variedText(
  { search }: Pick<Sweep, "search">,
  { parameters }: Pick<Job, "parameters">,
): string {
  const varied = Object.keys(search.kind === "grid" ? search.values : search.distributions);
  return varied.map((name) => `${name} ${String(parameters[name])}`).join(", ");
}

const countedOrder: readonly JobStatus[] = [
  "running",
  "cancelling",
  "queued",
  "succeeded",
  "failed",
  "cancelled",
  "interrupted",
];

/** `1 running · 8 waiting · 3 done`. */
export function sweepCountsText({ jobCounts, status }: Pick<Sweep, "jobCounts" | "status">): string {
  const counts = countedOrder.flatMap((state) => {
    const count = jobCounts[state] ?? 0;
    const word = state === "queued" && status === "paused" ? "paused" : jobStatusWords[state];
    return count > 0 ? [`${formatCount(count)} ${word}`] : [];
  });
  return counts.join(" · ");
}

/** `2 running and 8 waiting runs`. */
export function stoppedBySweep({ jobCounts }: Pick<Sweep, "jobCounts">): string {
  const running = (jobCounts.running ?? 0) + (jobCounts.cancelling ?? 0);
  const waiting = jobCounts.queued ?? 0;
  const parts = [
    ...(running > 0 ? [`${formatCount(running)} running`] : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
  ];
  return `${parts.join(" and ")} ${running + waiting === 1 ? "run" : "runs"}`;
}
