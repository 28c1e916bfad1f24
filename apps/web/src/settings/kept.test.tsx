import { beforeEach, expect, it } from "vitest";
import { forgetAll, keptIn } from "./kept.ts";

beforeEach(() => localStorage.clear());

it("counts what is ours and leaves what is not", () => {
  localStorage.setItem("runboard.preferences", "{}");
  localStorage.setItem("runboard.colors /logs/a", '{"run":1}');
  localStorage.setItem("runboard.colors /logs/b", '{"run":2}');
  localStorage.setItem("runboard.colors /logs/empty", "{}");
  localStorage.setItem("other", "stays");
  expect(keptIn(localStorage)).toEqual({
    entryCount: 4,
    coloredLogdirCount: 2,
    sizeBytes: 2 * (20 + 2 + 2 * (23 + 9) + 27 + 2),
  });
  forgetAll(localStorage);
  expect(keptIn(localStorage)).toEqual({ entryCount: 0, coloredLogdirCount: 0, sizeBytes: 0 });
  expect(localStorage.getItem("other")).toBe("stays");
});
