import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

test("the committed messages are what proto/ gives", () => {
  const out = mkdtempSync(join(tmpdir(), "runboard-proto-"));
  try {
    const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/proto.mjs"), out]);
    expect(status, stderr.toString()).toBe(0);
    const committed = join(root, "packages/tfevents/src/gen");
    expect(readdirSync(out)).toEqual(readdirSync(committed));
    for (const name of readdirSync(out))
      expect(readFileSync(join(out, name), "utf8"), name).toBe(readFileSync(join(committed, name), "utf8"));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
