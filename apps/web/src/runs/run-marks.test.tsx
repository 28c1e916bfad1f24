import { beforeEach, describe, expect, it } from "vitest";
import { changeRunMarks, readRunMarks, without } from "./run-marks.ts";

beforeEach(() => localStorage.clear());

describe("marks of runs", () => {
  it("are kept by the browser, for each log directory", () => {
    changeRunMarks("/logs/a", { pinned: ["x"], colors: { y: "#102030" } });
    changeRunMarks("/logs/a", { hidden: ["z"] });
    expect(JSON.parse(localStorage.getItem("runboard.runs /logs/a") ?? "")).toEqual({
      pinned: ["x"],
      hidden: ["z"],
      colors: { y: "#102030" },
    });
    expect(readRunMarks("/logs/b")).toEqual({ pinned: [], hidden: [], colors: {} });
  });

  it("are the same object until something changes", () => {
    expect(readRunMarks("/logs/c")).toBe(readRunMarks("/logs/c"));
  });

  it("of which some are damaged are read as far as they are whole", () => {
    localStorage.setItem("runboard.runs /logs/d", '{"pinned":["x"],"hidden":7,"colors":{"y":"url(evil)"}}');
    expect(readRunMarks("/logs/d")).toEqual({ pinned: ["x"], hidden: [], colors: {} });
    localStorage.setItem("runboard.runs /logs/e", "[");
    expect(readRunMarks("/logs/e")).toEqual({ pinned: [], hidden: [], colors: {} });
  });

  it("follow another tab", () => {
    expect(readRunMarks("/logs/f").pinned).toEqual([]);
    localStorage.setItem("runboard.runs /logs/f", '{"pinned":["x"]}');
    window.dispatchEvent(new StorageEvent("storage", { key: "runboard.runs /logs/f" }));
    expect(readRunMarks("/logs/f").pinned).toEqual(["x"]);
  });
});

describe("a record without an entry", () => {
  it("has the others", () => {
    expect(without({ a: 1, b: 2 }, "a")).toEqual({ b: 2 });
  });
});
