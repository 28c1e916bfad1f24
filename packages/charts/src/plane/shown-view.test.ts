import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { View } from "./view.ts";
import { ShownView } from "./shown-view.ts";

const fit: View = { x: null, y: null };
const zoomed = (end: number): View => ({ x: [0, end], y: null });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("shows what it is given", () => {
  const view = new ShownView(fit, () => undefined);
  expect(view.give(zoomed(5))).toBe(true);
  expect(view.shown).toEqual(zoomed(5));
  expect(view.give(zoomed(5))).toBe(false);
});

it("shows what a gesture asks for at once, and stays there when the props agree", () => {
  const onSettle = vi.fn();
  const view = new ShownView(fit, onSettle);
  view.ask(zoomed(5));
  expect(view.shown).toEqual(zoomed(5));
  expect(view.give(zoomed(5))).toBe(false);
  vi.runAllTimers();
  expect(view.shown).toEqual(zoomed(5));
  expect(onSettle).not.toHaveBeenCalled();
});

it("is not pulled back by props that lag behind", () => {
  const view = new ShownView(fit, () => undefined);
  view.ask(zoomed(5));
  view.ask(zoomed(6));
  view.ask(zoomed(7));
  expect(view.give(zoomed(5))).toBe(false);
  expect(view.shown).toEqual(zoomed(7));
});

it("follows props that say something else", () => {
  const view = new ShownView(fit, () => undefined);
  view.ask(zoomed(5));
  view.ask(zoomed(6));
  expect(view.give(zoomed(99))).toBe(true);
  expect(view.shown).toEqual(zoomed(99));
});

it("falls back when the props refuse", () => {
  const onSettle = vi.fn();
  const view = new ShownView(fit, onSettle);
  view.ask(zoomed(5));
  vi.runAllTimers();
  expect(view.shown).toEqual(fit);
  expect(onSettle).toHaveBeenCalledOnce();
});

it("does nothing after it is disposed", () => {
  const onSettle = vi.fn();
  const view = new ShownView(fit, onSettle);
  view.ask(zoomed(5));
  view.dispose();
  vi.runAllTimers();
  expect(onSettle).not.toHaveBeenCalled();
});
