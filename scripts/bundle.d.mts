/** Writes the command, its threads and its processes into a directory. Gives the directories of the packages that went in. */
export function bundleCommand(outdir: string): Promise<readonly string[]>;
