// What the outputs of TensorFlow's operations carry, as far as their attributes tell.

/** Operations without outputs that name a type for what they take. */
const WITHOUT_OUTPUTS =
  /^(NoOp|Assert|Print|Save(V2|Slices)?|_Retval|_HostSend|_Send|Merge(V2)?Checkpoints|Write\w*Summary|(Assign|AssignAdd|AssignSub)VariableOp|Resource(Sparse)?Apply\w*|ResourceScatter\w*|Destroy\w*Op|DeleteIterator|MakeIterator|Close\w*|Shutdown\w*|DisableCopyOnRead|InitializeTable\w*|LookupTable(Insert|Import)V2|TensorArrayCloseV3)$/;

const SUMMARY = /^[A-Za-z]+Summary(V2)?$/;

/**
 * Element types of the outputs of operations whose `T` or `dtype` is not what they give. Of each output the name of an attribute,
 * behind `|` what it is without one; behind `=` a type that never changes.
 */
const DTYPES = new Map<string, readonly string[]>();

function say(types: string, ...ops: readonly string[]): void {
  for (const op of ops) DTYPES.set(op, types.split(" "));
}

say("=bool", "Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual", "ApproximateEqual");
say("=bool", "LogicalAnd", "LogicalOr", "LogicalNot", "All", "Any", "IsNan", "IsInf", "IsFinite", "InTopK");
say("=bool", "InTopKV2", "VarIsInitializedOp", "IsVariableInitialized", "StaticRegexFullMatch", "LoopCond");
say("out_type|int32", "Shape", "ShapeN", "Size", "VariableShape");
say("=int32", "Rank", "InvertPermutation", "TensorArraySizeV3", "BroadcastArgs");
say("output_type|int64", "ArgMax", "ArgMin");
say("=int64", "Where");
say("DstT", "Cast", "Bitcast");
say("type", "Bitcast");
say("out_type", "DecodeRaw", "DecodeCSV", "StringToNumber");
say(
  "=string",
  "AsString",
  "StringJoin",
  "ReadFile",
  "ShardedFilename",
  "EncodePng",
  "EncodeJpeg",
  "TensorSummary",
);
say(
  "=resource",
  "VarHandleOp",
  "HashTableV2",
  "MutableHashTableV2",
  "Iterator",
  "IteratorV2",
  "ResourceGatherHandle",
);
say("=variant", "TensorListReserve", "TensorListSetItem", "EmptyTensorList", "TensorListFromTensor");
say("element_dtype", "TensorListStack", "TensorListGetItem", "TensorListPopBack");
say("T U U U U U", "FusedBatchNormV2", "FusedBatchNormV3");
say("T U U U U", "FusedBatchNormGradV2", "FusedBatchNormGradV3");
say("T T T T T", "FusedBatchNorm", "FusedBatchNormGrad");
say("T index_type|int32", "TopKV2");
say("T =int32", "TopK", "Merge");
say("T out_idx|int32", "Unique", "UniqueV2");
say("T out_idx|int32 out_idx|int32", "UniqueWithCounts");
say("T Targmax|int64", "MaxPoolWithArgmax");
say(
  "T T",
  "SoftmaxCrossEntropyWithLogits",
  "SparseSoftmaxCrossEntropyWithLogits",
  "Switch",
  "RefSwitch",
  "Qr",
);
say("T T", "BroadcastGradientArgs", "Lu");
say("T T T", "Svd");
say("Tparams", "Gather", "GatherV2", "GatherNd");
say("Tidx", "Range");
say("=float32", "RandomGammaGrad", "ResizeBilinear", "ResizeBicubic", "Dequantize");
say("=complex64", "FFT", "IFFT");
say("T T =int32", "NonMaxSuppressionV5");

/** Names of outputs where an operation has several: a function's body refers to them so. */
const OUTPUT_NAMES = new Map<string, readonly string[]>(
  Object.entries({
    FusedBatchNorm: "y batch_mean batch_variance reserve_space_1 reserve_space_2",
    FusedBatchNormV2: "y batch_mean batch_variance reserve_space_1 reserve_space_2",
    FusedBatchNormV3: "y batch_mean batch_variance reserve_space_1 reserve_space_2 reserve_space_3",
    FusedBatchNormGradV3: "x_backprop scale_backprop offset_backprop reserve_space_4 reserve_space_5",
    TopKV2: "values indices",
    Unique: "y idx",
    UniqueV2: "y idx",
    UniqueWithCounts: "y idx count",
    SoftmaxCrossEntropyWithLogits: "loss backprop",
    SparseSoftmaxCrossEntropyWithLogits: "loss backprop",
    Switch: "output_false output_true",
    Merge: "output value_index",
    MaxPoolWithArgmax: "output argmax",
    BroadcastGradientArgs: "r0 r1",
    Svd: "s u v",
    Qr: "q r",
    Lu: "lu p",
    CudnnRNNV3: "output output_h output_c reserve_space host_reserved",
    SparseReshape: "output_indices output_shape",
    Moments: "mean variance",
    NonMaxSuppressionV5: "selected_indices selected_scores valid_outputs",
    TensorArrayV3: "handle flow",
    TensorListPopBack: "output_handle tensor",
    CTCLoss: "loss gradient",
    DecodeWav: "audio sample_rate",
    LookupTableExportV2: "keys values",
  }).map(([op, names]) => [op, names.split(" ")]),
);

export function outputNamesOf(op: string): readonly string[] | undefined {
  return OUTPUT_NAMES.get(op);
}

/** Attributes that name element types, of one node; reused for the next. */
export class DtypeAttributes {
  /** Few: searched one by one. */
  readonly #names: string[] = [];
  readonly #dtypes: string[] = [];
  /** One an output, `Tout`; empty where there is none. */
  list: readonly string[] = [];

  clear(): void {
    this.#names.length = this.#dtypes.length = 0;
    this.list = [];
  }

  set(name: string, dtype: string): void {
    this.#names.push(name);
    this.#dtypes.push(dtype);
  }

  /** Element types of the outputs: one for each that is known to be there. */
  outputsOf(op: string): readonly string[] {
    if (WITHOUT_OUTPUTS.test(op)) return [];
    if (this.list.length > 0) return this.list;
    const said = DTYPES.get(op) ?? (SUMMARY.test(op) ? ["=string"] : undefined);
    if (said !== undefined) return said.map((text) => this.#resolve(text));
    const dtype = this.#get("dtype") ?? this.#get("DstT") ?? this.#get("out_type") ?? this.#get("T");
    return dtype === undefined ? [] : [dtype];
  }

  #resolve(text: string): string {
    if (text.startsWith("=")) return text.slice(1);
    const [name = "", without = ""] = text.split("|");
    return this.#get(name) ?? without;
  }

  /** The last that was set. */
  #get(name: string): string | undefined {
    const at = this.#names.lastIndexOf(name);
    return at < 0 ? undefined : this.#dtypes[at];
  }
}
