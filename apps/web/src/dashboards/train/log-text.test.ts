import { expect, it } from "vitest";
import { terminalText } from "./log-text.ts";

it.each([
  ["plain\nlines\n", "plain\nlines\n"],
  ["\u001b[1;31mred\u001b[0m", "red"],
  ["\u001b]0;title\u0007shown", "shown"],
  ["10 %\r50 %\r100 %\nnext", "100 %\nnext"],
  ["windows\r\nlines\r\n", "windows\nlines\n"],
])("%j is shown as %j", (text, shown) => {
  expect(terminalText(text)).toBe(shown);
});
