import { describe, expect, test } from "vitest";
import { ByteBudget } from "./byte-budget.ts";

/** Who holds bytes, by name; each until it is left. */
function holders(totalBytes: number) {
  const budget = new ByteBudget(totalBytes);
  const held: string[] = [];
  const hold = (name: string, sizeBytes: number) => {
    const left = new AbortController();
    const result = budget.hold(sizeBytes, left.signal).then(
      () => held.push(name),
      () => held.push(`not ${name}`),
    );
    return { leave: () => left.abort(), result };
  };
  const settled = () => new Promise<readonly string[]>((resolve) => setImmediate(() => resolve(held)));
  return { hold, settled };
}

describe("a budget of bytes", () => {
  test("lets wait what does not fit, and small ones pass", async () => {
    const { hold, settled } = holders(100);
    const first = hold("first", 60);
    const second = hold("second", 60);
    const small = hold("small", 40);
    expect(await settled()).toEqual(["first", "small"]);
    small.leave();
    expect(await settled()).toEqual(["first", "small"]);
    first.leave();
    expect(await settled()).toEqual(["first", "small", "second"]);
    second.leave();
    hold("all", 100);
    expect((await settled()).at(-1)).toBe("all");
  });

  test("gives what is larger than all of it to one alone", async () => {
    const { hold, settled } = holders(100);
    const small = hold("small", 1);
    const large = hold("large", 2 ** 40);
    expect(await settled()).toEqual(["small"]);
    small.leave();
    hold("next", 1);
    expect(await settled()).toEqual(["small", "large"]);
    large.leave();
    expect(await settled()).toEqual(["small", "large", "next"]);
  });

  test("keeps nothing for those who left while they waited, or before", async () => {
    const { hold, settled } = holders(100);
    const first = hold("first", 100);
    const second = hold("second", 100);
    second.leave();
    await second.result;
    first.leave();
    hold("third", 100);
    expect(await settled()).toEqual(["first", "not second", "third"]);
    const budget = new ByteBudget(1);
    await expect(budget.hold(1, AbortSignal.abort(new Error("left")))).rejects.toThrow("left");
    await budget.hold(1, new AbortController().signal);
  });
});
