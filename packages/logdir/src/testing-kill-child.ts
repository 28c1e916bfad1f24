// The process that the kill test kills: loads what it needs, waits for a line, then watches until its end. Writes a dot for whatever happens.
import { openStore, type StoreLocation } from "@runboard/store";
import { Coordinator } from "./coordinator.ts";
import { smallLimits } from "./testing-limits.ts";

const [logdir = "", index = ""] = process.argv.slice(2);
const store: StoreLocation = { kind: "sqlite", path: index };
const reloadIntervalMillis = 100;
await (await openStore(store)).close();
process.stdin.once("data", () => void watch());
process.stdout.write("loaded\n");

async function watch(): Promise<void> {
  const roots = [{ name: null, path: logdir }];
  const coordinator = await Coordinator.open(
    {
      role: "coordinator",
      roots,
      store,
      limits: smallLimits,
      reloadIntervalMillis,
      workerCount: 1,
      useHints: true,
      damagedPaths: [],
    },
    () => process.stdout.write("."),
  );
  process.stdout.write(".");
  await coordinator.run();
}
