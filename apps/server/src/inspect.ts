// `--inspect`: which tags the event files of a log directory hold, and how their steps run. Reads the files, not the index.
import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { EventFileScanner, type ScannedPoints } from "@runboard/tfevents";

export interface InspectTask {
  readonly target: { readonly logdir: string } | { readonly eventFile: string };
  readonly tag: string | undefined;
}

/** Kinds in the order and by the names of TensorBoard's digest; what has none of its own is a tensor. */
const kinds = ["audio", "graph", "histograms", "images", "scalars", "tensor"] as const;
type Kind = (typeof kinds)[number];

interface StepDigest {
  readonly tags: Set<string>;
  readonly steps: Float64Array[];
  /** `[before, after]` wherever the steps of a tag went back. */
  readonly backwards: (readonly [number, number])[];
}

/** Prints the digest; the exit code: 0, or 1 when there is nothing to read. */
export async function inspect(
  { target, tag }: InspectTask,
  output: { write(text: string): unknown },
): Promise<number> {
  const units = await findUnits(target);
  if (units.size === 0) {
    output.write(`no event files found in ${"logdir" in target ? target.logdir : target.eventFile}\n`);
    return 1;
  }
  const bar = "=".repeat(70);
  output.write(`${bar}\nProcessing event files... (this can take a few minutes)\n${bar}\n\n`);
  output.write(`Found event files in:\n${[...units.keys()].join("\n")}\n`);
  for (const [unit, files] of units) {
    const digests = new Map<Kind, StepDigest>();
    const remarks: string[] = [];
    for (const file of files) remarks.push(...(await scanFile(file, tag, digests)));
    output.write(`\nThese tags are in ${unit}:\n${tagsText(digests)}${bar}\n`);
    output.write(`\nEvent statistics for ${unit}:\n${stepsText(digests)}`);
    for (const remark of remarks) output.write(`${remark}\n`);
    output.write(`${bar}\n`);
  }
  return 0;
}

/** Event files by the directory that holds them, or the one that was named. */
async function findUnits(target: InspectTask["target"]): Promise<ReadonlyMap<string, readonly string[]>> {
  const units = new Map<string, string[]>();
  if ("eventFile" in target) {
    const isFile = await stat(target.eventFile).then(
      (facts) => facts.isFile(),
      () => false,
    );
    if (isFile) units.set(target.eventFile, [target.eventFile]);
    return units;
  }
  const entries = await readdir(target.logdir, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const { name, parentPath } of entries) {
    if (!name.includes("tfevents")) continue;
    units.set(parentPath, [...(units.get(parentPath) ?? []), path.join(parentPath, name)].sort());
  }
  return new Map([...units].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const FIRST_BUFFER_BYTES = 4 * 1024 * 1024;

/** Adds what a file holds to the digests; says what is wrong with the file. */
async function scanFile(
  file: string,
  tag: string | undefined,
  digests: Map<Kind, StepDigest>,
): Promise<readonly string[]> {
  const remarks: string[] = [];
  const scanner = new EventFileScanner();
  let handle;
  try {
    handle = await open(file);
    const { size } = await handle.stat();
    let buffer = Buffer.alloc(Math.min(FIRST_BUFFER_BYTES, Math.max(size, 1)));
    let offset = 0;
    while (offset < size) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      const result = scanner.scan(buffer.subarray(0, bytesRead), offset);
      const { skipped } = addPoints(scanner.take(), tag, digests);
      if (skipped.count > 0) remarks.push(`${file}: ${skipped.count} records skipped: ${skipped.reason}`);
      offset += result.consumedBytes;
      if (result.kind === "marked") continue;
      if (result.kind !== "truncated") {
        remarks.push(`${file}: corrupt at byte ${offset}: ${result.reason}`);
        break;
      }
      if (bytesRead === 0 || result.neededBytes > size - offset) {
        if (offset < size) remarks.push(`${file}: ends within a record at byte ${offset}`);
        break;
      }
      if (result.neededBytes > buffer.length) buffer = Buffer.alloc(result.neededBytes);
    }
  } catch (error) {
    remarks.push(`${file}: cannot be read: ${(error as Error).message}`);
  } finally {
    await handle?.close();
  }
  return remarks;
}

function addPoints(
  points: ScannedPoints,
  tag: string | undefined,
  digests: Map<Kind, StepDigest>,
): ScannedPoints {
  for (const series of [...points.scalars, ...points.records]) {
    if ((tag !== undefined && series.tag !== tag) || series.steps.length === 0) continue;
    const kind = kindOf(series.metadata.plugin);
    const digest = digests.get(kind) ?? { tags: new Set(), steps: [], backwards: [] };
    digests.set(kind, digest);
    digest.tags.add(series.tag);
    digest.steps.push(series.steps);
    let before = series.steps[0] ?? 0;
    for (const step of series.steps) {
      if (step < before) digest.backwards.push([before, step]);
      before = step;
    }
  }
  return points;
}

function kindOf(plugin: string): Kind {
  if (plugin === "graphs" || plugin.startsWith("graph_")) return "graph";
  return kinds.find((kind) => kind === plugin) ?? "tensor";
}

function tagsText(digests: ReadonlyMap<Kind, StepDigest>): string {
  return kinds
    .map((kind) => {
      const tags = [...(digests.get(kind)?.tags ?? [])].sort();
      return tags.length === 0 ? `${kind} -\n` : `${kind}\n${tags.map((tag) => `   ${tag}\n`).join("")}`;
    })
    .join("");
}

function stepsText(digests: ReadonlyMap<Kind, StepDigest>): string {
  return kinds
    .map((kind) => {
      const digest = digests.get(kind);
      if (!digest) return `${kind} -\n`;
      const distinct = distinctSteps(digest.steps);
      const facts: readonly (readonly [string, string])[] = [
        ["first_step", String(digest.steps[0]?.[0])],
        ["last_step", String(digest.steps.at(-1)?.at(-1))],
        ["max_step", String(distinct.at(-1))],
        ["min_step", String(distinct[0])],
        ["num_steps", String(distinct.length)],
        ["outoforder_steps", backwardsText(digest.backwards)],
      ];
      return `${kind}\n${facts.map(([name, value]) => `   ${name.padEnd(20)} ${value}\n`).join("")}`;
    })
    .join("");
}

/** Ascending. */
function distinctSteps(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0));
  let length = 0;
  for (const column of columns) {
    all.set(column, length);
    length += column.length;
  }
  return all.sort().filter((step, index) => index === 0 || step !== all[index - 1]);
}

const SHOWN_PAIRS = 20;

function backwardsText(pairs: StepDigest["backwards"]): string {
  const shown = pairs.slice(0, SHOWN_PAIRS).map(([before, after]) => `(${before}, ${after})`);
  const rest = pairs.length - shown.length;
  return `[${shown.join(", ")}${rest > 0 ? `, and ${rest} more` : ""}]`;
}
