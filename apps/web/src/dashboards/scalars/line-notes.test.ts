import { RunName, Tag, type Finding } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { chartColumns } from "./chart-columns.ts";
import { findingNotes, noteMarks, notesAt, noteText } from "./line-notes.ts";
import { fetchedSeries } from "./testing.ts";

const columns = chartColumns(
  fetchedSeries({ values: [1, 2, 9, 2, 2], steps: [0, 10, 20, 30, 40] }),
  "relative",
  0,
);
if (!columns) throw new Error("no columns");

function finding(kind: Finding["kind"], step: number, lastStep = step, pointCount = 1): Finding {
  const of = { run: RunName.parse("a"), tag: Tag.parse("loss") };
  return { ...of, kind, step, lastStep, wallTimeSeconds: 0, value: 9, pointCount };
}

describe("findings on a line", () => {
  const notes = findingNotes(
    [
      finding("spike", 20),
      finding("plateau", 28, 400, 90),
      finding("spike", 50),
      finding("non_finite", -9, -5),
    ],
    columns,
  );

  it("stand at the drawn points, and only where something is drawn", () => {
    expect(notes.map(({ kind, x, lastX }) => [kind, x, lastX])).toEqual([
      ["spike", 2, 2],
      ["plateau", 3, 4],
    ]);
    expect(noteMarks(notes)).toEqual([
      { kind: "spike", x: 2 },
      { kind: "plateau", x: 3 },
    ]);
  });

  it("are told where they are", () => {
    const kindsAt = [0, 1, 2, 3, 4, 5].map((index) =>
      notesAt(notes, columns.xs, index).map(({ kind }) => kind),
    );
    expect(kindsAt).toEqual([[], [], ["spike"], ["plateau"], ["plateau"], []]);
  });

  it("between two points belong to the nearer one", () => {
    const between = [{ kind: "restart", x: 2.4, lastX: 2.4, step: 24 }] as const;
    expect([1, 2, 3].map((index) => notesAt(between, columns.xs, index).length)).toEqual([0, 1, 0]);
  });

  it("of values that are not finite are marked by the chart itself", () => {
    const [note] = findingNotes([finding("non_finite", 10, 30, 3)], columns);
    if (!note) throw new Error("no note");
    expect(noteMarks([note])).toEqual([]);
    expect(noteText(note)).toBe("3 values not finite, steps 10 to 30");
  });
});
