// What the code of a model says about itself while it runs, so that a trace of it is readable. In an ordinary step nothing listens.
import type { Tensor, Variable } from "@tensorflow/tfjs";

/** The output of a node, the handle of a variable (not its value), a constant: a number, int32 numbers or texts; or a node that only comes before, by its path. */
export type NodeInput =
  | Tensor
  | { readonly handle: Variable }
  | { readonly name: string; readonly constant: number | readonly number[] | string | readonly string[] }
  | { readonly after: string };

export interface GraphRecorder {
  /** Nodes that `run` makes lie in the scope `name` of the current one; when there is one already, in `name_1` and so on. */
  scope<T>(name: string, run: () => T): T;
  /** The same with a path from the root, which may be there already. */
  within<T>(path: string, run: () => T): T;
  /** One node stands for all that `run` does; a tensor that it returns is the node's output. */
  single<T>(
    node: { readonly op: string; readonly name?: string; readonly inputs: readonly NodeInput[] },
    run: () => T,
  ): T;
}

export const silentRecorder: GraphRecorder = {
  scope: (_name, run) => run(),
  within: (_path, run) => run(),
  single: (_node, run) => run(),
};
