// How many ridges a cell asks for: about as many as its height carries.
import { ridgesThatFit } from "@runboard/charts";
import { useState, type RefCallback } from "react";

const LEAST = 10;
const MOST = 120;
/** A count is a multiple of it, and stays until the height is for one that is farther than this. */
const QUANTUM = 10;
/** Below the drawing, when one line says all. */
const FOOT_PIXELS = 24;

/** @param before what was asked for; null for nothing. */
export function ridgeCount(heightPixels: number, before: number | null): number {
  const fitting = Math.min(Math.max(LEAST, ridgesThatFit(heightPixels - FOOT_PIXELS)), MOST);
  if (before !== null && Math.abs(fitting - before) < QUANTUM) return before;
  return QUANTUM * Math.round(fitting / QUANTUM);
}

/** For the cell that the element fills; null before the first layout. */
export function useRidgeCount(): readonly [ref: RefCallback<Element>, count: number | null] {
  const [count, setCount] = useState<number | null>(null);
  const [ref] = useState<RefCallback<Element>>(() => (element: Element | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const height = entry?.contentRect.height ?? 0;
      if (height > 0) setCount((before) => ridgeCount(height, before));
    });
    observer.observe(element);
    return () => observer.disconnect();
  });
  return [ref, count];
}
