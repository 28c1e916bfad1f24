import { expect, test } from "vitest";
import { parseToneKey, toneKey } from "./tone-key.ts";
import { plainTone } from "./tone.ts";

test("a picture as it was logged is known by its blob alone; another light comes back from its name", () => {
  expect(toneKey("abc.1", plainTone)).toBe("abc.1");
  expect(parseToneKey("abc.1")).toEqual({ id: "abc.1", tone: null });
  const tone = { range: "1-99", gamma: 2.2, map: "viridis" } as const;
  expect(parseToneKey(toneKey("abc.1", tone))).toEqual({ id: "abc.1", tone });
  expect(toneKey("abc.1", tone)).not.toBe(toneKey("abc.1", { ...tone, gamma: 2 }));
});
