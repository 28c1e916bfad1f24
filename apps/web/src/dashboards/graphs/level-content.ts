// An opened level as a picture needs it: sizes, words and marks of its items.
import {
  annotationKinds,
  annotationRoom,
  annotationsHeight,
  type GraphItemKind,
  graphItemKinds,
  graphItemSize,
} from "@runboard/charts";
import { type NestedItem, NO_TYPE, type OpenedLevel, type OpenLevel, type TensorType } from "@runboard/graph";
import { formatCount } from "../../ui/format.ts";
import type { LevelContent } from "./graph-orders.ts";

type AnnotationKind = (typeof annotationKinds)[number];

/** Operations that only say where a body begins and ends. */
const argumentOps: ReadonlySet<string> = new Set(["_Arg", "_DeviceArg", "Input", "Outer value"]);
const resultOps: ReadonlySet<string> = new Set(["_Retval", "_DeviceRetval", "Output"]);

export interface LevelWords {
  readonly path: string;
  readonly isLayers: boolean;
  readonly tensorTypes: readonly TensorType[];
}

export function levelContent(level: OpenedLevel, { path, isLayers, tensorTypes }: LevelWords): LevelContent {
  const items = [...level.items, ...level.auxiliaryItems];
  const owners = new Set(level.annotationOwners);
  return {
    key: path,
    rooms: Float32Array.from(items, (_, place) => (owners.has(place) ? annotationRoom : 0)),
    ids: items.map((item) => item.path),
    labels: items.map(({ label }) => label),
    subtitles: items.map((item) => subtitleOf(item)),
    kinds: Uint8Array.from(items, (item) => graphItemKinds.indexOf(kindOf(item, isLayers))),
    edges: {
      froms: level.edgeFroms,
      tos: level.edgeTos,
      labels: Array.from(level.edgeTensorCounts, (count, edge) =>
        edgeLabel(tensorTypes[level.edgeTypeIds[edge] ?? NO_TYPE], count),
      ),
      weights: level.edgeElementCounts,
      counts: level.edgeTensorCounts,
      flags: level.edgeFlags,
    },
    annotations: {
      owners: level.annotationOwners,
      ids: level.annotationItems.map((item) => item.path),
      labels: level.annotationItems.map(({ label }) => label),
      kinds: Uint8Array.from(level.annotationItems, (item) =>
        annotationKinds.indexOf(annotationKindOf(item)),
      ),
      areInputs: level.annotationAreInputs,
    },
  };
}

/** What lays the level out. */
export function levelToLay(
  content: LevelContent,
  level: OpenedLevel,
  { parent, parentPlace, margin, key }: Pick<OpenLevel, "parent" | "parentPlace" | "margin" | "key">,
): OpenLevel {
  const sizes = content.labels.map((label, place) =>
    graphItemSize(label.length, graphItemKinds[content.kinds[place] ?? 0] ?? "operation"),
  );
  const heights = markHeights(content);
  return {
    scope: content.key,
    key,
    parent,
    parentPlace,
    margin,
    // Bodies of a call are always the same.
    ids: Uint32Array.from([...level.items, ...level.auxiliaryItems], ({ item }, place) =>
      level.place ? item : place,
    ),
    laidCount: level.items.length,
    widths: Float32Array.from(sizes, ({ width }, place) => width + 2 * (content.rooms[place] ?? 0)),
    heights: Float32Array.from(sizes, ({ height }, place) => Math.max(height, heights[place] ?? 0)),
    edgeFroms: content.edges.froms,
    edgeTos: content.edges.tos,
  };
}

/** Of the annotations at the side of each item that has most. */
function markHeights({ ids, annotations: { owners, areInputs } }: LevelContent): Float32Array {
  const inputs = new Uint32Array(ids.length);
  const outputs = new Uint32Array(ids.length);
  owners.forEach((owner, mark) => {
    const counts = areInputs[mark] === 1 ? inputs : outputs;
    counts[owner] = (counts[owner] ?? 0) + 1;
  });
  return Float32Array.from(inputs, (count, place) => annotationsHeight(Math.max(count, outputs[place] ?? 0)));
}

function kindOf({ kind, op }: NestedItem, isLayers: boolean): GraphItemKind {
  switch (kind) {
    case "scope":
    case "series":
    case "call":
      return kind;
    case "body":
      return "call";
    case "operation":
      if (isLayers) return "layer";
      if (argumentOps.has(op)) return "argument";
      return resultOps.has(op) ? "result" : "operation";
  }
}

function annotationKindOf({ kind, op }: NestedItem): AnnotationKind {
  if (kind !== "operation") return "auxiliary";
  if (op.endsWith("Summary") || op.endsWith("SummaryV2")) return "summary";
  if (op === "Initializer") return "initialiser";
  return op === "Const" || op === "Constant" || op === "prim::Constant" ? "constant" : "auxiliary";
}

function subtitleOf({ kind, operationCount }: NestedItem): string {
  return kind === "operation" ? "" : `${formatCount(operationCount)} ${operationCount === 1 ? "op" : "ops"}`;
}

function edgeLabel(type: TensorType | undefined, tensorCount: number): string {
  if (type === undefined) return tensorCount > 1 ? `${formatCount(tensorCount)} tensors` : "";
  return shapeLabel(type.shape);
}

/** As TensorFlow's tutorials write it: `?×28×28×1`, `scalar`. */
export function shapeLabel(shape: TensorType["shape"]): string {
  if (shape === null) return "";
  return shape.length === 0 ? "scalar" : shape.map((size) => size ?? "?").join("×");
}
