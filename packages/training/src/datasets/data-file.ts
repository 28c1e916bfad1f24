// Which files a training may read: those below the data directories, after every link has been followed.
import { realpath } from "node:fs/promises";
import path from "node:path";

/** There is no such file that may be read; the message does not tell whether there is one elsewhere. */
export class DataFileError extends Error {
  override readonly name = "DataFileError";
}

/** The absolute path of an existing file. A relative one is looked for in each directory, in order. Throws DataFileError. */
export async function resolveDataFile(file: string, dataDirectories: readonly string[]): Promise<string> {
  if (file === "" || file.includes("\0")) throw new DataFileError("There is no name of a file");
  const roots = (await Promise.all(dataDirectories.map(realOrNull))).filter((root) => root !== null);
  for (const root of path.isAbsolute(file) ? [""] : roots) {
    const real = await realOrNull(path.resolve(root, file));
    if (real !== null && roots.some((allowed) => isBelow(real, allowed))) return real;
  }
  throw new DataFileError(
    `${file} is not there, or not below ${dataDirectories.join(" or ") || "any data directory"}, where data may be read. Put it there, or name its directory in the configuration.`,
  );
}

async function realOrNull(file: string): Promise<string | null> {
  try {
    return await realpath(file);
  } catch {
    return null;
  }
}

function isBelow(file: string, directory: string): boolean {
  const relative = path.relative(directory, file);
  return (
    relative !== "" &&
    relative !== ".." &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}
