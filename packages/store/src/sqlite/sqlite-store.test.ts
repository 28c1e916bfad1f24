import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventStore } from "../event-store.ts";
import { openStore } from "../open-store.ts";
import { describeEventStore } from "../testing.ts";

describeEventStore("SQLite", async () => {
  const directory = await mkdtemp(join(tmpdir(), "runboard-store-"));
  const connections: EventStore[] = [];
  return {
    async connect() {
      const store = await openStore({ kind: "sqlite", path: join(directory, "index.db") });
      connections.push(store);
      return store;
    },
    async dispose() {
      await Promise.all(connections.map((store) => store.close()));
      await rm(directory, { recursive: true });
    },
  };
});
