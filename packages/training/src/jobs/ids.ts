// Names of jobs and sweeps: eight digits of the time, so that files sort by it, and eight at random.
import { randomInt } from "node:crypto";
import { JobId, SweepId } from "@runboard/contract";

export function newJobId(clockMillis: number): JobId {
  return JobId.parse(newId(clockMillis));
}

export function newSweepId(clockMillis: number): SweepId {
  return SweepId.parse(newId(clockMillis));
}

function newId(clockMillis: number): string {
  const digits = (value: number) => Math.floor(value).toString(36).padStart(8, "0");
  return digits(clockMillis) + digits(randomInt(36 ** 8));
}
