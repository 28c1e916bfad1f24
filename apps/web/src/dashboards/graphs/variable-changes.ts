// What two checkpoints say of the variables of a graph: which of them count, and how far they moved.
import type { Checkpoint, CheckpointWeights } from "@runboard/contract";
import type { VariableChanges } from "./graph-orders.ts";

/**
 * Without what an optimizer keeps of a variable, which is named as the variable is and one part more (`conv1/W/Adam` of `conv1/W`): a layer's weights move
 * otherwise than their moments do.
 */
export function withoutSlots<Named extends { readonly name: string }>(
  variables: readonly Named[],
): readonly Named[] {
  const names = new Set(variables.map(({ name }) => name));
  return variables.filter(({ name }) => !names.has(name.slice(0, Math.max(0, name.lastIndexOf("/")))));
}

/** Checkpoints of the training that has most that can be used, by step. Those of others, as of the best so far, are no checkpoints before them. */
export function ofOneTraining(checkpoints: readonly Checkpoint[]): readonly Checkpoint[] {
  const byPrefix = new Map<string, Checkpoint[]>();
  for (const one of checkpoints) {
    if (one.tensorList === null) continue;
    const known = byPrefix.get(one.prefix) ?? [];
    // Steps that are written with zeros in front and without are one.
    if (known.at(-1)?.step !== one.step) byPrefix.set(one.prefix, [...known, one]);
  }
  let most: readonly Checkpoint[] = [];
  for (const own of byPrefix.values()) if (own.length > most.length) most = own;
  return most;
}

/** A row for each variable of which it is known how far it moved. */
export function changesOf(weights: readonly CheckpointWeights[]): VariableChanges {
  const rows = withoutSlots(weights);
  return {
    names: rows.map(({ name }) => name),
    changeSquares: Float64Array.from(rows, ({ changeNorm }) => (changeNorm ?? NaN) ** 2),
    squaresBefore: Float64Array.from(rows, ({ normBefore }) => (normBefore ?? NaN) ** 2),
  };
}

export interface MovedVariables {
  readonly variableCount: number;
  /** √Σ‖w‖² of those whose norm is known; null when none is. */
  readonly norm: number | null;
  /** √Σ‖Δw‖² of those that are compared; null when none is. */
  readonly changeNorm: number | null;
  /** That over √Σ‖w‖² of the same before; null also where all was zero before and is not now. */
  readonly change: number | null;
  readonly comparedCount: number;
  /** Elements, 0 … 1; NaN of none. */
  readonly zeroShare: number;
  readonly nonFiniteCount: number;
  /** Why some are not compared, each once. */
  readonly problems: readonly string[];
}

/** Of several variables together. */
export function movedTogether(weights: readonly CheckpointWeights[]): MovedVariables {
  const normed = weights.flatMap(({ norm }) => (norm === null ? [] : [norm]));
  const compared = weights.flatMap(({ changeNorm, normBefore }) =>
    changeNorm === null || normBefore === null ? [] : [{ changeNorm, normBefore }],
  );
  const changeNorm = rootOfSquares(compared.map((one) => one.changeNorm));
  const normBefore = rootOfSquares(compared.map((one) => one.normBefore));
  const counted = weights.flatMap(({ shape, zeroShare }) =>
    zeroShare === null ? [] : [{ zeroShare, count: shape.reduce((product, size) => product * size, 1) }],
  );
  const count = counted.reduce((sum, one) => sum + one.count, 0);
  return {
    variableCount: weights.length,
    norm: rootOfSquares(normed),
    changeNorm,
    change: shareOf(changeNorm, normBefore),
    comparedCount: compared.length,
    zeroShare: counted.reduce((sum, one) => sum + one.count * one.zeroShare, 0) / count,
    nonFiniteCount: weights.reduce((sum, { nonFiniteCount }) => sum + nonFiniteCount, 0),
    problems: [...new Set(weights.flatMap(({ problem }) => problem ?? []))],
  };
}

function rootOfSquares(norms: readonly number[]): number | null {
  return norms.length === 0 ? null : Math.sqrt(norms.reduce((sum, norm) => sum + norm ** 2, 0));
}

function shareOf(changeNorm: number | null, normBefore: number | null): number | null {
  if (changeNorm === null || normBefore === null) return null;
  if (changeNorm === 0) return 0;
  return normBefore === 0 ? null : changeNorm / normBefore;
}
