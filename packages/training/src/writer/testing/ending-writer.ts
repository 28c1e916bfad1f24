// A process that writes 1,000 points and ends in the way that its second argument names: ending-writer.ts <directory> <ending>
import { setTimeout as sleep } from "node:timers/promises";
import { createSummaryWriter } from "../../writer.ts";

const [directory = "", ending = ""] = process.argv.slice(2);
const writer = createSummaryWriter(directory, { flushIntervalMillis: ending === "killed" ? 50 : 60_000 });
for (let step = 0; step < 1000; step++) writer.scalar("loss", step, step);

switch (ending) {
  case "at the end":
    break;
  case "by process.exit":
    process.exit(0);
    break;
  case "by an error":
    throw new Error("nobody catches this");
  case "killed":
    await sleep(300);
    writer.scalar("loss", 1000, 1000);
    process.kill(process.pid, "SIGKILL");
    break;
  case "on a full disk":
    for (let step = 1000; ; step++) {
      try {
        writer.scalar("loss", step, step);
      } catch (error) {
        console.log(JSON.stringify({ step, message: error instanceof Error ? error.message : "" }));
        process.exit(0);
      }
    }
}
