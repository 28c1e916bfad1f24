// `npm start [-- flags]`: installs and builds what is missing, then becomes the `runboard` command, on ./runs unless told otherwise.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, ensureInstalled, requireNode, root, SetupError } from "./prepare.mjs";

try {
  requireNode();
  await ensureInstalled();
  await ensureBuilt();
  const flags = process.argv.slice(2);
  if (!choosesLogdir(flags)) {
    const runs = join(root, "runs");
    mkdirSync(runs, { recursive: true });
    flags.push("--logdir", runs);
  }
  // In this process: signals, terminal and exit code are then the command's own.
  const command = join(root, "apps", "server", "bin", "runboard.js");
  process.argv = [process.argv[0], command, ...flags];
  // npm changes to the directory of package.json; a relative --logdir means the one that the shell is in.
  if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
  await import(pathToFileURL(command).href);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Whether flags, environment or config file say what to show, or nothing is to be shown. */
function choosesLogdir(flags) {
  const names =
    /^(--(logdir|logdir[_-]spec|event[_-]file|config|help|helpfull|version|version[_-]tb)(=|$)|-h$)/;
  const { RUNBOARD_LOGDIR, RUNBOARD_LOGDIR_SPEC, RUNBOARD_CONFIG } = process.env;
  if (flags.some((flag) => names.test(flag)) || RUNBOARD_LOGDIR || RUNBOARD_LOGDIR_SPEC || RUNBOARD_CONFIG)
    return true;
  return ["json", "yaml", "yml"]
    .map((extension) => join(process.env.INIT_CWD ?? ".", `runboard.config.${extension}`))
    .some((file) => existsSync(file) && /logdir/i.test(readFileSync(file, "utf8")));
}
