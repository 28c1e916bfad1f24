import { runStyle } from "@runboard/charts";
import { beforeEach, describe, expect, it } from "vitest";
import {
  colorSlots,
  groupColorSlots,
  keepColorSlots,
  runColor,
  spreadColors,
  takeColorSlot,
} from "./run-colors.ts";

beforeEach(() => localStorage.clear());

describe("colours of runs", () => {
  it("stay when other runs come and go", () => {
    const first = colorSlots("/logs/a", ["x", "y"]);
    keepColorSlots("/logs/a", first);
    const second = colorSlots("/logs/a", ["new", "y"]);
    expect(second.get("y")).toBe(first.get("y"));
    expect(second.get("new")).not.toBe(first.get("y"));
    expect(second.get("new")).not.toBe(first.get("x"));
  });

  it("are kept by the browser, for each log directory", () => {
    keepColorSlots("/logs/b", new Map([["x", 5]]));
    expect(JSON.parse(localStorage.getItem("runboard.colors /logs/b") ?? "")).toEqual({ x: 5 });
    expect(colorSlots("/logs/c", ["x"]).get("x")).toBe(0);
  });

  it("survive damaged storage", () => {
    localStorage.setItem("runboard.colors /logs/d", '{"x": "red"');
    expect(colorSlots("/logs/d", ["x"]).get("x")).toBe(0);
  });

  it("are the clearest for what is shown at first of very many", () => {
    const names = Array.from({ length: 1000 }, (_, index) => `run${index}`);
    expect(colorSlots("/logs/e", names).get("run999")).toBeLessThan(100);
  });

  it("change places when one is taken by hand, and are given out again on request", () => {
    keepColorSlots("/logs/f", colorSlots("/logs/f", ["x", "y", "z"]));
    takeColorSlot("/logs/f", "x", 2);
    expect(Object.fromEntries(colorSlots("/logs/f", ["x", "y", "z"]))).toEqual({ x: 2, y: 1, z: 0 });
    takeColorSlot("/logs/f", "y", 20);
    expect(Object.fromEntries(colorSlots("/logs/f", ["x", "y", "z"]))).toEqual({ x: 2, y: 20, z: 0 });
    spreadColors("/logs/f", ["y"], ["x", "z"]);
    expect(Object.fromEntries(colorSlots("/logs/f", ["x", "y", "z"]))).toEqual({ y: 0, x: 1, z: 2 });
  });

  it("of groups stay when other groups come", () => {
    expect(groupColorSlots("regex:(.)", ["b", "c"]).get("c")).toBe(1);
    expect(groupColorSlots("regex:(.)", ["a", "b", "c"]).get("c")).toBe(1);
    expect(groupColorSlots("folder:1", ["c"]).get("c")).toBe(0);
  });

  it("are those of the theme", () => {
    const slots = new Map([["x", 3]]);
    expect(runColor(slots, "x", "dark").color).toBe(runStyle(3).dark);
    expect(runColor(slots, "x", "light")).toEqual({ color: runStyle(3).light });
  });
});
