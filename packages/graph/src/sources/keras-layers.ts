// A Keras model's JSON as a flat list of layers with their scopes: nested models of any depth, without recursion.
import { isRecord } from "./protobuf/json-to-wire.ts";

export interface KerasLayer {
  /** With the names of the models that it stands in, `model/block/dense`. */
  readonly path: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Keras 3 keeps the shape that the layer was built for. */
  readonly buildConfig: Readonly<Record<string, unknown>>;
  /** What it takes, in order; of a layer that is called more than once all that it takes. */
  readonly inputs: readonly KerasTensor[];
  /** The model that the layer stands in; -1 for one that is no part of a model. */
  readonly model: number;
}

/** Where a tensor comes from: output `output` of the layer or model at `path`. */
export interface KerasTensor {
  readonly path: string;
  readonly output: number;
  /** As Keras 3 says it. */
  readonly shape?: readonly unknown[];
  readonly dtype?: string;
}

/** Where an input of a layer comes from: output `slot` of layer `source`. */
export interface LayerInput {
  readonly source: number;
  readonly slot: number;
  readonly tensor: KerasTensor;
}

export interface KerasModel {
  readonly path: string;
  /** Tensors that it is called with. */
  readonly inputs: readonly KerasTensor[];
  /** Paths of the layers that take these; empty in a sequential model without an own input layer. */
  readonly inputPaths: readonly string[];
  /** What it gives: outputs of layers or models in it. */
  readonly outputs: readonly KerasTensor[];
}

export interface KerasParts {
  readonly layers: readonly KerasLayer[];
  readonly models: readonly KerasModel[];
}

interface Pending {
  readonly json: Readonly<Record<string, unknown>>;
  readonly scope: string;
  readonly place: number;
  readonly model: number;
  /** Tensors of the layer before, where the model is sequential. */
  readonly before: readonly KerasTensor[] | undefined;
}

export function kerasParts(root: Readonly<Record<string, unknown>>): KerasParts {
  const layers: KerasLayer[] = [];
  const models: KerasModel[] = [];
  const pending: Pending[] = [{ json: root, scope: "", place: 0, model: -1, before: undefined }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { json, scope, model } = next;
    const path = pathOf(json, scope, next.place);
    const config = isRecord(json["config"]) ? json["config"] : {};
    const called = inboundTensors(json["inbound_nodes"], scope);
    const inputs = called.length > 0 ? called : (next.before ?? []);
    const inner = layersOf(json);
    if (inner === undefined) {
      const className = typeof json["class_name"] === "string" ? json["class_name"] : "Layer";
      const buildConfig = isRecord(json["build_config"]) ? json["build_config"] : {};
      layers.push({ path, className, config, buildConfig, inputs, model });
      continue;
    }
    pushReversed(pending, openModel({ path, config, inputs, inner }, models));
  }
  return { layers, models };
}

/** Adds the model, and gives its layers. */
function openModel(
  opened: {
    readonly path: string;
    readonly config: Readonly<Record<string, unknown>>;
    readonly inputs: readonly KerasTensor[];
    readonly inner: readonly Readonly<Record<string, unknown>>[];
  },
  models: KerasModel[],
): Pending[] {
  const { path, config, inputs, inner } = opened;
  const model = models.length;
  const inputPaths = tensorList(config["input_layers"], path).map((tensor) => tensor.path);
  const outputs = tensorList(config["output_layers"], path);
  const isSequential = inputPaths.length === 0 && outputs.length === 0;
  const paths = inner.map((layer, place) => pathOf(layer, path, place));
  const last = paths.at(-1);
  if (isSequential && last !== undefined) outputs.push({ path: last, output: 0 });
  models.push({ path, inputs, inputPaths, outputs });
  return inner.map((json, place) => {
    const before = place === 0 ? inputs : [{ path: paths[place - 1] ?? "", output: 0 }];
    return { json, scope: path, place, model, before: isSequential ? before : undefined };
  });
}

/** Layers of a model; undefined for a layer. */
function layersOf(json: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] | undefined {
  const { config } = json;
  // Keras 1 and early tfjs write the layers of a sequential model as its config.
  const layers = Array.isArray(config) ? config : isRecord(config) ? config["layers"] : undefined;
  return Array.isArray(layers) ? layers.filter(isRecord) : undefined;
}

function pathOf(json: Readonly<Record<string, unknown>>, scope: string, place: number): string {
  const config = isRecord(json["config"]) ? json["config"] : {};
  const named = [config["name"], json["name"]].find((name) => typeof name === "string" && name !== "");
  const className = typeof json["class_name"] === "string" ? json["class_name"] : "layer";
  const name = typeof named === "string" ? named : `${className.toLowerCase()}_${place}`;
  return scope === "" ? name : `${scope}/${name}`;
}

/** `["in", 0, 0]`, a list of such, or in Keras 3 also a structure of them. */
function tensorList(json: unknown, scope: string): KerasTensor[] {
  const found: KerasTensor[] = [];
  const pending: unknown[] = [json];
  while (pending.length > 0) {
    const next = pending.pop();
    const tensor = keras2Tensor(next, scope);
    if (tensor !== undefined) found.push(tensor);
    else pushReversed(pending, valuesIn(next));
  }
  return found;
}

/** What the calls of a layer take; nothing where the layer says nothing of calls, as those of sequential models do. */
function inboundTensors(json: unknown, scope: string): KerasTensor[] {
  const found: KerasTensor[] = [];
  const pending: unknown[] = [json];
  while (pending.length > 0) {
    const next = pending.pop();
    const tensor = keras3Tensor(next, scope) ?? keras2Tensor(next, scope);
    if (tensor === undefined) pushReversed(pending, valuesIn(next));
    else {
      found.push(tensor);
      // What a call takes by name stands behind the tensor that it belongs to.
      if (Array.isArray(next) && isRecord(next[3])) pending.push(next[3]);
    }
  }
  return found;
}

function valuesIn(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : isRecord(json) ? Object.values(json) : [];
}

/** So that the first is taken from the end first. */
function pushReversed<Item>(pending: Item[], items: readonly Item[]): void {
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at];
    if (item !== undefined) pending.push(item);
  }
}

function keras2Tensor(json: unknown, scope: string): KerasTensor | undefined {
  if (!Array.isArray(json)) return undefined;
  const [name, call, output] = json as readonly unknown[];
  if (typeof name !== "string" || typeof call !== "number" || typeof output !== "number") return undefined;
  return { path: scope === "" ? name : `${scope}/${name}`, output };
}

function keras3Tensor(json: unknown, scope: string): KerasTensor | undefined {
  if (!isRecord(json) || json["class_name"] !== "__keras_tensor__" || !isRecord(json["config"]))
    return undefined;
  const { keras_history: history, shape, dtype } = json["config"];
  const tensor = keras2Tensor(history, scope);
  if (tensor === undefined) return undefined;
  return {
    ...tensor,
    ...(Array.isArray(shape) ? { shape: shape as readonly unknown[] } : {}),
    ...(typeof dtype === "string" ? { dtype } : {}),
  };
}
