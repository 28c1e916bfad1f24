// The thread that reads checkpoints: gigabytes of weights take seconds, which nobody else waits for.
import { parentPort, workerData } from "node:worker_threads";
import type {
  CheckpointWeights,
  EndpointResponse,
  listCheckpoints,
  ProblemCode,
  readCheckpointWeights,
} from "@runboard/contract";
import type { LogdirRoot } from "@runboard/logdir";
import {
  type CheckpointDelivery,
  type CheckpointOrder,
  type CheckpointQuestion,
  type CheckpointShapes,
  type FoundCheckpoint,
  matrixBytes,
} from "./checkpoint-questions.ts";
import { openCheckpoint, type SavedCheckpoint } from "./saved-checkpoint.ts";
import { readMatrix } from "./read-matrix.ts";
import { weighCheckpoint } from "./weigh-checkpoint.ts";

/** Of one answer; the contract tells it, too. */
const MOST_TENSORS = 100_000;
/** Answers about weights are kept up to this size altogether. */
const KEPT_ANSWER_BYTES = 32 * 2 ** 20;

const { roots } = workerData as { readonly roots: readonly LogdirRoot[] };
const encoder = new TextEncoder();

/** By the identity of all files that they come from, the one used longest ago first. */
const keptAnswers = new Map<string, Uint8Array<ArrayBuffer>>();

/** What an ApiError says; that class comes with all of the contract, which a thread would compile at each start. */
class Refusal extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

class Left extends Error {}

let hasLeft = false;

parentPort?.on("message", (order: CheckpointOrder) => {
  if (order === "leave") {
    hasLeft = true;
    return;
  }
  hasLeft = false;
  void deliveryOf(order.question).then((delivery) =>
    parentPort?.postMessage(delivery, delivery.kind === "answer" ? [delivery.bytes.buffer] : []),
  );
});

async function deliveryOf(question: CheckpointQuestion): Promise<CheckpointDelivery> {
  try {
    return { kind: "answer", bytes: await answerOf(question) };
  } catch (error) {
    if (error instanceof Left) return { kind: "left" };
    if (error instanceof Refusal) return { kind: "problem", code: error.code, detail: error.message };
    // What the engine throws where an array would be longer than it has memory for.
    if (error instanceof RangeError && /allocation|array length|string length/i.test(error.message))
      return { kind: "problem", code: "too_large", detail: "the checkpoint needs more memory than there is" };
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: "problem", code: "internal", detail };
  }
}

/** Between pieces of work: lets the message in that somebody left. */
async function takeBreath(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (hasLeft) throw new Left();
}

function answerOf(question: CheckpointQuestion): Promise<Uint8Array<ArrayBuffer>> {
  switch (question.kind) {
    case "list":
      return listed(question);
    case "weights":
      return weighed(question);
    case "shapes":
      return shapesAnswer(question);
    case "matrix":
      return matrixAnswer(question);
  }
}

async function shapesAnswer({
  path,
}: Extract<CheckpointQuestion, { kind: "shapes" }>): Promise<Uint8Array<ArrayBuffer>> {
  const opened = await openCheckpoint(path, roots);
  const shapes: CheckpointShapes | null =
    opened.kind === "unusable"
      ? null
      : opened.tensors.slice(0, MOST_TENSORS).flatMap(({ name, tensor: { shape } }) => {
          const [rowCount = 0, columnCount = 0] = shape;
          return shape.length === 2 ? [[name, [rowCount, columnCount]] as const] : [];
        });
  return encoder.encode(JSON.stringify(shapes));
}

async function matrixAnswer({
  source,
}: Extract<CheckpointQuestion, { kind: "matrix" }>): Promise<Uint8Array<ArrayBuffer>> {
  const matrix = await readMatrix(source, roots, takeBreath);
  if (typeof matrix === "string") throw new Refusal("embedding_unreadable", matrix);
  return matrixBytes(matrix);
}

