// A level as rectangles and lines, in pixels. Inputs below, results above, as in TensorFlow's tutorials.

/** Places of nodes are places in `widths`. Edges from or to no node get no points; sizes that are no sizes count as 0. */
export interface LevelToLay {
  readonly widths: Float32Array;
  readonly heights: Float32Array;
  readonly edgeFroms: Uint32Array;
  readonly edgeTos: Uint32Array;
  /** Where nodes stood before, relative to one point; NaN for those that are new. Their order is kept as far as it can be. */
  readonly previousX?: Float32Array;
  /** What else is known of the picture before. Where lines pass between nodes decides where these stand, so without it more of them move. */
  readonly previousLines?: PreviousLines;
}

/** By this level's nodes and edges; a LaidLevel of the same ones is one. */
export interface PreviousLines {
  /** As `previousX`. */
  readonly y: Float32Array;
  /** None for edges that are new. */
  readonly edgeOffsets: Uint32Array;
  readonly edgePoints: Float32Array;
}

export interface LayoutOptions {
  /** Where results stand from their inputs: above (the default), or to the right. */
  readonly direction?: "up" | "right";
}

/** Origin top left; x to the right, y down. */
export interface LaidLevel {
  readonly width: number;
  readonly height: number;
  /** Centres. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Points of edge i stand at edgeOffsets[i] … edgeOffsets[i + 1], each as x, y in `edgePoints`; from its origin's border to its end's. */
  readonly edgeOffsets: Uint32Array;
  readonly edgePoints: Float32Array;
}
