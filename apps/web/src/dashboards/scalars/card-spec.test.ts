import { Tag } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import {
  cardKey,
  cardSpec,
  cardTitle,
  combined,
  tagCard,
  withoutSource,
  type CardSpec,
} from "./card-spec.ts";

const tag = (name: string) => Tag.parse(name);

describe("key of a card", () => {
  const specs: readonly (readonly [key: string, spec: CardSpec])[] = [
    ["loss/train", tagCard(tag("loss/train"))],
    ["=t:=odd", tagCard(tag("=odd"))],
    ["=t:a;t:b", { sources: [{ tag: tag("a") }, { tag: tag("b") }], xTag: null }],
    ["=e:a - b;x:epoch", { sources: [{ expression: "a - b" }], xTag: tag("epoch") }],
    ["=t:a!;b;t:c!!", { sources: [{ tag: tag("a;b") }, { tag: tag("c!") }], xTag: null }],
  ];
  it.each(specs)("%s says what it shows", (key, spec) => {
    expect(cardKey(spec)).toBe(key);
    expect(cardSpec(key)).toEqual(spec);
  });

  it.each(["=", "=x:epoch", "=e: ", "=nonsense"])("%s is none", (key) => {
    expect(cardSpec(key)).toBeNull();
  });
});

describe("cards put together", () => {
  const [a, b] = [tagCard(tag("a")), tagCard(tag("b"))];

  it("show each source once", () => {
    const both = combined(a, b);
    expect(cardTitle(both)).toBe("a, b");
    expect(combined(both, a)).toEqual(both);
  });

  it("come apart again", () => {
    expect(withoutSource(combined(a, b), 0)).toEqual(b);
    expect(withoutSource(a, 0)).toBeNull();
  });
});
