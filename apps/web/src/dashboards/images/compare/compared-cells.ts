// The pictures that were picked to be compared, as the address has them.
import type { RunName, Tag } from "@runboard/contract";
import { decodeList, encodeList } from "../../../url/url-list.ts";

export interface ComparedCell {
  readonly run: RunName;
  readonly tag: Tag;
  /** From 0. */
  readonly sample: number;
  /** null: of the page's step. */
  readonly step: number | null;
}

/** More are not told apart. */
export const MOST_COMPARED = 8;

const FIELDS = 4;

export function encodeCompared(cells: readonly ComparedCell[]): string {
  return encodeList(
    cells.flatMap(({ run, tag, sample, step }) => [
      run,
      tag,
      String(sample),
      step === null ? "" : String(step),
    ]),
  );
}

/** What can be read of it, each once. */
export function decodeCompared(text: string): readonly ComparedCell[] {
  const fields = decodeList(text);
  const cells: ComparedCell[] = [];
  for (let at = 0; at + FIELDS <= fields.length && cells.length < MOST_COMPARED; at += FIELDS) {
    const [run = "", tag = "", sampleText = "", stepText = ""] = fields.slice(at, at + FIELDS);
    const sample = Number(sampleText);
    const step = stepText === "" ? null : Number(stepText);
    if (!Number.isInteger(sample) || sample < 0 || (step !== null && !Number.isFinite(step))) continue;
    const cell = { run: run as RunName, tag: tag as Tag, sample, step };
    if (!cells.some((one) => isSame(one, cell))) cells.push(cell);
  }
  return cells;
}

export function isSame(a: ComparedCell, b: ComparedCell): boolean {
  return a.run === b.run && a.tag === b.tag && a.sample === b.sample && a.step === b.step;
}

/** With it, or without it where it was there; as they are where there is no room for it. */
export function withToggled(cells: readonly ComparedCell[], cell: ComparedCell): readonly ComparedCell[] {
  const others = cells.filter((one) => !isSame(one, cell));
  if (others.length < cells.length) return others;
  return cells.length < MOST_COMPARED ? [...cells, cell] : cells;
}

/** What tells a picture from the others, where they differ in that; what they have in common is left out. */
export function tellingParts(cells: readonly ComparedCell[]): {
  readonly run: boolean;
  readonly tag: boolean;
  readonly sample: boolean;
} {
  const differ = (part: "run" | "tag" | "sample"): boolean =>
    new Set(cells.map((cell) => cell[part])).size > 1;
  const tag = differ("tag");
  const sample = differ("sample");
  return { run: differ("run") || !(tag || sample), tag, sample };
}
