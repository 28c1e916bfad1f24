import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keyLines, useKeys, type KeyMap, type KeySection } from "./keys.ts";

let root: Root;

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  // happy-dom knows no open popovers.
  vi.spyOn(document, "querySelector").mockReturnValue(null);
  root = createRoot(document.createElement("div"));
});

afterEach(() => act(() => root.unmount()));

function Keys({ section, keys }: { readonly section: KeySection; readonly keys: KeyMap }) {
  useKeys(section, keys);
  return null;
}

const press = (key: string, modifiers: KeyboardEventInit = {}): boolean =>
  document.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...modifiers }));

describe("keys", () => {
  it("do what they say, with the newest handler, and nothing else", () => {
    const first = vi.fn();
    const second = vi.fn();
    act(() => root.render(<Keys section="view" keys={{ s: { meaning: "smoothing", act: first } }} />));
    act(() => root.render(<Keys section="view" keys={{ s: { meaning: "smoothing", act: second } }} />));
    expect(press("S")).toBe(false);
    expect(press("x")).toBe(true);
    expect(press("s", { altKey: true })).toBe(true);
    expect(press("s", { ctrlKey: true })).toBe(true);
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledTimes(1);
  });

  it("tell ctrl and shift apart", () => {
    const acts = { undo: vi.fn(), redo: vi.fn() };
    const keys = {
      "ctrl+z": { meaning: "undo", act: acts.undo },
      "ctrl+shift+z": { meaning: "redo", act: acts.redo },
    };
    act(() => root.render(<Keys section="view" keys={keys} />));
    press("z", { ctrlKey: true });
    press("Z", { metaKey: true, shiftKey: true });
    expect(acts.undo).toHaveBeenCalledTimes(1);
    expect(acts.redo).toHaveBeenCalledTimes(1);
  });
});

describe("the list of keys", () => {
  it("has every key that works at the moment, those with one meaning on one line", () => {
    const nothing = (): void => undefined;
    const view = {
      ArrowLeft: { meaning: "step", act: nothing },
      ArrowRight: { meaning: "step", act: nothing },
      "ctrl+z": { meaning: "undo", act: nothing },
    };
    const everywhere = { "?": { meaning: "this list", act: nothing } };
    act(() =>
      root.render(
        <>
          <Keys section="view" keys={view} />
          <Keys section="everywhere" keys={everywhere} />
        </>,
      ),
    );
    expect([...keyLines()]).toEqual([
      [
        "view",
        [
          { meaning: "step", alternatives: [["←"], ["→"]] },
          { meaning: "undo", alternatives: [["ctrl", "Z"]] },
        ],
      ],
      ["everywhere", [{ meaning: "this list", alternatives: [["?"]] }]],
    ]);
    act(() => root.render(<Keys section="everywhere" keys={everywhere} />));
    expect([...keyLines().keys()]).toEqual(["everywhere"]);
  });
});
