// A level as rectangles and lines, in pixels. Inputs below, results above, as in TensorFlow's tutorials.

/** Places of nodes are places in `widths`. */
export interface LevelToLay {
  readonly widths: Float32Array;
  readonly heights: Float32Array;
  readonly edgeFroms: Uint32Array;
  readonly edgeTos: Uint32Array;
  /** Where nodes stood before, relative to one point; NaN for those that are new. Their order is kept as far as it can be. */
  readonly previousX?: Float32Array;
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
