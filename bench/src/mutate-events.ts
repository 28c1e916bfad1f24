// Damages event files 100,000 times (or as often as the first argument says) and scans each: nothing may throw, hang, or take much memory.
//
//   tsx bench/src/mutate-events.ts [count] [seed]
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EventFileScanner, maskedCrc32c, readBlobValue, readTensorValue } from "@runboard/tfevents";

const MAX_FILE_BYTES = 200_000;
const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));
const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);

const files = readdirSync(fixtures, { recursive: true, encoding: "utf8" })
  .filter((path) => path.includes("tfevents"))
  .sort()
  .map((path) => new Uint8Array(readFileSync(join(fixtures, path))))
  .filter((file) => file.length < MAX_FILE_BYTES);
const random = randomIntegers(seed);
const totals = { bytes: 0, events: 0, skipped: 0, corrupt: 0, points: 0, unreadable: 0 };
const worst = { millis: 0, bytes: 0 };
const begun = performance.now();

for (let index = 0; index < count; index++) {
  const file = damaged(files[random(files.length)] ?? new Uint8Array(0));
  const usedBefore = usedBytes();
  const started = performance.now();
  try {
    readEverything(file);
  } catch (error) {
    console.error(`file ${index} of seed ${seed}:`, error);
    process.exit(1);
  }
  worst.millis = Math.max(worst.millis, performance.now() - started);
  worst.bytes = Math.max(worst.bytes, usedBytes() - usedBefore);
}

const seconds = (performance.now() - begun) / 1000;
console.log(
  `${count} damaged files, ${(totals.bytes / 2 ** 20).toFixed(0)} MiB, in ${seconds.toFixed(1)} s (seed ${seed})`,
);
console.log(
  `${totals.events} events read, ${totals.skipped} records left out, ${totals.corrupt} files given up, ` +
    `${totals.points} points, ${totals.unreadable} of them unreadable when asked for`,
);
console.log(
  `slowest file ${worst.millis.toFixed(1)} ms, greatest growth of memory ${(worst.bytes / 2 ** 20).toFixed(1)} MiB`,
);

/** Scans a file and reads each of its tensors and blobs back. */
function readEverything(file: Uint8Array): void {
  const scanner = new EventFileScanner();
  let at = 0;
  let result = scanner.scan(file, at);
  for (; result.kind === "marked"; result = scanner.scan(file.subarray(at), at)) at += result.consumedBytes;
  const { scalars, records, eventCount, skipped } = scanner.take();
  totals.bytes += file.length;
  totals.events += eventCount;
  totals.skipped += skipped.count;
  if (result.kind === "corrupt") totals.corrupt++;
  for (const { steps } of scalars) totals.points += steps.length;
  for (const { offsetsBytes, lengthsBytes, details } of records)
    for (const [index, { kind }] of details.entries()) {
      const start = offsetsBytes[index] ?? 0;
      const value = file.subarray(start, start + (lengthsBytes[index] ?? 0));
      const point = kind === "tensor" ? readTensorValue(value) : readBlobValue(value, kind);
      totals.points++;
      if (point.kind === "corrupt") totals.unreadable++;
    }
}

/** One to eight changes; half of the results have right checksums again, so that what is behind these is reached. */
function damaged(file: Uint8Array): Uint8Array {
  let bytes = file.slice();
  for (let change = random(8); change >= 0; change--) bytes = changed(bytes, random(bytes.length + 1));
  if (random(2) === 0) repairChecksums(bytes);
  return bytes;
}

function changed(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  const length = random(random(4) === 0 ? 200 : 8);
  switch (random(6)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 2: {
      const repeated = random(at + 1);
      return joined(
        bytes.subarray(0, at),
        bytes.subarray(repeated, Math.min(at, repeated + 500)),
        bytes.subarray(at),
      );
    }
    case 3:
      for (let index = at; index < Math.min(bytes.length, at + length); index++) bytes[index] = random(256);
      return bytes;
    case 4:
      return bytes.fill(255, at, at + length);
    default:
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      return bytes;
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Makes the checksums right, as far as the lengths lead. */
function repairChecksums(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 12 <= bytes.length;) {
    view.setUint32(at + 8, maskedCrc32c(bytes, at, at + 8), true);
    const end = at + 12 + Number(view.getBigUint64(at, true));
    if (end + 4 > bytes.length) break;
    view.setUint32(end, maskedCrc32c(bytes, at + 12, end), true);
    at = end + 4;
  }
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** mulberry32: integers below `limit`. */
function randomIntegers(start: number): (limit: number) => number {
  let state = start >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