async function listed({
  found,
  isComplete,
}: Extract<CheckpointQuestion, { kind: "list" }>): Promise<Uint8Array<ArrayBuffer>> {
  const checkpoints: EndpointResponse<typeof listCheckpoints>["checkpoints"] = [];
  const lists = new Map<string, number>();
  let tensorCount = 0;
  let areAll = isComplete;
  for (const { path, prefix, step } of found) {
    await takeBreath();
    const opened = await openCheckpoint(path, roots);
    if (opened.kind === "unusable") {
      // What went away meanwhile is none.
      if (opened.modifiedSeconds !== null)
        checkpoints.push({
          ...{ path, prefix, step },
          wallTimeSeconds: opened.modifiedSeconds,
          tensorList: null,
          problem: opened.reason,
        });
      continue;
    }
    const tensors = opened.tensors.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape }));
    const list = JSON.stringify(tensors);
    if (!lists.has(list)) {
      tensorCount += tensors.length;
      if (tensorCount > MOST_TENSORS) {
        areAll = false;
        break;
      }
      lists.set(list, lists.size);
    }
    const wallTimeSeconds = opened.index.modifiedSeconds;
    checkpoints.push({
      ...{ path, prefix, step },
      wallTimeSeconds,
      tensorList: lists.get(list) ?? null,
      problem: null,
    });
  }
  const head = JSON.stringify({ checkpoints, isComplete: areAll });
  return encoder.encode(`${head.slice(0, -1)},"tensorLists":[${[...lists.keys()].join(",")}]}`);
}

async function weighed({
  checkpoint: asked,
  earlier,
}: Extract<CheckpointQuestion, { kind: "weights" }>): Promise<Uint8Array<ArrayBuffer>> {
  const opened = await openCheckpoint(asked.path, roots);
  if (opened.kind === "unusable")
    throw new Refusal(
      opened.modifiedSeconds === null ? "checkpoint_not_found" : "checkpoint_unreadable",
      `the checkpoint ${JSON.stringify(asked.path)} cannot be used: ${opened.reason}`,
    );
  if (opened.tensors.length > MOST_TENSORS)
    throw new Refusal(
      "too_large",
      `the checkpoint has ${opened.tensors.length} tensors; at most ${MOST_TENSORS} are looked at`,
    );
  const before = await firstWhole(earlier);
  const key = [opened.key, before?.saved.key ?? ""].join("\n\n");
  const known = keptAnswers.get(key);
  if (known) {
    keptAnswers.delete(key);
    keptAnswers.set(key, known);
    return known.slice();
  }
  const weights = await weighCheckpoint(opened, before?.saved ?? null, takeBreath);
  const bytes = encoder.encode(JSON.stringify(weightsAnswer(asked, before?.found ?? null, weights)));
  keep(key, bytes.slice());
  return bytes;
}

async function firstWhole(
  earlier: readonly FoundCheckpoint[],
): Promise<{ readonly found: FoundCheckpoint; readonly saved: SavedCheckpoint } | null> {
  for (const found of earlier) {
    await takeBreath();
    const saved = await openCheckpoint(found.path, roots);
    if (saved.kind === "checkpoint") return { found, saved };
  }
  return null;
}

function weightsAnswer(
  asked: FoundCheckpoint,
  before: FoundCheckpoint | null,
  weights: readonly CheckpointWeights[],
): EndpointResponse<typeof readCheckpointWeights> {
  const momentOf = ({ step, path }: FoundCheckpoint) => ({ step, path });
  return { checkpoint: momentOf(asked), before: before && momentOf(before), weights: [...weights] };
}

function keep(key: string, bytes: Uint8Array<ArrayBuffer>): void {
  keptAnswers.set(key, bytes);
  let keptBytes = 0;
  for (const { length } of keptAnswers.values()) keptBytes += length;
  for (const [oldest, { length }] of keptAnswers) {
    if (keptBytes <= KEPT_ANSWER_BYTES) return;
    keptAnswers.delete(oldest);
    keptBytes -= length;
  }
}
