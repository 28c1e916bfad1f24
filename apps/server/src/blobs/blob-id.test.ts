import { expect, test } from "vitest";
import { blobIdsOf, parseBlobId } from "./blob-id.ts";

const place = {
  identity: "2049:131_345:gAAAé/+",
  offsetBytes: 2 ** 40 + 7,
  lengthBytes: 12_345,
  kind: "images",
} as const;
const ids = blobIdsOf(place, "input/näme", 40);

test("a name says what it names, and is the same every time", () => {
  expect(new Set(ids).size).toBe(40);
  expect(blobIdsOf(place, "input/näme", 40)).toEqual(ids);
  for (const [sample, id] of ids.entries()) {
    const { isTag, ...named } = parseBlobId(id) ?? { isTag: () => false };
    expect(named).toEqual({ ...place, sample });
    expect([isTag("input/näme"), isTag("input/name"), isTag("")]).toEqual([true, false, false]);
  }
});

test("it stands in an address as it is", () => {
  for (const id of ids) expect(encodeURIComponent(id)).toBe(id);
});

test("whatever differs in one character is no name", () => {
  const [id = ""] = ids;
  for (let at = 0; at < id.length; at++) {
    for (const other of ["0", "z", "-", ".", "é", ""]) {
      const changed = id.slice(0, at) + other + id.slice(at + 1);
      if (changed !== id) expect(parseBlobId(changed)).toBeUndefined();
    }
  }
});

test.each([
  "",
  ".",
  "a.b.c.i0.d.e",
  "../../etc/passwd",
  `${ids[0] ?? ""}\n`,
  `${ids[0] ?? ""}.0`,
  "A".repeat(100_000),
])("%.40j is no name", (id) => {
  expect(parseBlobId(id)).toBeUndefined();
});
