// Generates TypeScript from proto/ into packages/tfevents/src/gen, or into the directory given as argument. Needs no network.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "packages/tfevents/node_modules/.bin");
const out = resolve(process.argv[2] ?? join(root, "packages/tfevents/src/gen"));

const template = {
  version: "v2",
  plugins: [
    {
      local: join(bin, "protoc-gen-es"),
      out,
      opt: ["target=ts", "import_extension=ts", "erasable_syntax=true"],
    },
  ],
};

rmSync(out, { recursive: true, force: true });
const { status, error } = spawnSync(
  join(bin, "buf"),
  ["generate", join(root, "proto"), "--template", JSON.stringify(template)],
  { stdio: "inherit" },
);
if (error) throw error;
process.exitCode = status ?? 1;
