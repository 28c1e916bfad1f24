// Shapes of layers' outputs and numbers of their weights, as far as their configuration tells. What is not known is left unknown.
import type { KerasLayer, LayerInput } from "./keras-layers.ts";
import { isRecord } from "./protobuf/json-to-wire.ts";

type Sizes = readonly (number | null)[];

export interface LayerShape {
  readonly output: Sizes | undefined;
  readonly parameterCount: number | undefined;
}

type Config = Readonly<Record<string, unknown>>;

/** In the order of `layers`; a layer is looked at once all that it takes has been, and those of circles as if they took nothing. */
export function kerasShapes(
  layers: readonly KerasLayer[],
  sources: readonly (readonly LayerInput[])[],
): readonly LayerShape[] {
  const shapes: LayerShape[] = layers.map(() => ({ output: undefined, parameterCount: undefined }));
  const waiting = sources.map((inputs) => inputs.length);
  const takers = layers.map((): number[] => []);
  sources.forEach((inputs, at) => {
    for (const { source } of inputs) takers[source]?.push(at);
  });
  const ready = layers.flatMap((_, at) => (waiting[at] === 0 ? [at] : []));
  for (let next = 0; next < ready.length; next++) {
    const at = ready[next] ?? 0;
    const layer = layers[at];
    if (layer !== undefined) shapes[at] = shapeOf(layer, sources[at] ?? [], shapes);
    for (const taker of takers[at] ?? []) {
      const left = (waiting[taker] ?? 0) - 1;
      waiting[taker] = left;
      if (left === 0) ready.push(taker);
    }
  }
  return shapes;
}

function shapeOf(
  layer: KerasLayer,
  inputs: readonly LayerInput[],
  shapes: readonly LayerShape[],
): LayerShape {
  const { className, config, buildConfig } = layer;
  const given =
    sizes(config["batch_input_shape"]) ?? sizes(config["batch_shape"]) ?? ofRows(config["input_shape"]);
  const taken = inputs.map(({ source, slot, tensor }) =>
    tensor.shape === undefined ? (slot === 0 ? shapes[source]?.output : undefined) : sizes(tensor.shape),
  );
  const input = sizes(buildConfig["input_shape"]) ?? taken[0] ?? given;
  if (className === "InputLayer") return { output: given ?? taken[0], parameterCount: 0 };
  if (input === undefined && !WITHOUT_INPUT.has(className))
    return { output: undefined, parameterCount: undefined };
  const of = input ?? [];
  return {
    output: outputOf(className, config, of, taken),
    parameterCount: parametersOf(className, config, of),
  };
}

const WITHOUT_INPUT = new Set(["Embedding"]);

const SAME_SHAPE =
  /^(Activation|ReLU|LeakyReLU|ELU|PReLU|Softmax|ThresholdedReLU|Dropout|AlphaDropout|GaussianDropout|GaussianNoise|SpatialDropout[123]D|ActivityRegularization|Masking|BatchNormalization|LayerNormalization|GroupNormalization|UnitNormalization|Rescaling|Random\w+|Normalization|Identity)$/;

const MERGES = /^(Add|Subtract|Multiply|Average|Maximum|Minimum)$/;

