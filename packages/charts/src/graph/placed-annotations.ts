// Marks beside items: at most five a side, then how many more there are.
import { type AnnotationKind, annotationKinds, type GraphScene } from "./graph-scene.ts";
import { annotationPitch, mostAnnotations } from "./graph-size.ts";

/** One line beside an item. */
export interface AnnotationRow {
  /** Null for the line that says how many more there are. */
  readonly id: string | null;
  readonly kind: AnnotationKind | null;
  readonly label: string;
  readonly isInput: boolean;
  /** Middle, from the item's. */
  readonly middle: number;
  /** What is left free for it beside the item. */
  readonly room: number;
}

/** Less room than this holds no mark. */
const leastRoom = 18;

/** By item. */
export type PlacedAnnotations = ReadonlyMap<number, readonly AnnotationRow[]>;

const kept = new WeakMap<GraphScene, PlacedAnnotations>();

export function placedAnnotations(scene: GraphScene, starts: Uint32Array): PlacedAnnotations {
  let placed = kept.get(scene);
  if (!placed) {
    const made = new Map<number, readonly AnnotationRow[]>();
    scene.levels.forEach(({ annotations, rooms }, l) => {
      const { owners } = annotations;
      for (let first = 0; first < owners.length;) {
        const owner = owners[first]!;
        let end = first;
        while (end < owners.length && owners[end] === owner) end++;
        if (rooms[owner]! >= leastRoom) {
          const rows = [1, 0].flatMap((side) => sideRows(scene, l, { first, end, side }));
          made.set(starts[l]! + owner, rows);
        }
        first = end;
      }
    });
    kept.set(scene, (placed = made));
  }
  return placed;
}

function sideRows(
  { levels }: GraphScene,
  l: number,
  { first, end, side }: { readonly first: number; readonly end: number; readonly side: number },
): AnnotationRow[] {
  const { annotations, rooms } = levels[l]!;
  const { ids, labels, kinds, areInputs, owners } = annotations;
  const room = rooms[owners[first]!]!;
  const places: number[] = [];
  for (let i = first; i < end; i++) if (areInputs[i] === side) places.push(i);
  const shown = places.slice(0, mostAnnotations);
  const more = places.length - shown.length;
  const rowCount = shown.length + (more > 0 ? 1 : 0);
  const middleOf = (row: number): number => (row - (rowCount - 1) / 2) * annotationPitch;
  const rows = shown.map((i, row): AnnotationRow => ({
    id: ids[i]!,
    kind: annotationKinds[kinds[i]!]!,
    label: labels[i]!,
    isInput: side === 1,
    middle: middleOf(row),
    room,
  }));
  if (more > 0)
    rows.push({
      id: null,
      kind: null,
      label: `… ${more} more`,
      isInput: side === 1,
      middle: middleOf(rowCount - 1),
      room,
    });
  return rows;
}
