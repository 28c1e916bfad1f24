// How fast back ends are, by one network: the tutorial's, with its summaries, on two cores. Whatever is said of their speed is said by these.
import type { Backend } from "@runboard/contract";

type Figures = Readonly<Record<Backend["name"], number>>;

/** Of mnist-cnn with its default parameters; TensorFlow's stands among the figures in ARCHITECTURE.md. */
export const REFERENCE_STEPS_PER_SECOND: Figures = { tensorflow: 11.2, wasm: 3, cpu: 1 / 120 };

/** What it takes besides: loading, reading the digits, a look at 2,000 of them before the first step and at 10,000 after the last. */
export const REFERENCE_SETUP_SECONDS: Figures = { tensorflow: 7, wasm: 13, cpu: 4800 };

/** By how much WebAssembly is slower than TensorFlow. */
export const WASM_SLOWNESS = Math.round(
  REFERENCE_STEPS_PER_SECOND.tensorflow / REFERENCE_STEPS_PER_SECOND.wasm,
);
