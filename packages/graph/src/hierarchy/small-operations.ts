// Operations that say little by themselves, and stand beside what they belong to.

const constants = new Set([
  "Const",
  "Constant",
  "DummyConst",
  "HostConst",
  "ImmutableConst",
  "Initializer",
  "onnx::Constant",
  "prim::Constant",
]);

/** Values that are written in the graph itself, of TensorFlow, ONNX and PyTorch. */
export function isConstant(op: string): boolean {
  return constants.has(op);
}

/** As TensorBoard tells them. */
export function isSummary(op: string): boolean {
  return /^[A-Za-z]+Summary(V2)?$/.test(op);
}
