import { expect, it } from "vitest";
import { addWord, SealedNumbers, textChecksum } from "./checksum.ts";

it("notices any one and any two bits of a row's numbers that flipped", () => {
  const numbers = new SealedNumbers(11, 12);
  numbers.doubles.set([0, 490, 0, 490, Infinity, 10, 1.7e9, 1.7e9 + 490, 1.7e9, 1.7e9 + 490, -2.5, 3.75]);
  numbers.integers.set([50, 0, 1, 0, 3, 17, 0, 0x12345678, 0, 0, 0]);
  const words = new Int32Array(numbers.seal(77).slice().buffer);
  const [sum, ...content] = words;
  const sumOf = (changed: readonly number[]) => changed.reduce(addWord, 77);
  expect(sumOf(content)).toBe(sum);
  // Sums from each word on, so that a change costs no walk from the start.
  const upTo = content.map((_, i) => sumOf(content.slice(0, i)));
  const bits = content.length * 32;
  let unnoticed = 0;
  for (let a = 0; a < bits; a++) {
    const [word, bit] = [a >> 5, a & 31];
    let before = addWord(upTo[word] ?? 0, (content[word] ?? 0) ^ (1 << bit));
    for (let b = a + 1; b < Math.min(bits, (word + 3) * 32); b++) {
      const second = b >> 5;
      let changed = content[word] ?? 0;
      changed ^= 1 << bit;
      if (second === word) changed ^= 1 << (b & 31);
      let total = addWord(upTo[word] ?? 0, changed);
      for (let i = word + 1; i < content.length; i++)
        total = addWord(total, (content[i] ?? 0) ^ (i === second ? 1 << (b & 31) : 0));
      if (total === sum) unnoticed++;
    }
    for (let i = word + 1; i < content.length; i++) before = addWord(before, content[i] ?? 0);
    if (before === sum) unnoticed++;
  }
  expect(unnoticed).toBe(0);
});

it("tells texts apart, also where one ends and the next begins", () => {
  const texts = [
    ["ab", "c"],
    ["a", "bc"],
    ["abc", ""],
    ["", "abc"],
    ["ab", "d"],
    ["ba", "c"],
    ["ab\0", "c"],
  ];
  expect(new Set(texts.map((both) => textChecksum(...both))).size).toBe(texts.length);
});
