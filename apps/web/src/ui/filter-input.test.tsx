import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FilterInput } from "./filter-input.tsx";

let root: Root;
let container: HTMLElement;
const taken: string[] = [];
const used: string[] = [];

function show(value: string): HTMLInputElement {
  act(() =>
    root.render(
      <FilterInput
        id="f"
        label="Filter"
        placeholder=""
        value={value}
        onChange={(text) => taken.push(text)}
        recent={["loss", "^acc"]}
        onUse={(text) => used.push(text)}
      />,
    ),
  );
  const input = container.querySelector("input");
  if (!input) throw new Error("no input");
  return input;
}

function type(input: HTMLInputElement, text: string): void {
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function rest(): void {
  act(() => {
    vi.advanceTimersByTime(150);
  });
}

function click(selector: string): void {
  act(() => {
    container.querySelector<HTMLElement>(selector)?.click();
  });
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  taken.length = 0;
  container = document.createElement("div");
  document.body.append(container);
  root = createRoot(container);
});

afterEach(() => {
  act(() => root.unmount());
  container.remove();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a filter", () => {
  it("shows what is typed at once and hands it on when the typing rests", () => {
    const input = show("");
    type(input, "lo");
    type(input, "loss");
    expect(input.value).toBe("loss");
    expect(taken).toEqual([]);
    rest();
    expect(taken).toEqual(["loss"]);
  });

  it("follows its value when nothing is being typed", () => {
    show("a");
    expect(show("b").value).toBe("b");
  });

  it("does not flicker while what it handed on has not come back", () => {
    const input = show("a");
    type(input, "ab");
    rest();
    expect(show("a").value).toBe("ab");
    expect(show("ab").value).toBe("ab");
    // Undone.
    expect(show("a").value).toBe("a");
  });

  it("says what is no expression, and stays usable", () => {
    const input = show("");
    type(input, "a(");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(container.querySelector("#f-problem")?.textContent).toContain("plain text");
    rest();
    expect(taken).toEqual(["a("]);
  });

  it("tells what was used: a filter that stands when the field is left, or entered", () => {
    used.length = 0;
    const input = show("loss");
    const leave = (): void =>
      act(() => void input.dispatchEvent(new FocusEvent("focusout", { bubbles: true })));
    leave();
    expect(used).toEqual(["loss"]);
    type(input, "a(");
    leave();
    expect(used).toEqual(["loss"]);
    type(input, "acc");
    act(() => void input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
    expect(used).toEqual(["loss", "acc"]);
  });

  it("offers what was used before", () => {
    const input = show("");
    const options = [...(container.querySelector(`#${input.getAttribute("list") ?? ""}`)?.children ?? [])];
    expect(options.map((option) => option.getAttribute("value"))).toEqual(["loss", "^acc"]);
  });

  it("is cleared by its button", () => {
    show("x");
    click("button");
    expect(taken).toEqual([""]);
  });

  it("is cleared by Esc", () => {
    const input = show("x");
    act(() => {
      input.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    });
    expect(taken).toEqual([""]);
    expect(input.value).toBe("");
  });
});
