// Code in documents, for the tests that run it.

export interface CodeBlock {
  /** Of the section that it stands in. */
  readonly heading: string;
  readonly language: string;
  readonly code: string;
}

/** Throws when there is code that it does not see. */
export function codeBlocksOf(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = "";
  const parts = /^#+ ([^\n]+)$|^```(\w*)\n(.*?)^```$/gms;
  for (const [, title, language = "", code = ""] of markdown.matchAll(parts)) {
    if (title !== undefined) heading = title;
    else blocks.push({ heading, language, code });
  }
  const fenceCount = markdown.match(/^[ >]*(```|~~~)/gm)?.length ?? 0;
  if (fenceCount !== 2 * blocks.length)
    throw new Error(`${fenceCount} fences are not those of ${blocks.length} blocks of code.`);
  return blocks;
}

/** A line each, with the lines that it goes on in; without remarks. */
export function shellCommandsOf({ code }: CodeBlock): readonly string[] {
  const lines = code.replaceAll("\\\n", " ").split("\n");
  return lines.map((line) => line.replace(/\s+# .*$/, "").trim()).filter((line) => line !== "");
}
