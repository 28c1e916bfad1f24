// What a run can be sorted by and what its columns hold, as the URL keeps it: `start`, `last:<tag>`, `hparam:<name>`, …
import { compareTagNames } from "@runboard/analysis";
import type { Run, RunName, RunState, Tag } from "@runboard/contract";
import { assertNever } from "../ui/assert-never.ts";
import { formatCount, formatDuration, formatValue, formatWallTime } from "../ui/format.ts";
import type { HparamsOf } from "./run-groups.ts";

export type Statistic = "last" | "min" | "max";

export type RunField =
  | { readonly kind: "name" | "start" | "duration" | "step" | "points" | "state" }
  | { readonly kind: "metric"; readonly statistic: Statistic; readonly tag: Tag }
  | { readonly kind: "hparam"; readonly name: string };

/** Fields that every run has. */
export const plainFields = ["start", "duration", "step", "points", "state"] as const;

/** What a run's last value of a tag is known by. Null for what has no value, or no finite one. */
export interface TagValue {
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly lastStep: number;
}

export interface FieldSources {
  readonly byName: ReadonlyMap<RunName, Run>;
  readonly tagValueOf: (tag: Tag, run: RunName) => TagValue | undefined;
  readonly hparamsOf: HparamsOf;
}

/** Undefined for what a run has not. */
export type FieldValue = number | string | undefined;

/** Undefined for text that names no field. */
export function decodeField(text: string): RunField | undefined {
  const at = text.indexOf(":");
  const rest = text.slice(at + 1);
  switch (at < 0 ? text : text.slice(0, at)) {
    case "last":
    case "min":
    case "max":
      return at < 0
        ? undefined
        : { kind: "metric", statistic: text.slice(0, at) as Statistic, tag: rest as Tag };
    case "hparam":
      return at < 0 || rest === "" ? undefined : { kind: "hparam", name: rest };
    default:
      return plainField(text);
  }
}

export function encodeField(field: RunField): string {
  switch (field.kind) {
    case "metric":
      return `${field.statistic}:${field.tag}`;
    case "hparam":
      return `hparam:${field.name}`;
    default:
      return field.kind;
  }
}

const plainTitles = {
  name: "Name",
  start: "Start",
  duration: "Duration",
  step: "Last step",
  points: "Points",
  state: "State",
} as const;

const statisticTitles = { last: "last", min: "MIN", max: "MAX" } as const satisfies Record<Statistic, string>;

/** `loss (MIN)`; the last value goes without saying. */
export function fieldTitle(field: RunField): string {
  switch (field.kind) {
    case "metric":
      return field.statistic === "last" ? field.tag : `${field.tag} (${statisticTitles[field.statistic]})`;
    case "hparam":
      return field.name;
    default:
      return plainTitles[field.kind];
  }
}

/** Whether great values are looked for first. */
export function startsDescending(field: RunField): boolean {
  if (field.kind === "metric") return field.statistic !== "min";
  return field.kind !== "name" && field.kind !== "hparam" && field.kind !== "state";
}

/** Numbers stand at the right, under each other. */
export function isNumeric(field: RunField): boolean {
  return (
    field.kind === "metric" || field.kind === "duration" || field.kind === "step" || field.kind === "points"
  );
}

export function fieldValue(field: RunField, name: RunName, sources: FieldSources): FieldValue {
  switch (field.kind) {
    case "metric":
      return sources.tagValueOf(field.tag, name)?.[field.statistic] ?? undefined;
    case "hparam": {
      const values = sources.hparamsOf(name);
      if (!values || !Object.hasOwn(values, field.name)) return undefined;
      const value = values[field.name];
      return typeof value === "boolean" ? String(value) : value;
    }
    case "name":
      return name;
    case "start":
    case "duration":
    case "step":
    case "points":
    case "state": {
      const run = sources.byName.get(name);
      return run && ownValue(field.kind, run);
    }
    default:
      return assertNever(field);
  }
}

/** What a cell says; empty for what a run has not. */
export function formatField(field: RunField, value: FieldValue): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  switch (field.kind) {
    case "state":
      return states[value] ?? "";
    case "start":
      return formatWallTime(value);
    case "duration":
      return formatDuration(value);
    case "step":
    case "points":
      return formatCount(value);
    default:
      return formatValue(value);
  }
}

/** Ascending; numbers before texts. Only for values that are there. */
export function compareFieldValues(a: number | string, b: number | string): number {
  if (typeof a === "number") return typeof b === "number" ? a - b : -1;
  return typeof b === "number" ? 1 : compareTagNames(a, b);
}

/** In the order in which they are sorted; a state's value is its place here. */
const states = ["live", "finished", "stale"] as const satisfies readonly RunState[];

function ownValue(kind: "start" | "duration" | "step" | "points" | "state", run: Run): FieldValue {
  switch (kind) {
    case "start":
      return run.startTimeSeconds ?? undefined;
    case "step":
      return run.lastStep ?? undefined;
    case "duration":
      if (run.startTimeSeconds === null || run.lastWallTimeSeconds === null) return undefined;
      return run.lastWallTimeSeconds - run.startTimeSeconds;
    case "points":
      return run.pointCount;
    case "state":
      return states.indexOf(run.state);
    default:
      return assertNever(kind);
  }
}

function plainField(text: string): RunField | undefined {
  return Object.hasOwn(plainTitles, text) ? { kind: text as keyof typeof plainTitles } : undefined;
}
