// What a training of the tutorial's network does beside its steps, as nodes of its graph: first values, summaries, the embedding, checkpoints.
// None of it is run here: each node says what the training does elsewhere, under the name that TensorFlow 1 gives it.
import type { Tensor, Variable } from "@tensorflow/tfjs";
import type { GraphRecorder, NodeInput } from "../graph-trace/recorder.ts";
import type { TensorFlow } from "../model.ts";
import { BETA1, BETA2 } from "./adam.ts";
import { INITIAL_SCALE, type NetworkOutput } from "./mnist-network.ts";
import { type LayerVariables, layerVariables } from "./variables.ts";

/** Name of the variable that the projector shows. */
export const EMBEDDING = "test_embedding";

/** What one look at a batch told. */
export interface SeenOutput extends NetworkOutput {
  readonly accuracy: Tensor;
  readonly xent: Tensor;
}

interface TrainingParts {
  readonly layers: readonly LayerVariables[];
  /** Of Adam, by their names. */
  readonly slots: ReadonlyMap<string, Variable>;
  readonly embedding: Variable;
  readonly learningRate: number;
  readonly output: SeenOutput;
}

/** Call it in a `tidy`, after the step. */
export function noteBesideStep(tf: TensorFlow, recorder: GraphRecorder, parts: TrainingParts): void {
  const notes = new GraphNotes(tf, recorder, parts);
  notes.firstValues();
  notes.summaries();
  notes.checkpoint();
}

class GraphNotes {
  readonly #tf: TensorFlow;
  readonly #recorder: GraphRecorder;
  readonly #parts: TrainingParts;
  readonly #weights: ReadonlyMap<string, Variable>;

  constructor(tf: TensorFlow, recorder: GraphRecorder, parts: TrainingParts) {
    this.#tf = tf;
    this.#recorder = recorder;
    this.#parts = parts;
    this.#weights = layerVariables(parts.layers);
  }

  /** As variables.ts and adam.ts make them. */
  firstValues(): void {
    const { layers, slots, embedding } = this.#parts;
    for (const { name, weights, biases } of layers) {
      const normal = this.#node("TruncatedNormal", `${name}/truncated_normal/TruncatedNormal`, weights, [
        { name: "shape", constant: weights.shape },
      ]);
      const deviation = { name: "stddev", constant: INITIAL_SCALE.weightDeviation };
      const scaled = this.#node("Mul", `${name}/truncated_normal/mul`, weights, [normal, deviation]);
      this.#assign(`${name}/W`, weights, scaled);
      const bias = { name: "value", constant: INITIAL_SCALE.bias };
      this.#assign(`${name}/B`, biases, this.#filled(`${name}/Fill`, biases, bias));
    }
    for (const [name, slot] of slots) {
      const trained = this.#weights.get(name.replace(/\/Adam(_1)?$/, ""));
      const power = { name: "initial_value", constant: name.includes("beta1") ? BETA1 : BETA2 };
      const zeros = trained && this.#node("ZerosLike", `${name}/Initializer/zeros`, slot, [trained]);
      this.#assign(name, slot, zeros ?? power);
    }
    const none = { name: "value", constant: 0 };
    this.#assign(EMBEDDING, embedding, this.#filled("zeros", embedding, none));
    const names = [...this.#weights.keys(), ...slots.keys(), EMBEDDING];
    this.#recorder.single(
      { op: "NoOp", name: "init", inputs: names.map((name) => ({ after: `${name}/Assign` })) },
      () => undefined,
    );
  }

  /** Under the tags that they are logged with. */
  summaries(): void {
    const { layers, learningRate, output } = this.#parts;
    const summaries = [this.#summary("ImageSummary", "input", output.pictures)];
    const histogram = (tag: string, values: Tensor): void =>
      void summaries.push(this.#summary("HistogramSummary", tag, values));
    for (const { name, weights, biases } of layers) {
      histogram(`${name}/weights`, weights);
      histogram(`${name}/biases`, biases);
    }
    for (const [tag, values] of output.activations) histogram(tag, values);
    summaries.push(
      this.#summary("ScalarSummary", "xent/xent", output.xent),
      this.#summary("ScalarSummary", "accuracy/accuracy", output.accuracy),
      this.#summary("ScalarSummary", "train/learning_rate", { name: "values", constant: learningRate }),
    );
    this.#written("MergeSummary", "Merge/MergeSummary", summaries);
  }

  /** The embedding is worked out before all variables are saved. */
  checkpoint(): void {
    const { slots, embedding, output } = this.#parts;
    this.#recorder.single(
      { op: "AssignVariableOp", inputs: [{ handle: embedding }, output.embedding] },
      () => undefined,
    );
    const saved = this.#node("ReadVariableOp", "ReadVariableOp", embedding, [
      { handle: embedding },
      { after: "AssignVariableOp" },
    ]);
    const tensors = new Map<string, Tensor>([...this.#weights, ...slots, [EMBEDDING, saved]]);
    const inputs: readonly NodeInput[] = [
      { name: "prefix", constant: "model.ckpt" },
      { name: "tensor_names", constant: [...tensors.keys()] },
      { name: "shape_and_slices", constant: [...tensors.keys()].map(() => "") },
      ...tensors.values(),
    ];
    this.#recorder.single({ op: "SaveV2", name: "save/SaveV2", inputs }, () => undefined);
  }

  #summary(op: string, tag: string, values: NodeInput): Tensor {
    const tagName = op === "ScalarSummary" ? "tags" : "tag";
    return this.#written(op, tag, [{ name: tagName, constant: tag }, values]);
  }

  #assign(name: string, variable: Variable, value: NodeInput): void {
    const inputs = [{ handle: variable }, value];
    this.#recorder.single({ op: "AssignVariableOp", name: `${name}/Assign`, inputs }, () => undefined);
  }

  #filled(name: string, like: Tensor, value: NodeInput): Tensor {
    return this.#node("Fill", name, like, [{ name: "dims", constant: like.shape }, value]);
  }

  /** A node whose output has the type and shape of `like`. */
  #node(op: string, name: string, like: Tensor, inputs: readonly NodeInput[]): Tensor {
    return this.#recorder.single({ op, name, inputs }, () => like.clone());
  }

  /** A node whose output is a serialised message. */
  #written(op: string, name: string, inputs: readonly NodeInput[]): Tensor {
    return this.#recorder.single({ op, name, inputs }, () => this.#tf.tensor("", [], "string"));
  }
}
