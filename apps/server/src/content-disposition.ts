// The header by which an answer is saved as a file.
import type { SeriesRow } from "@runboard/store";

/** RFC 6266: an ASCII name for all, and the true one. */
export function contentDisposition(name: string): string {
  const safe = name.replace(/[\p{Cc}/\\:*?"<>|]/gu, "_");
  const ascii = safe.replace(/[^\x20-\x7e]/g, "_");
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** Named after what it holds, where that is one run or one tag. */
export function downloadName(rows: readonly Pick<SeriesRow, "run" | "tag">[], extension: string): string {
  const runs = new Set(rows.map(({ run }) => run));
  const tags = new Set(rows.map(({ tag }) => tag));
  const parts = [runs, tags]
    .flatMap((names) => (names.size === 1 ? [...names] : []))
    .filter((name) => name !== ".");
  // By characters, so that no surrogate pair is cut.
  return `${Array.from(["runboard", ...parts].join("-"))
    .slice(0, 120)
    .join("")}.${extension}`;
}
