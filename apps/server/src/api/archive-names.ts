// Names in an archive that every file system takes, each once.

/** Windows keeps these for devices, whatever their ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Of directories, some file systems take no more. */
const MOST_CHARACTERS = 120;

export class ArchiveNames {
  /** As file systems that know no case tell them apart. */
  readonly #taken = new Set<string>();

  constructor(reservedNames: readonly string[]) {
    for (const name of reservedNames) this.#taken.add(keyOf(name));
  }

  /** Of a series: `run/tag`, with a number where that stands for another one. */
  directoryOf(run: string, tag: string): string {
    const plain = [...run.split("/"), ...tag.split("/")].map(safeName).join("/");
    for (let count = 1; ; count++) {
      const name = count === 1 ? plain : `${plain} (${count})`;
      if (this.#taken.has(keyOf(name))) continue;
      this.#taken.add(keyOf(name));
      return name;
    }
  }
}

function keyOf(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function safeName(part: string): string {
  const plain = Array.from(
    part
      .normalize("NFC")
      // Half of a pair is no letter.
      .replace(/\p{Cs}/gu, "\ufffd")
      .replace(/[\p{Cc}\\:*?"<>|]/gu, "_")
      .replace(/^[. ]+$/, "_"),
  )
    .slice(0, MOST_CHARACTERS)
    .join("")
    // Windows leaves them out.
    .replace(/[. ]+$/, "_");
  if (plain === "") return "_";
  return reserved.test(plain) ? `_${plain}` : plain;
}
