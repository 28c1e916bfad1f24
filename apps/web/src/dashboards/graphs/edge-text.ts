// What an edge is, in words.
import type { EdgeTensorsAnswer } from "@runboard/graph";
import { pathSteps } from "@runboard/graph";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { shapeLabel } from "./level-content.ts";
import { shownName } from "./shown-name.ts";

/** Of one end: the name that the picture shows; beyond the border nothing is named. */
export function endText(path: string | null): string {
  return path === null ? "outside" : shownName(pathSteps(path).at(-1)?.label ?? "");
}

/** `?×28×28×8 float32`. */
export function typeText({
  dtype,
  shape,
}: NonNullable<EdgeTensorsAnswer["tensors"][number]["type"]>): string {
  return [shapeLabel(shape), dtype].filter((part) => part !== "").join(" ");
}

/** One line for how much it is: `1 tensor, ?×28×28×8 float32`, `3 tensors, 1,200 elements and 1 of unknown size`. */
export function edgeText(
  { tensors, useCount, tensorCount, elementCount, unsizedCount }: EdgeTensorsAnswer,
  isControl: boolean,
): string {
  const [first] = tensors;
  const taken = useCount > tensorCount ? [`taken ${formatCount(useCount)} times`] : [];
  if (isControl) return [formatControl(tensorCount), ...taken].join(", ");
  const type = tensorCount === 1 && first?.type ? typeText(first.type) : "";
  const sizes = [
    ...(elementCount > 0 ? [formatCounted(elementCount, "element")] : []),
    ...(unsizedCount > 0 ? [`${formatCount(unsizedCount)} of unknown size`] : []),
  ].join(" and ");
  const what = type === "" || tensorCount > 1 ? sizes : type;
  return [formatCounted(tensorCount, "tensor"), ...(what === "" ? [] : [what]), ...taken].join(", ");
}

function formatControl(count: number): string {
  return count === 1 ? "1 control dependency" : `${formatCount(count)} control dependencies`;
}
