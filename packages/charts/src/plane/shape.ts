// A shape that traces itself with a pen: onto a canvas, or into a picture of vectors.
import type { PixelPoint } from "./plane.ts";

/** What shapes trace with. */
export interface Pen {
  /** A whole path, three numbers a command: 1 moves and 2 draws, then left and top; copied before it returns. */
  path(commands: Float32Array): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  /** Clockwise, angles in radians from the right. */
  arc(center: PixelPoint, radius: number, angles: readonly [number, number]): void;
  closePath(): void;
}

export interface Shape {
  readonly trace: (pen: Pen) => void;
  /** CSS colours; null for none. */
  readonly fill: string | null;
  readonly stroke: string | null;
  /** In CSS pixels. */
  readonly lineWidth: number;
  /** In CSS pixels; null for a solid stroke. */
  readonly lineDash: readonly number[] | null;
  readonly opacity: number;
}
