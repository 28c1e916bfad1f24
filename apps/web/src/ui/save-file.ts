// Hands data to the reader as a file.

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Not before the browser has begun to read it.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that every file system takes. */
export function fileName(title: string, extension: string): string {
  const plain = title
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}._=+-]+/gu, "_")
    .replaceAll(/^[._]+|[._]+$/gu, "")
    .slice(0, 80);
  return `${plain === "" ? "chart" : plain}.${extension}`;
}
