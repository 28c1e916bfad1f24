// What a picture of a graph shows, as columns: one level for each open scope, laid out by somebody else.

/** In `froms` and `tos` of edges: beyond the scope's border. */
export const BEYOND = 0xffffffff;

/** Bits of an edge's flags. */
export const EDGE_CONTROL = 1;
export const EDGE_REFERENCE = 2;
/** Closes a cycle. */
export const EDGE_BACK = 4;

/** `call`: stands for the body of a function. `argument` and `result`: where such a body begins and ends. `layer`: of a model, above operations. */
export const graphItemKinds = [
  "operation",
  "scope",
  "series",
  "call",
  "argument",
  "result",
  "layer",
] as const;
export type GraphItemKind = (typeof graphItemKinds)[number];

/** `auxiliary`: an item of the column beside the graph, named where it is used. */
export const annotationKinds = ["constant", "initialiser", "summary", "auxiliary"] as const;
export type AnnotationKind = (typeof annotationKinds)[number];

/** Where results are: inputs are at the other end. */
export type GraphDirection = "up" | "down";

/** In pixels at scale 1; origin top left, x to the right, y down. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** Centres. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Points of edge i stand at edgeOffsets[i] … edgeOffsets[i + 1], each as x, y in `edgePoints`; an edge from or to BEYOND has none. */
  readonly edgeOffsets: Uint32Array;
  readonly edgePoints: Float32Array;
}

/** One for each ordered pair, data and control apart. Places are places in the level's `ids`. */
export interface GraphEdges {
  readonly froms: Uint32Array;
  readonly tos: Uint32Array;
  /** A shape, or how many tensors there are; empty for none. */
  readonly labels: readonly string[];
  /** Elements of all tensors of the edge; what is not a positive number is drawn as one. */
  readonly weights: Float64Array;
  /** Tensors, or dependencies, that the edge stands for. */
  readonly counts: Uint32Array;
  readonly flags: Uint8Array;
}

/** Small marks beside an item, sorted by owner. */
export interface GraphAnnotations {
  readonly owners: Uint32Array;
  readonly ids: readonly string[];
  /** Name, or value of a constant. */
  readonly labels: readonly string[];
  /** Places in `annotationKinds`. */
  readonly kinds: Uint8Array;
  /** 1 where the mark feeds its owner and stands left of it, 0 where it is fed and stands right. */
  readonly areInputs: Uint8Array;
}

/** One open scope. */
export interface GraphLevel {
  /** Path of the scope; "" for the whole graph. */
  readonly key: string;
  /** The item that the level fills, with a line for its name and `framePadding` around; null for what stands in none. */
  readonly frame: { readonly level: number; readonly item: number } | null;
  readonly laid: GraphLayout;
  /** Of each item in pixels at scale 1, with the room of its annotations on both sides; a closed one is drawn no higher than its kind is. */
  readonly widths: Float32Array;
  readonly heights: Float32Array;
  /** What of an item's width is left free at each side for annotations. */
  readonly rooms: Float32Array;
  /** Paths; distinct in a scene, and the same in the next one for the same item. Those beyond `laid.x` stand in a column beside the graph. */
  readonly ids: readonly string[];
  readonly labels: readonly string[];
  /** "14 ops"; empty for none. */
  readonly subtitles: readonly string[];
  /** Places in `graphItemKinds`. */
  readonly kinds: Uint8Array;
  readonly edges: GraphEdges;
  readonly annotations: GraphAnnotations;
}

export interface GraphScene {
  /** Parents before children. */
  readonly levels: readonly GraphLevel[];
}

/** CSS colours `#rrggbb` of items by level and place, null for the theme's own: apart from the scene, so that recolouring lays nothing anew. */
export type GraphColors = readonly (readonly (string | null)[])[];

/** Short texts at the corner of items by level and place, as `+3 −1`, null for none; apart from the scene as colours are. */
export type GraphSigns = readonly (readonly (string | null)[])[];

/** Whether items of the kind can be opened. */
export function canOpen(kind: GraphItemKind): boolean {
  switch (kind) {
    case "scope":
    case "series":
    case "call":
      return true;
    case "operation":
    case "argument":
    case "result":
    case "layer":
      return false;
  }
}

/** Throws a RangeError for columns that do not belong together. */
export function assertScene({ levels }: GraphScene): void {
  levels.forEach((level, index) => {
    const { key, frame, laid, edges, annotations } = level;
    const fail = (what: string): never => {
      throw new RangeError(`Level ${JSON.stringify(key)} of the graph: ${what}`);
    };
    const count = level.ids.length;
    const columns = [level.widths, level.heights, level.rooms, level.labels, level.subtitles, level.kinds];
    if (columns.some(({ length }) => length !== count)) fail("columns of items differ in length");
    if (laid.x.length > count || laid.y.length !== laid.x.length) fail("more places than items");
    if (frame) {
      if (!(frame.level < index)) fail("stands before its frame");
      if (!(frame.item < (levels[frame.level]?.ids.length ?? 0))) fail("its frame is no item");
    }
    assertEdges(level, edges, fail);
    const { owners } = annotations;
    const ofOwners = [annotations.ids, annotations.labels, annotations.kinds, annotations.areInputs];
    if (ofOwners.some(({ length }) => length !== owners.length)) fail("columns of annotations differ");
    if (owners.some((owner) => owner >= count)) fail("an annotation has no owner");
    if (level.kinds.some((kind) => kind >= graphItemKinds.length)) fail("an item is of no kind");
    if (annotations.kinds.some((kind) => kind >= annotationKinds.length)) fail("an annotation is of no kind");
  });
}

function assertEdges({ ids, laid }: GraphLevel, edges: GraphEdges, fail: (what: string) => never): void {
  const { froms, tos, labels, weights, counts, flags } = edges;
  const edgeCount = froms.length;
  if ([tos, labels, weights, counts, flags].some(({ length }) => length !== edgeCount))
    fail("columns of edges differ in length");
  if (laid.edgeOffsets.length !== edgeCount + 1) fail("edges without places");
  if (2 * (laid.edgeOffsets[edgeCount] ?? 0) > laid.edgePoints.length) fail("edges end beyond their points");
  for (let edge = 0; edge < edgeCount; edge++) {
    if (laid.edgeOffsets[edge]! > laid.edgeOffsets[edge + 1]!) fail("points of edges do not ascend");
    for (const end of [froms[edge]!, tos[edge]!])
      if (end !== BEYOND && end >= ids.length) fail("an edge ends at no item");
  }
}
