// Graphs for tests and for the gallery, laid out in ranks as they are told; seeded, so always the same.
import {
  annotationKinds,
  type AnnotationKind,
  BEYOND,
  type GraphItemKind,
  graphItemKinds,
  type GraphLayout,
  type GraphLevel,
  type GraphScene,
} from "./graph-scene.ts";
import { annotationRoom, annotationsHeight, graphFrameSize, graphItemSize } from "./graph-size.ts";

export interface ItemSpec {
  readonly label: string;
  readonly kind?: GraphItemKind;
  readonly subtitle?: string;
  /** What is open in it. */
  readonly content?: LevelSpec;
  readonly annotations?: readonly {
    readonly label: string;
    readonly kind: AnnotationKind;
    readonly isInput?: boolean;
  }[];
  /** Stands beside the graph. These come last. */
  readonly isAuxiliary?: boolean;
}

/** Ends are places of items, or `null` for beyond the border. */
export interface EdgeSpec {
  readonly from: number | null;
  readonly to: number | null;
  readonly label?: string;
  readonly elements?: number;
  readonly count?: number;
  readonly flags?: number;
}

export interface LevelSpec {
  readonly items: readonly ItemSpec[];
  readonly edges: readonly EdgeSpec[];
}

interface LevelToLay {
  readonly widths: Float32Array;
  readonly heights: Float32Array;
  readonly edgeFroms: Uint32Array;
  readonly edgeTos: Uint32Array;
}

/** Lays a level out; edges to BEYOND get no points. */
export type LayLevel = (level: LevelToLay) => GraphLayout;

export function sceneOf(root: LevelSpec, lay: LayLevel = laidInRanks): GraphScene {
  const levels: GraphLevel[] = [];
  const build = (spec: LevelSpec, key: string, frame: GraphLevel["frame"]): GraphLevel => {
    const index = levels.push(emptyLevel) - 1;
    const path = (label: string): string => (key === "" ? label : `${key}/${label}`);
    const contents = spec.items.map(
      ({ content, label }, item) => content && build(content, path(label), { level: index, item }),
    );
    const level = levelOf(spec, {
      key,
      frame,
      contents,
      lay,
      ids: spec.items.map(({ label }) => path(label)),
    });
    levels[index] = level;
    return level;
  };
  build(root, "", null);
  return { levels };
}

function levelOf(
  { items, edges }: LevelSpec,
  {
    key,
    frame,
    contents,
    lay,
    ids,
  }: {
    readonly key: string;
    readonly frame: GraphLevel["frame"];
    readonly contents: readonly (GraphLevel | undefined)[];
    readonly lay: LayLevel;
    readonly ids: readonly string[];
  },
): GraphLevel {
  const count = items.length;
  const rooms = Float32Array.from(items, ({ annotations }) => (annotations ? annotationRoom : 0));
  const widths = new Float32Array(count);
  const heights = new Float32Array(count);
  items.forEach(({ label, kind = "operation", annotations = [] }, i) => {
    const content = contents[i];
    const size = content ? graphFrameSize(content) : graphItemSize(label.length, kind);
    const inputCount = annotations.filter(({ isInput }) => isInput).length;
    widths[i] = size.width + 2 * rooms[i]!;
    const outputCount = annotations.length - inputCount;
    heights[i] = Math.max(size.height, annotationsHeight(Math.max(inputCount, outputCount)));
  });
  const froms = Uint32Array.from(edges, ({ from }) => from ?? BEYOND);
  const tos = Uint32Array.from(edges, ({ to }) => to ?? BEYOND);
  const laidCount = items.filter(({ isAuxiliary }) => !isAuxiliary).length;
  const laid = lay({
    widths: widths.subarray(0, laidCount),
    heights: heights.subarray(0, laidCount),
    edgeFroms: froms,
    edgeTos: tos,
  });
  const marks = items.flatMap(({ annotations = [] }, owner) =>
    annotations.map((mark) => ({ ...mark, owner })),
  );
  return {
    key,
    frame,
    laid,
    widths,
    heights,
    rooms,
    ids,
    labels: items.map(({ label }) => label),
    subtitles: items.map(({ subtitle }) => subtitle ?? ""),
    kinds: Uint8Array.from(items, ({ kind = "operation" }) => graphItemKinds.indexOf(kind)),
    edges: {
      froms,
      tos,
      labels: edges.map(({ label }) => label ?? ""),
      weights: Float64Array.from(edges, ({ elements }) => elements ?? 1),
      counts: Uint32Array.from(edges, ({ count: tensors }) => tensors ?? 1),
      flags: Uint8Array.from(edges, ({ flags }) => flags ?? 0),
    },
    annotations: {
      owners: Uint32Array.from(marks, ({ owner }) => owner),
      ids: marks.map(({ owner, label }) => `${ids[owner] ?? ""}/${label}`),
      labels: marks.map(({ label }) => label),
      kinds: Uint8Array.from(marks, ({ kind }) => annotationKinds.indexOf(kind)),
      areInputs: Uint8Array.from(marks, ({ isInput }) => (isInput ? 1 : 0)),
    },
  };
}

