// A Keras model's JSON (Keras 2, Keras 3, tfjs) → a graph of layers.
import type { TensorType } from "../op-graph.ts";
import type { FoundGraphs } from "./found-graphs.ts";
import { GraphColumns } from "./graph-columns.ts";
import { jsonAttributes } from "./json-attributes.ts";
import {
  type KerasLayer,
  type KerasModel,
  kerasParts,
  type KerasTensor,
  type LayerInput,
} from "./keras-layers.ts";
import { kerasShapes, type LayerShape } from "./keras-shapes.ts";
import { isRecord } from "./protobuf/json-to-wire.ts";

/** Numbers of the weights of a layer, where the file says them, by the layer's path. */
export type WeightCounts = ReadonlyMap<string, number>;

/** Whether `json` looks like a model, or holds one as files of weights do. */
export function kerasModelOf(json: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(json)) return undefined;
  const inner = json["model_config"];
  if (isRecord(inner)) return kerasModelOf(inner);
  const { config } = json;
  const isModel = Array.isArray(config) || (isRecord(config) && Array.isArray(config["layers"]));
  return typeof json["class_name"] === "string" && isModel ? json : undefined;
}

/** `weightsOf` says how many numbers the layers at these paths hold, where a file lists its weights. */
export function readKerasModel(
  model: Readonly<Record<string, unknown>>,
  weightsOf?: (paths: readonly string[]) => WeightCounts,
): FoundGraphs {
  const { layers, models } = kerasParts(model);
  const columns = new GraphColumns();
  const nodes = layers.map(({ path, className }) => columns.addNode(path, columns.ops.idOf(className)));
  const resolver = new TensorResolver(columns, models);
  const sources = layers.map((layer, at) => resolveInputs(layer, nodes[at] ?? 0, resolver, columns));
  const weights = weightsOf?.(layers.map(({ path }) => path));
  const shapes = kerasShapes(layers, sources);
  const said = saidTypes(layers, sources);
  layers.forEach((layer, at) => {
    const node = nodes[at] ?? 0;
    const dtype = dtypeOf(layer);
    const outputs = said.get(at) ?? [];
    const own = shapes[at];
    const types =
      outputs.length > 0 ? outputs : own?.output === undefined ? [] : [{ dtype, shape: own.output }];
    for (const type of types)
      columns.addOutputType(node, columns.types.idOf(type ?? { dtype: "", shape: null }));
    columns.setParameterCount(node, weights?.get(layer.path) ?? own?.parameterCount ?? 0);
  });
  const attributesOf = (node: number) => attributesOfLayer(layers[node], shapes[node]);
  return {
    graphs: [{ label: "", kind: "layers", graph: columns.finish(new Map(), attributesOf) }],
    problems: [],
  };
}

function resolveInputs(
  layer: KerasLayer,
  node: number,
  resolver: TensorResolver,
  columns: GraphColumns,
): LayerInput[] {
  const inputs: LayerInput[] = [];
  const tensors = [...layer.inputs, ...resolver.inputsOfModel(layer)];
  tensors.forEach((tensor, place) => {
    const found = resolver.resolve(tensor);
    if (found === undefined) columns.addDanglingInput(node, tensor.path);
    else {
      inputs.push({ ...found, tensor });
      columns.addInput({ node, ...found, place });
    }
  });
  return inputs;
}

/** Finds the layer behind a tensor: a model gives what a layer in it gives, an input layer of a model what the model is called with. */
class TensorResolver {
  readonly #columns: GraphColumns;
  readonly #models: ReadonlyMap<string, KerasModel>;
  readonly #byPlace: readonly KerasModel[];
  /** By the path of an input layer: what its model is called with in its place. */
  readonly #calledWith = new Map<string, KerasTensor[]>();

  constructor(columns: GraphColumns, models: readonly KerasModel[]) {
    this.#columns = columns;
    this.#byPlace = models;
    this.#models = new Map(models.map((model) => [model.path, model]));
    for (const { inputPaths, inputs } of models) {
      if (inputPaths.length === 0) continue;
      // A model that is called several times takes all its inputs each time.
      inputs.forEach((tensor, at) => {
        const path = inputPaths[at % inputPaths.length] ?? "";
        const tensors = this.#calledWith.get(path);
        if (tensors === undefined) this.#calledWith.set(path, [tensor]);
        else tensors.push(tensor);
      });
    }
  }

  inputsOfModel({ path, model }: KerasLayer): readonly KerasTensor[] {
    return this.#byPlace[model] === undefined ? [] : (this.#calledWith.get(path) ?? []);
  }

  resolve(tensor: KerasTensor): { readonly source: number; readonly slot: number } | undefined {
    let at = tensor;
    const seen = new Set<string>();
    for (;;) {
      const model = this.#models.get(at.path);
      if (model === undefined) break;
      const inner = model.outputs[at.output] ?? model.outputs.at(-1);
      if (inner === undefined || seen.has(at.path)) return undefined;
      seen.add(at.path);
      at = inner;
    }
    const source = this.#columns.nodeNamed(at.path);
    return source === undefined ? undefined : { source, slot: at.output };
  }
}

/** Types of outputs as those say that take them: Keras 3 writes them there. */
function saidTypes(
  layers: readonly KerasLayer[],
  sources: readonly (readonly LayerInput[])[],
): ReadonlyMap<number, (TensorType | undefined)[]> {
  const said = new Map<number, (TensorType | undefined)[]>();
  for (const inputs of sources)
    for (const { source, slot, tensor } of inputs) {
      if (tensor.shape === undefined || slot < 0 || slot > MAX_SLOT) continue;
      const types = said.get(source) ?? [];
      while (types.length < slot) types.push(undefined);
      types[slot] ??= { dtype: tensor.dtype ?? "", shape: sizesOf(tensor.shape) };
      said.set(source, types);
    }
  return layers.length === 0 ? new Map() : said;
}

/** Outputs beyond are not shown. */
const MAX_SLOT = 64;

function sizesOf(shape: readonly unknown[]): (number | null)[] {
  return shape.map((size) => (typeof size === "number" && size >= 0 ? size : null));
}

/** `float32`, or Keras 3's policy with that name. */
function dtypeOf({ config }: KerasLayer): string {
  const { dtype } = config;
  if (typeof dtype === "string") return dtype;
  if (!isRecord(dtype) || !isRecord(dtype["config"])) return "";
  const { name } = dtype["config"];
  return typeof name === "string" ? name : "";
}

const SHOWN_ELSEWHERE = new Set(["name", "dtype"]);

function attributesOfLayer(
  layer: KerasLayer | undefined,
  shape: LayerShape | undefined,
): ReturnType<typeof jsonAttributes> {
  if (layer === undefined) return [];
  const { config, className } = layer;
  const dtype = dtypeOf(layer);
  return [
    { name: "keras_class", value: { kind: "text", text: className, isCut: false } },
    ...(dtype === "" ? [] : [{ name: "dtype", value: { kind: "dtype", dtype } } as const]),
    ...(shape?.output === undefined
      ? []
      : [{ name: "output_shape", value: { kind: "shape", shape: shape.output } } as const]),
    ...jsonAttributes(config, SHOWN_ELSEWHERE),
  ];
}
