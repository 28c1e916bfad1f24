// The example of the README: write an event file, then read it as a tailing reader would.
import { EventFileScanner, EventWriter, histogramValue, readTensorValue } from "../src/index.ts";

const file: Uint8Array[] = [];
const writer = new EventWriter({ write: (bytes) => file.push(bytes), wallTimeSeconds: Date.now() / 1000 });
for (let step = 0; step < 100; step++)
  writer.writeScalar("loss", 1 / (step + 1), { step, wallTimeSeconds: Date.now() / 1000 });
const weights = histogramValue({ tag: "weights", values: [0.1, 0.2, 0.4] });
writer.writeSummary([weights], { step: 100, wallTimeSeconds: Date.now() / 1000 });
writer.flush();

const bytes = new Uint8Array(Buffer.concat(file));
const scanner = new EventFileScanner();
const result = scanner.scan(bytes, 0); // truncated: come back with more from result.consumedBytes on
const { scalars, records } = scanner.take(); // columns per series; places of what is no scalar
const [start, size] = [records[0]?.offsetsBytes[0] ?? 0, records[0]?.lengthsBytes[0] ?? 0];
const histogram = readTensorValue(bytes.subarray(start, start + size));

export { histogram, result, scalars };