const gap = { x: 18, y: 34 };
const mostAcross = 100;

/** Rank of an item: one above the highest that it reads; a rank that is too wide goes on in the next row. Inputs are below. */
export function laidInRanks({ widths, heights, edgeFroms, edgeTos }: LevelToLay): GraphLayout {
  const count = widths.length;
  const isLaid = (edge: number): boolean => edgeFroms[edge]! < count && edgeTos[edge]! < count;
  const ranks = new Uint32Array(count);
  edgeFroms.forEach((from, edge) => {
    if (isLaid(edge) && from < edgeTos[edge]!)
      ranks[edgeTos[edge]!] = Math.max(ranks[edgeTos[edge]!]!, ranks[from]! + 1);
  });
  const rows: number[][] = [];
  const order = [...ranks.keys()].sort((a, b) => ranks[a]! - ranks[b]! || a - b);
  for (const item of order) {
    const row = rows.at(-1);
    if (row && row.length < mostAcross && ranks[row[0]!] === ranks[item]) row.push(item);
    else rows.push([item]);
  }
  const rowWidths = rows.map((row) => row.reduce((sum, item) => sum + widths[item]! + gap.x, -gap.x));
  const width = Math.max(0, ...rowWidths);
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  let bottom = rows.reduce(
    (sum, row) => sum + Math.max(...row.map((item) => heights[item]!)) + gap.y,
    -gap.y,
  );
  const height = Math.max(0, bottom);
  rows.forEach((row, r) => {
    const rowHeight = Math.max(...row.map((item) => heights[item]!));
    let left = (width - rowWidths[r]!) / 2;
    for (const item of row) {
      x[item] = left + widths[item]! / 2;
      y[item] = bottom - rowHeight / 2;
      left += widths[item]! + gap.x;
    }
    bottom -= rowHeight + gap.y;
  });
  const edgeOffsets = new Uint32Array(edgeFroms.length + 1);
  const points: number[] = [];
  edgeFroms.forEach((from, edge) => {
    const to = edgeTos[edge]!;
    if (isLaid(edge)) {
      const up = y[from]! > y[to]! ? -1 : 1;
      const startY = y[from]! + (up * heights[from]!) / 2;
      const endY = y[to]! - (up * heights[to]!) / 2;
      points.push(x[from]!, startY, x[from]!, startY + up * 8, x[to]!, endY - up * 8, x[to]!, endY);
    }
    edgeOffsets[edge + 1] = points.length / 2;
  });
  return { width, height, x, y, edgeOffsets, edgePoints: Float32Array.from(points) };
}

