// A process that commits without end, until it is killed: `node --import tsx committing-child.ts <index path> <name> <seed>`.
//
// Several may run at once under different names; each has files of its own. A file's cursor counts its points: point number i of a file has step i in series "even" or "odd". Now and then a file is replaced by a shorter one.
import { openStore } from "../open-store.ts";
import { fileCommit, scalarPoints } from "./builders.ts";

const [, , path = "", name = "", seedText = "1"] = process.argv;
let seed = Number(seedText);

/** An integer below `limit`. */
function random(limit: number): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * limit);
}

const store = await openStore({ kind: "sqlite", path });
const offsets = new Map((await store.listFiles()).map((file) => [file.path, file.offsetBytes]));
process.stdout.write("ready\n");
for (;;) {
  const commits = [0, 1, 2].map((file) => {
    const run = `${name}${file}`;
    const filePath = `/logs/${run}/events`;
    const isReplacement = random(40) === 0;
    const from = isReplacement ? 0 : (offsets.get(filePath) ?? 0);
    const to = from + random(file === 0 ? 5 : 900);
    const steps = Array.from({ length: to - from }, (_, i) => from + i);
    offsets.set(filePath, to);
    const points = [
      scalarPoints(
        "even",
        steps.filter((step) => step % 2 === 0),
      ),
      scalarPoints(
        "odd",
        steps.filter((step) => step % 2 === 1),
      ),
    ];
    return { ...fileCommit([run, filePath], [from, to], points), isReplacement };
  });
  const { refusedPaths } = await store.commit(commits);
  if (refusedPaths.length > 0) throw new Error(`Refused: ${refusedPaths.join()}`);
}