function outputOf(
  className: string,
  config: Config,
  input: Sizes,
  taken: readonly (Sizes | undefined)[],
): Sizes | undefined {
  if (SAME_SHAPE.test(className)) return input;
  if (MERGES.test(className)) return taken.every((each) => same(each, taken[0])) ? taken[0] : undefined;
  const last = input.at(-1) ?? null;
  const spatial = /(\d)D(Transpose)?$/.exec(className);
  if (
    /^(Conv|SeparableConv|DepthwiseConv|Convolution)\dD$/.test(className) ||
    /^(Max|Average)Pooling\dD$/.test(className)
  )
    return windowed(className, config, input, Number(spatial?.[1] ?? 0));
  if (/^Global(Max|Average)Pooling\dD$/.test(className)) {
    if (config["keepdims"] === true) return undefined;
    return [input[0] ?? null, isChannelsFirst(config) ? (input[1] ?? null) : last];
  }
  switch (className) {
    case "Dense":
      return [...input.slice(0, -1), count(config["units"])];
    case "Flatten":
      return [input[0] ?? null, product(input.slice(1))];
    case "Embedding":
      return input.length === 0 ? undefined : [...input, count(config["output_dim"])];
    case "Reshape":
      return reshaped(config["target_shape"], input);
    case "LSTM":
    case "GRU":
    case "SimpleRNN": {
      const units = count(config["units"]);
      return config["return_sequences"] === true
        ? [input[0] ?? null, input[1] ?? null, units]
        : [input[0] ?? null, units];
    }
    case "Concatenate":
      return concatenated(config["axis"], taken);
    default:
      return undefined;
  }
}

/** Layers of windows over `rank` dimensions. */
function windowed(className: string, config: Config, input: Sizes, rank: number): Sizes | undefined {
  if (input.length !== rank + 2) return undefined;
  const isPooling = className.includes("Pooling");
  const window = list(config[isPooling ? "pool_size" : "kernel_size"], rank);
  const steps = config["strides"] === null && isPooling ? window : list(config["strides"] ?? 1, rank);
  const spread = list(config["dilation_rate"] ?? 1, rank);
  const isFirst = isChannelsFirst(config);
  const places = isFirst ? input.slice(2) : input.slice(1, -1);
  const padding = config["padding"] ?? "valid";
  const sized = places.map((size, at): number | null => {
    const step = steps?.[at];
    const reach = ((window?.[at] ?? NaN) - 1) * (spread?.[at] ?? NaN) + 1;
    if (size === null || step === undefined || step <= 0) return null;
    const result = padding === "valid" ? Math.ceil((size - reach + 1) / step) : Math.ceil(size / step);
    return result >= 0 ? result : null;
  });
  const own = isFirst ? (input[1] ?? null) : (input.at(-1) ?? null);
  let channels: number | null = own;
  if (className.startsWith("Depthwise")) channels = times(own, count(config["depth_multiplier"] ?? 1));
  else if (!isPooling) channels = count(config["filters"]);
  return isFirst ? [input[0] ?? null, channels, ...sized] : [input[0] ?? null, ...sized, channels];
}

function parametersOf(className: string, config: Config, input: Sizes): number | undefined {
  const channels = (isChannelsFirst(config) ? input[1] : input.at(-1)) ?? NaN;
  const bias = config["use_bias"] === false ? 0 : 1;
  const units = count(config["units"]) ?? NaN;
  const spatial = /^(Separable|Depthwise)?Conv(?:olution)?(\d)D(Transpose)?$/.exec(className);
  let parameters: number;
  if (spatial !== null) parameters = convolutionParameters(config, channels, spatial[1], Number(spatial[2]));
  else
    switch (className) {
      case "Dense":
        parameters = units * ((input.at(-1) ?? NaN) + bias);
        break;
      case "Embedding":
        parameters = (count(config["input_dim"]) ?? NaN) * (count(config["output_dim"]) ?? NaN);
        break;
      case "BatchNormalization":
        parameters =
          axisSize(config, input) *
          (2 + (config["scale"] === false ? 0 : 1) + (config["center"] === false ? 0 : 1));
        break;
      case "LayerNormalization":
        parameters =
          axisSize(config, input) *
          ((config["scale"] === false ? 0 : 1) + (config["center"] === false ? 0 : 1));
        break;
      case "SimpleRNN":
        parameters = units * (channels + units + bias);
        break;
      case "LSTM":
        parameters = 4 * units * (channels + units + bias);
        break;
      case "GRU":
        // `reset_after` has a bias for the recurrent part, too; Keras 1 did not know it.
        parameters = 3 * units * (channels + units + bias * (config["reset_after"] === true ? 2 : 1));
        break;
      default:
        // Others that keep the shape hold nothing, but for a few that learn.
        return SAME_SHAPE.test(className) && !/^(PReLU|GroupNormalization|Normalization)$/.test(className)
          ? 0
          : undefined;
    }
  return Number.isSafeInteger(parameters) && parameters >= 0 ? parameters : undefined;
}

