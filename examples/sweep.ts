// Trains the tutorial's network with four settings, waits for the end and prints the best run: npx tsx examples/sweep.ts http://localhost:6006 300
import { createClient } from "@runboard/contract";

const [baseUrl = "http://localhost:6006", steps = "300"] = process.argv.slice(2);
const client = createClient({ baseUrl });

const { sweep, jobs } = await client.startSweep({
  title: "four settings",
  model: "mnist-cnn",
  parameters: { steps: Number(steps) },
  search: { kind: "grid", values: { learningRate: [1e-3, 1e-4], fc: [1, 2] } },
});
console.log(`started ${jobs.length} runs`);
const ended = await client.waitForSweep(sweep.sweep);
for (const { run, state } of ended.jobs) console.log(`${run}: ${state.status}`);
const { best, metric } = ended.sweep;
console.log(best ? `best: ${best.run} (${metric.tag} ${best.value})` : `no run has a value of ${metric.tag}`);
