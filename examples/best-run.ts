// Waits until no run is live, then prints the run whose last accuracy is best: npx tsx examples/best-run.ts http://localhost:6006 accuracy
import { createClient } from "@runboard/contract";

const [baseUrl = "http://localhost:6006", tag = "accuracy"] = process.argv.slice(2);
const client = createClient({ baseUrl });

let isLoaded = false;
for await (const news of client.watch()) {
  if (news.kind === "loading") isLoaded = news.loading.phase === "ready";
  const { runs } = await client.runs();
  if (isLoaded && !runs.some((run) => run.state === "live")) break;
}
const { series } = await client.latest({ tags: [tag] });
// A run that has diverged ends in NaN, which is best of nothing.
const ranked = series.flatMap(({ run, last }) =>
  last && !Number.isNaN(last.value) ? [{ run, ...last }] : [],
);
const [best] = ranked.sort((a, b) => b.value - a.value);
console.log(best ? `${best.run}: ${tag} ${best.value} at step ${best.step}` : `no run has logged ${tag}`);