const emptyLevel: GraphLevel = {
  key: "",
  frame: null,
  laid: laidInRanks({
    widths: new Float32Array(),
    heights: new Float32Array(),
    edgeFroms: new Uint32Array(),
    edgeTos: new Uint32Array(),
  }),
  widths: new Float32Array(),
  heights: new Float32Array(),
  rooms: new Float32Array(),
  ids: [],
  labels: [],
  subtitles: [],
  kinds: new Uint8Array(),
  edges: {
    froms: new Uint32Array(),
    tos: new Uint32Array(),
    labels: [],
    weights: new Float64Array(),
    counts: new Uint32Array(),
    flags: new Uint8Array(),
  },
  annotations: {
    owners: new Uint32Array(),
    ids: [],
    labels: [],
    kinds: new Uint8Array(),
    areInputs: new Uint8Array(),
  },
};

/** Numbers in [0, 1) that are the same each time (Park and Miller's generator). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** About so many items, of which `perScope` are in each of the open scopes, joined by one and a half times as many edges. */
export function largeSpec(itemCount: number, perScope: number, seed = 7): LevelSpec {
  const random = seeded(seed);
  const scopeCount = Math.max(1, Math.round(itemCount / (perScope + 1)));
  /** In rows: each item reads the one below it, and three of five another of that row. */
  const chained = (count: number, across: number): EdgeSpec[] => {
    const edges: EdgeSpec[] = [];
    const add = (from: number, to: number): number =>
      edges.push({ from, to, elements: 10 ** (random() * 6.5), label: random() < 0.3 ? "32×128" : "" });
    for (let to = across; to < count; to++) {
      add(to - across, to);
      const row = Math.floor(to / across) - 1;
      const column = (to % across) + Math.round((random() - 0.5) * 6);
      if (to % 5 < 3 && column >= 0 && column < across && column !== to % across)
        add(row * across + column, to);
    }
    return edges;
  };
  const side = (count: number): number => Math.max(2, Math.round(Math.sqrt(count)));
  return {
    items: Array.from({ length: scopeCount }, (_, s) => ({
      label: `scope_${s}`,
      kind: "scope",
      subtitle: `${perScope} ops`,
      content: {
        items: Array.from({ length: perScope }, (_unused, i) => ({
          label: `${opNames[i % opNames.length] ?? ""}_${i}`,
        })),
        edges: chained(perScope, side(perScope)),
      },
    })),
    edges: scopeCount > 1 ? chained(scopeCount, side(scopeCount)) : [],
  };
}

const opNames = ["MatMul", "Relu", "BiasAdd", "Reshape", "Conv2D", "Mean", "Cast", "Identity"];

