// Jobs in words for a terminal.
import { jobStatusWords, type Job } from "@runboard/contract";

/** `running`, `paused` … */
export function stateText({ state }: Pick<Job, "state">): string {
  if (state.status !== "queued" || state.held === null) return jobStatusWords[state.status];
  return state.held === "paused" ? "paused" : "waits for its rung";
}

/** `520/2001 26 %`; empty before there is any progress. */
export function stepsText({ progress }: Pick<Job, "progress">): string {
  if (!progress) return "";
  const { step, totalSteps } = progress;
  return totalSteps === null
    ? `step ${step}`
    : `${step}/${totalSteps} ${Math.floor((100 * step) / totalSteps)} %`;
}

/** `accuracy/accuracy 0.9375`; empty before there is a value. */
export function metricText({ metric, metricValue }: Pick<Job, "metric" | "metricValue">): string {
  return metricValue === null ? "" : `${metric.tag} ${numberText(metricValue)}`;
}

/** Four digits are enough to compare. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** How an ended job ended, with the reason where there is one. */
export function endText(job: Job): string {
  const { state, startedSeconds, endedSeconds } = job;
  const took =
    startedSeconds !== null && endedSeconds !== null
      ? `after ${durationText(endedSeconds - startedSeconds)}`
      : "";
  const reason = "reason" in state ? `: ${state.reason}` : "";
  const facts = [metricText(job), took].filter((fact) => fact !== "").join(", ");
  return `${jobStatusWords[state.status]} ${job.run}${facts === "" ? "" : ` (${facts})`}${reason}`;
}

/** `[=====>    ]` */
export function barText(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `[${"=".repeat(Math.max(0, filled - 1))}${filled > 0 ? ">" : ""}${" ".repeat(width - filled)}]`;
}

/** Rows with aligned columns; the last one is not padded. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
