// The icons of a job's row: each means one thing.
import type { JobStatus } from "@runboard/contract";
import type { IconName } from "../../ui/icons.tsx";

export const stateIcons = {
  queued: "clock",
  running: "running",
  cancelling: "stopped",
  succeeded: "check",
  failed: "failed",
  cancelled: "stopped",
  interrupted: "broken",
} as const satisfies Record<JobStatus, IconName>;

/** In the order of their slots. */
export const actionIcons = {
  stop: "stop",
  turn: "turn",
  resume: "resume",
  again: "from-start",
  clone: "copy",
  log: "terminal",
} as const satisfies Record<string, IconName>;

export type JobActionId = keyof typeof actionIcons;

export const jobActionIds = Object.keys(actionIcons) as readonly JobActionId[];