/** The graph of the tutorial's network for digits, with two scopes open. */
export function mnistSpec({ opened = ["conv"] as readonly string[] } = {}): LevelSpec {
  const scope = (label: string, subtitle: string, more: Partial<ItemSpec> = {}): ItemSpec => {
    const isOpen = opened.includes(label);
    const { content, ...rest } = more;
    return { label, kind: "scope", subtitle, ...rest, ...(isOpen && content ? { content } : {}) };
  };
  const init = [{ label: "init", kind: "auxiliary" as const }];
  return {
    items: [
      { label: "x", annotations: [] },
      {
        label: "Reshape",
        annotations: [
          { label: "shape", kind: "constant", isInput: true },
          { label: "input", kind: "summary" },
        ],
      },
      scope("conv", "15 ops", { annotations: init, content: convSpec() }),
      { label: "MaxPool" },
      { label: "Reshape_1", annotations: [{ label: "shape", kind: "constant", isInput: true }] },
      scope("fc", "14 ops", { annotations: init, content: convSpec() }),
      { label: "labels" },
      scope("xent", "9 ops"),
      scope("accuracy", "6 ops"),
      scope("train", "124 ops", { annotations: init, content: convSpec() }),
      { label: "layer_[1-12]", kind: "series", subtitle: "12 scopes" },
      {
        label: "zeros",
        annotations: [
          { label: "shape_as_tensor", kind: "constant", isInput: true },
          { label: "0.5", kind: "constant", isInput: true },
        ],
      },
      scope("test_embedding", "4 ops", {
        annotations: [
          ...init,
          ...Array.from({ length: 11 }, (_, i) => ({
            label: `slot_${i}`,
            kind: "initialiser" as const,
            isInput: true,
          })),
        ],
      }),
      { label: "Assign" },
      scope("save", "30 ops"),
      { label: "StatefulPartitionedCall", kind: "call", subtitle: "__inference_train_step_1234" },
      { label: "dense_1", kind: "layer", subtitle: "Dense" },
      { label: "an_extraordinarily_long_operation_name_that_nobody_can_read", kind: "operation" },
      { label: "features", kind: "argument" },
      { label: "logits", kind: "result" },
      { label: "init", isAuxiliary: true },
      { label: "global_step", isAuxiliary: true },
      { label: "IteratorV2", isAuxiliary: true },
    ].map((item) => (item.annotations?.length === 0 ? { label: item.label } : item)) as ItemSpec[],
    edges: [
      { from: 0, to: 1, label: "?×784", elements: 78_400 },
      { from: 1, to: 2, label: "?×28×28×1", elements: 78_400 },
      { from: 2, to: 3, label: "?×28×28×64", elements: 5e6 },
      { from: 3, to: 4, label: "?×14×14×64", elements: 1.2e6 },
      { from: 4, to: 5, label: "?×3136", elements: 313_600 },
      { from: 6, to: 7, label: "?×10", elements: 1000 },
      { from: 5, to: 7, label: "?×10", elements: 1000 },
      { from: 5, to: 8, label: "?×10", elements: 1000 },
      { from: 6, to: 8, label: "?×10", elements: 1000 },
      { from: 7, to: 9, label: "3 tensors", elements: 100, count: 3 },
      { from: 2, to: 9, label: "7 tensors", elements: 5e6, count: 7 },
      { from: 5, to: 9, label: "8 tensors", elements: 4e5, count: 8 },
      { from: 4, to: 13, label: "?×3136", elements: 3e5 },
      { from: 11, to: 12, label: "1024×3136", elements: 3.2e6, flags: 2 },
      { from: 13, to: 12, label: "1024×3136", elements: 3.2e6, flags: 2 },
      { from: 14, to: 2, label: "2 tensors", elements: 1700, flags: 2 },
      { from: 14, to: 5, label: "2 tensors", elements: 31_370, flags: 2 },
      { from: 9, to: 14, flags: 1 },
      { from: 10, to: 16, label: "32×128", elements: 4096 },
      { from: 16, to: 15, label: "32×10", elements: 320 },
      { from: 15, to: 10, flags: 4 },
      { from: 18, to: 17, elements: 100 },
      { from: 17, to: 19, elements: 100 },
    ],
  };
}

function convSpec(): LevelSpec {
  return {
    items: [
      { label: "W", kind: "scope", subtitle: "5 ops" },
      { label: "b", kind: "scope", subtitle: "4 ops" },
      { label: "Conv2D" },
      { label: "add" },
      { label: "Relu", annotations: [{ label: "activations", kind: "summary" }] },
    ],
    edges: [
      { from: null, to: 2, label: "?×28×28×1", elements: 78_400 },
      { from: 0, to: 2, label: "5×5×1×64", elements: 1600 },
      { from: 2, to: 3, label: "?×28×28×64", elements: 5e6 },
      { from: 1, to: 3, label: "64", elements: 64 },
      { from: 3, to: 4, label: "?×28×28×64", elements: 5e6 },
      { from: 4, to: null, label: "?×28×28×64", elements: 5e6 },
      { from: 0, to: null, count: 4, elements: 1600 },
      { from: 1, to: null, count: 2, elements: 64, flags: 1 },
      { from: null, to: 0, count: 2, elements: 1600, flags: 2 },
    ],
  };
}
