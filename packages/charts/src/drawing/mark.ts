// A drawing: a list of things with their places, from which a canvas, a picture of vectors and a test are made alike.
import type { Chart, ChartTheme } from "../plane/chart.ts";
import type { ChartSize, PixelPoint, PlotRect } from "../plane/plane.ts";

/** A line or an area. Places are in CSS pixels of the whole picture, as of all marks. */
export interface ShapeMark {
  readonly kind: "shape";
  /** Left and top of each point in turn; finite. */
  readonly points: Float64Array;
  readonly isClosed: boolean;
  /** CSS colours; absent for none. */
  readonly fill?: string;
  readonly stroke?: string;
  /** 1 when absent. */
  readonly lineWidth?: number;
  readonly dash?: readonly number[];
  /** Of fill and stroke; 1 when absent. */
  readonly opacity?: number;
  /** What lies beside it is not drawn. */
  readonly clip?: PlotRect;
}

export interface TextMark {
  readonly kind: "text";
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly align: "left" | "center" | "right";
  readonly baseline: "top" | "middle" | "bottom";
  readonly fill: string;
  readonly fontPixels: number;
  /** 400 when absent. */
  readonly weight?: number;
  /** Colour around the letters, where they stand on something. */
  readonly halo?: string;
}

/** Pixels that stay sharp: each fills its part of the place. */
export interface PixelsMark {
  readonly kind: "pixels";
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly image: PixelImage;
}

/** Row by row from the top; four bytes a pixel, alpha not multiplied in. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export type Mark = ShapeMark | TextMark | PixelsMark;

export interface DrawingSize extends ChartSize {
  /** Device pixels per CSS pixel, for what is reduced to these; 1 when absent. */
  readonly pixelRatio?: number;
}

export interface Drawing<Hit> {
  /** Its surface, and the font of its texts. */
  readonly theme: ChartTheme;
  /** From back to front. */
  readonly marks: readonly Mark[];
  /** What the pointer is at; null beside everything. */
  hitAt(point: PixelPoint): Hit | null;
  /** Drawn above the marks, on a canvas of its own. */
  highlight(hit: Hit): readonly Mark[];
}

export interface DrawingProps<Hit> {
  /** Pure. Same identity: nothing to draw anew. */
  readonly draw: (size: DrawingSize) => Drawing<Hit>;
  /** Highlighted while the pointer is at nothing. */
  readonly hit?: Hit | null;
  /** Read aloud. */
  readonly label: string;
  /** Once a frame while the pointer moves, and once with nulls when it has left. */
  readonly onHover?: (hit: Hit | null, point: PixelPoint | null) => void;
  /** With a click on something. */
  readonly onSelect?: (hit: Hit) => void;
}

/** As `MountChart`, for each kind of hit. */
export type MountDrawing = <Hit>(
  container: HTMLElement,
  props: DrawingProps<Hit>,
) => Chart<DrawingProps<Hit>>;
