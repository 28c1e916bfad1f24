import { expect, it } from "vitest";
import { fileName } from "./save-file.ts";

it.each([
  ["loss/train", "loss_train.csv"],
  ["a, b over c", "a_b_over_c.csv"],
  ["../../etc/passwd", "etc_passwd.csv"],
  ["Verlust (größer)", "Verlust_größer.csv"],
  ["…", "chart.csv"],
  ["x".repeat(300), `${"x".repeat(80)}.csv`],
])("%s is saved as %s", (title, name) => {
  expect(fileName(title, "csv")).toBe(name);
});
