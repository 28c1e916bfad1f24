import { expect, it } from "vitest";
import { addWord, SealedNumbers, textChecksum } from "./checksum.ts";

it("notices any one and any two bits of a row's numbers that flipped", () => {
  const numbers = new SealedNumbers(11, 12);
  numbers.doubles.set([0, 490, 0, 490, Infinity, 10, 1.7e9, 1.7e9 + 490, 1.7e9, 1.7e9 + 490, -2.5, 3.75]);
  numbers.integers.set([50, 0, 1, 0, 3, 17, 0, 0x12345678, 0, 0, 0]);
  const [sum = 0, ...content] = new Int32Array(numbers.seal(77).slice().buffer);
  expect(content.reduce((before, word) => addWord(before, word), 77)).toBe(sum);
  const bitCount = (content.length + 1) * 32;
  const unnoticed: (readonly [number, number])[] = [];
  const flip = (words: number[], bit: number) => {
    words[bit >> 5] = (words[bit >> 5] ?? 0) ^ (1 << (bit & 31));
  };
  const words = [sum, ...content];
  for (let first = 0; first < bitCount; first++) {
    flip(words, first);
    // First alone, then with each that follows.
    for (let second = first; second < bitCount; second++) {
      if (second > first) flip(words, second);
      let found = 77;
      for (let i = 1; i < words.length; i++) found = addWord(found, words[i] ?? 0);
      if (found === words[0]) unnoticed.push([first, second]);
      if (second > first) flip(words, second);
    }
    flip(words, first);
  }
  expect(unnoticed).toEqual([]);
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
