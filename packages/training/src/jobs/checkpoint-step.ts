// Finds the checkpoint that a process wrote when nobody was there to be told of it.
import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** Of the newest whole checkpoint that was written since then; null when there is none. A checkpoint's index gets its name when all of it is written. */
export async function checkpointStepSince(
  runDirectory: string,
  sinceSeconds: number,
): Promise<number | null> {
  const names = await readdir(runDirectory).catch(() => []);
  const steps = await Promise.all(
    names.map(async (name) => {
      const step = /^model\.ckpt-(\d+)\.index$/.exec(name)?.[1];
      if (step === undefined) return null;
      const facts = await stat(path.join(runDirectory, name)).catch(() => null);
      return facts !== null && facts.mtimeMs / 1000 >= sinceSeconds ? Number(step) : null;
    }),
  );
  return steps.reduce((last, step) => (step !== null && (last === null || step > last) ? step : last), null);
}