function convolutionParameters(
  config: Config,
  channels: number,
  kind: string | undefined,
  rank: number,
): number {
  const window = product(list(config["kernel_size"], rank) ?? [null]) ?? NaN;
  const filters = count(config["filters"]) ?? NaN;
  const multiplier = count(config["depth_multiplier"] ?? 1) ?? NaN;
  const bias = config["use_bias"] === false ? 0 : 1;
  const groups = count(config["groups"] ?? 1) ?? NaN;
  if (kind === "Depthwise") return window * channels * multiplier + bias * channels * multiplier;
  if (kind === "Separable")
    return window * channels * multiplier + channels * multiplier * filters + bias * filters;
  return (window * channels * filters) / groups + bias * filters;
}

/** Along one axis, or several; Keras 2 writes a single one as a list. */
function axisSize({ axis }: Config, input: Sizes): number {
  const axes: unknown[] = Array.isArray(axis) ? axis : [axis ?? -1];
  return axes.reduce<number>(
    (size, each) => size * (typeof each === "number" ? (input.at(each) ?? NaN) : NaN),
    1,
  );
}

function concatenated(axis: unknown, taken: readonly (Sizes | undefined)[]): Sizes | undefined {
  const [first] = taken;
  if (first === undefined || taken.some((each) => each?.length !== first.length)) return undefined;
  const place = typeof axis === "number" ? (axis < 0 ? axis + first.length : axis) : first.length - 1;
  return first.map((size, at) =>
    at === place ? taken.reduce<number | null>((sum, each) => plus(sum, each?.[at] ?? null), 0) : size,
  );
}

function reshaped(target: unknown, input: Sizes): Sizes | undefined {
  const wanted = sizes(target);
  if (!Array.isArray(target) || wanted === undefined) return undefined;
  const all = product(input.slice(1));
  const known = wanted.reduce<number>((size, each) => size * (each ?? 1), 1);
  const open = wanted.filter((each) => each === null).length;
  if (open === 0) return [input[0] ?? null, ...wanted];
  if (open > 1 || all === null || known === 0) return undefined;
  return [input[0] ?? null, ...wanted.map((each) => each ?? all / known)];
}

function sizes(json: unknown): Sizes | undefined {
  // Keras 3 may write a tuple as an object.
  const values: unknown = isRecord(json) && json["class_name"] === "__tuple__" ? json["items"] : json;
  if (!Array.isArray(values) || values.some((each) => each !== null && typeof each !== "number"))
    return undefined;
  return (values as readonly (number | null)[]).map((each) =>
    each !== null && each >= 0 && Number.isSafeInteger(each) ? each : null,
  );
}

/** A shape of one row as that of any number of them. */
function ofRows(json: unknown): Sizes | undefined {
  const row = sizes(json);
  return row === undefined ? undefined : [null, ...row];
}

function list(json: unknown, rank: number): readonly number[] | undefined {
  if (typeof json === "number") return Array.from({ length: rank }, () => json);
  const values = sizes(json);
  return values?.length === rank ? values.map((each) => each ?? NaN) : undefined;
}

function isChannelsFirst(config: Config): boolean {
  return config["data_format"] === "channels_first";
}

function count(json: unknown): number | null {
  return typeof json === "number" && Number.isSafeInteger(json) && json >= 0 ? json : null;
}

function product(values: Sizes): number | null {
  return values.reduce<number | null>((size, each) => times(size, each), 1);
}

function times(a: number | null, b: number | null): number | null {
  return a === null || b === null || !Number.isSafeInteger(a * b) ? null : a * b;
}

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function same(a: Sizes | undefined, b: Sizes | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((size, at) => size === b[at]);
}
