// A process that damages what the index knows of series and mends it, without end, until it is killed: `node --import tsx mending-child.ts <index path>`.
import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "../open-store.ts";
import { openDatabase } from "../sqlite/driver.ts";
import { fileCommit, scalarPoints } from "./builders.ts";

const [, , path = ""] = process.argv;
const store = await openStore({ kind: "sqlite", path });
const db = await openDatabase(path, false);
const file = ["run", "/logs/run/events"] as const;
for (;;) {
  await store.removeFiles([file[1]]);
  await store.commit([fileCommit(file, [0, 9], [scalarPoints("loss", [1, 2, 3])])]);
  process.stdout.write("whole\n");
  db.exec("UPDATE series SET summary = zeroblob(length(summary))");
  await pause(Math.random() * 3);
}
