import { describe, expect, test } from "vitest";
import { flagsHelp, isOn, kebabCase, numberOf, oneOf, readFlags, type FlagSpec } from "./flags.ts";

const specs: readonly FlagSpec[] = [
  { name: "learning-rate", otherNames: ["lr"], argument: "VALUE", help: "how far each step goes" },
  { name: "grid", argument: "NAME=V1,V2", help: "every combination" },
  { name: "wait", help: "wait" },
  { name: "help", otherNames: ["h"], help: "show this" },
];
const read = (line: string) => readFlags(line.split(" ").filter(Boolean), specs);

describe("flags", () => {
  test.each(["--learning-rate 1e-3", "--learning_rate=1e-3", "--learningRate 1e-3", "--lr=1e-3"])(
    "%s",
    (line) => {
      expect(numberOf(read(line), "learning-rate")).toBe(0.001);
    },
  );

  test("switches, repetitions, values that begin with a dash, words", () => {
    const flags = read("a --wait --grid x=1 --grid y=2,3 -h --lr -1 b -- --c");
    expect(isOn(flags, "wait")).toBe(true);
    expect(isOn(flags, "help")).toBe(true);
    expect(flags.values.get("grid")).toEqual(["x=1", "y=2,3"]);
    expect(numberOf(flags, "learning-rate")).toBe(-1);
    expect(flags.words).toEqual(["a", "b", "--c"]);
    expect(isOn(read("--wait=false"), "wait")).toBe(false);
    expect(oneOf(read(""), "grid")).toBeUndefined();
  });

  test.each([
    ["--learning-rte 1", "there is no flag --learning-rte: did you mean --learning-rate?"],
    ["--zzzzzzzz", "there is no flag --zzzzzzzz"],
    ["-z", "there is no flag -z"],
    ["--lr", "--learning-rate needs a value: --learning-rate VALUE"],
    ["--lr --wait", "--learning-rate needs a value"],
  ])("%s is told what is wrong", (line, words) => {
    expect(() => read(line)).toThrow(words);
  });

  test("wrong values are told", () => {
    expect(() => numberOf(read("--lr fast"), "learning-rate")).toThrow(
      '--learning-rate: expected a number (given: "fast")',
    );
    expect(() => numberOf(read("--lr 1 --lr 2"), "learning-rate")).toThrow("was given 2 times");
    expect(() => isOn(read("--wait=maybe"), "wait")).toThrow("--wait: expected true or false");
  });
});

test("names in every spelling", () => {
  expect(["summaryInterval", "summary_interval", "summary-interval", "fc1"].map(kebabCase)).toEqual([
    "summary-interval",
    "summary-interval",
    "summary-interval",
    "fc1",
  ]);
});

test("help", () => {
  expect(flagsHelp(specs)).toBe(
    "  --learning-rate, --lr <VALUE>  how far each step goes\n" +
      "  --grid <NAME=V1,V2>            every combination\n" +
      "  --wait                         wait\n" +
      "  --help, -h                     show this\n",
  );
});
