import { expect, test } from "vitest";
import { AnswerMemory } from "./answer-memory.ts";

const LARGE = 20_000;

test("an answer's memory serves the next answer, and none before it is sent", () => {
  const first = new AnswerMemory();
  const [numbers, others] = [first.doubles(LARGE), first.doubles(LARGE)];
  expect(numbers).toHaveLength(LARGE);
  expect(others.buffer).not.toBe(numbers.buffer);
  const second = new AnswerMemory();
  expect([numbers.buffer, others.buffer]).not.toContain(second.doubles(LARGE).buffer);
  first.release();
  // A little less takes what held a little more.
  const third = new AnswerMemory();
  const bytes = third.bytes(LARGE * 8 - 5);
  expect(bytes).toHaveLength(LARGE * 8 - 5);
  expect([numbers.buffer, others.buffer]).toContain(bytes.buffer);
  // What was given back twice would serve two.
  first.release();
  expect(third.bytes(LARGE * 8).buffer).not.toBe(bytes.buffer);
});

test("neither little nor huge memory is kept, and only so much", () => {
  for (const count of [10, 3_000_000]) {
    const first = new AnswerMemory();
    const { buffer } = first.doubles(count);
    first.release();
    expect(new AnswerMemory().doubles(count).buffer).not.toBe(buffer);
  }
  const many = new AnswerMemory();
  const buffers = new Set(Array.from({ length: 6 }, () => many.doubles(2 ** 19).buffer));
  many.release();
  const next = new AnswerMemory();
  const again = Array.from({ length: 6 }, () => next.doubles(2 ** 19).buffer);
  expect(again.filter((buffer) => buffers.has(buffer)).length).toBeLessThanOrEqual(4);
});
