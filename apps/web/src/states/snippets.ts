// The shortest program that logs each kind of data, for each library that writes event files and can.
import type { KindId } from "@runboard/contract";

export interface Snippet {
  readonly title: string;
  /** The program; its last line ends without a line break. */
  readonly code: string;
}

interface HowTo {
  /** What it takes, in one sentence. */
  readonly sentence: string;
  readonly snippets: (runPath: string) => readonly Snippet[];
}

/** The program that logs this kind into a run `my-run` of the log directory. */
export function snippetsOf(kind: KindId, logdir: string): readonly Snippet[] {
  // As a string of Python and of JavaScript.
  return howTos[kind].snippets(JSON.stringify(`${logdir.replace(/\/+$/, "")}/my-run`));
}

export function sentenceOf(kind: KindId): string {
  return howTos[kind].sentence;
}

const howTos: Readonly<Record<KindId, HowTo>> = {
  scalars: {
    sentence: "Numbers over steps: losses, metrics, rates, timings.",
    snippets: (run) => [
      pytorch(run, `for step in range(100):\n    writer.add_scalar("loss/train", 1 / (step + 1), step)`),
      keras(run, `update_freq="batch"`),
      tensorflow(
        run,
        `with writer.as_default():\n    for step in range(100):\n        tf.summary.scalar("loss/train", 1 / (step + 1), step=step)`,
      ),
      jax(run, `for step in range(100):\n    writer.scalar("loss/train", 1 / (step + 1), step)`),
      ...ours(
        run,
        `for (let step = 0; step < 100; step++)\n  writer.scalar("loss/train", 1 / (step + 1), step);`,
      ),
    ],
  },
  images: {
    sentence: "Batches of pictures, as arrays of bytes or of numbers between 0 and 1.",
    snippets: (run) => [
      pytorch(run, `writer.add_images("samples", batch, step)  # (count, channels, height, width)`),
      tensorflow(
        run,
        `with writer.as_default():\n    tf.summary.image("samples", batch, step=step, max_outputs=8)  # (count, height, width, channels)`,
      ),
      jax(run, `writer.image("samples", batch, step, max_outputs=8)  # (count, height, width, channels)`),
      ...ours(run, `// Pixels, PNG or JPEG files, or a tensor.\nwriter.images("samples", batch, step);`, {
        batch: "Uint8Array[]",
        step: "number",
      }),
    ],
  },
  audio: {
    sentence: "Sound clips, as numbers between −1 and 1 with their sample rate.",
    snippets: (run) => [
      pytorch(run, `writer.add_audio("speech", samples, step, sample_rate=16000)  # (1, length)`),
      tensorflow(
        run,
        `with writer.as_default():\n    tf.summary.audio("speech", samples, sample_rate=16000, step=step)  # (count, length, channels)`,
      ),
      jax(run, `writer.audio("speech", samples, step, sample_rate=16000)  # (count, length, channels)`),
      ...ours(run, `writer.audio("speech", { samples, sampleRateHertz: 16_000 }, step);`, {
        samples: "Float32Array",
        step: "number",
      }),
    ],
  },
  text: {
    sentence: "Strings, shown as Markdown: samples of a language model, notes, configurations.",
    snippets: (run) => [
      pytorch(run, `writer.add_text("samples", "**prompt** and answer", step)`),
      tensorflow(
        run,
        `with writer.as_default():\n    tf.summary.text("samples", "**prompt** and answer", step=step)`,
      ),
      jax(run, `writer.text("samples", "**prompt** and answer", step)`),
      ...ours(run, `writer.text("samples", "**prompt** and answer", step);`, { step: "number" }),
    ],
  },
  histograms: {
    sentence: "How the values of a tensor are distributed at each step: weights, gradients, activations.",
    snippets: (run) => [
      pytorch(
        run,
        `for name, weights in model.named_parameters():\n    writer.add_histogram(name, weights, step)`,
      ),
      keras(run, `histogram_freq=1`),
      tensorflow(
        run,
        `with writer.as_default():\n    for weights in model.trainable_variables:\n        tf.summary.histogram(weights.name, weights, step=step)`,
      ),
      jax(run, `writer.histogram("weights", params["kernel"], step)`),
      ...ours(run, `// Numbers, or a tensor.\nwriter.histogram("weights", weights, step);`, {
        weights: "Float32Array",
        step: "number",
      }),
    ],
  },
  graphs: {
    sentence: "The operations of a model and what flows between them.",
    snippets: (run) => [
      pytorch(run, `writer.add_graph(model, example_batch)`),
      keras(run, `write_graph=True`),
      tensorflow(
        run,
        `with writer.as_default():\n    tf.summary.graph(train_step.get_concrete_function(example_batch).graph)`,
      ),
      ...ours(run, `// A model of TensorFlow.js.\nwriter.kerasModel(model.toJSON(null, false));`, {
        model: "{ toJSON(unused: null, asText: false): unknown }",
      }),
    ],
  },
  "pr-curves": {
    sentence: "Precision against recall of a binary classifier, at each step.",
    snippets: (run) => [
      pytorch(run, `writer.add_pr_curve("is_cat", labels, predictions, step)  # labels 0 or 1`),
      tensorflow(
        run,
        `curve = pr_curve.pb("is_cat", labels=labels, predictions=predictions)  # labels True or False
with writer.as_default():
    tf.summary.experimental.write_raw_pb(curve.SerializeToString(), step=step)`,
        "from tensorboard.plugins.pr_curve import summary as pr_curve",
      ),
      ...ours(run, `writer.prCurve("is_cat", { labels, predictions }, step);`, {
        labels: "boolean[]",
        predictions: "number[]",
        step: "number",
      }),
    ],
  },
  hparams: {
    sentence: "The settings of each run, to compare runs by them.",
    snippets: (run) => [
      pytorch(run, `writer.add_hparams({"lr": 0.001, "optimizer": "adam"}, {"accuracy": accuracy})`),
      tensorflow(
        run,
        `with writer.as_default():\n    hp.hparams({"lr": 0.001, "optimizer": "adam"})`,
        "from tensorboard.plugins.hparams import api as hp",
      ),
      jax(run, `writer.hparams({"lr": 0.001, "optimizer": "adam"})`),
      ...ours(run, `writer.hparams({ lr: 0.001, optimizer: "adam" });`),
    ],
  },
  mesh: {
    sentence: "Point clouds and triangle meshes in space.",
    snippets: (run) => [
      pytorch(
        run,
        `writer.add_mesh("shape", vertices, colors=colors, faces=faces, global_step=step)  # (1, count, 3) each`,
      ),
      tensorflow(
        run,
        `with writer.as_default():
    mesh.mesh("shape", vertices=vertices, colors=colors, faces=faces, step=step)  # (1, count, 3) each`,
        "from tensorboard.plugins.mesh import summary_v2 as mesh",
      ),
      ...ours(
        run,
        `// x, y, z in turn; three numbers a point.\nwriter.mesh("shape", { vertices: { shape: [points.length / 3, 3], values: points } }, step);`,
        { points: "Float32Array", step: "number" },
      ),
    ],
  },
};

function pytorch(run: string, lines: string): Snippet {
  return {
    title: "PyTorch",
    code: `from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter(${run})
${lines}
writer.close()`,
  };
}

function keras(run: string, options: string): Snippet {
  return {
    title: "Keras",
    code: `from tensorflow import keras

model.fit(
    x_train, y_train, epochs=10,
    callbacks=[keras.callbacks.TensorBoard(${run}, ${options})],
)`,
  };
}

function tensorflow(run: string, lines: string, moreImports?: string): Snippet {
  return {
    title: "TensorFlow",
    code: `import tensorflow as tf
${moreImports === undefined ? "" : `${moreImports}\n`}
writer = tf.summary.create_file_writer(${run})
${lines}
writer.flush()`,
  };
}

function jax(run: string, lines: string): Snippet {
  return {
    title: "JAX",
    code: `from flax.metrics.tensorboard import SummaryWriter

writer = SummaryWriter(${run})
${lines}
writer.flush()`,
  };
}

/** Our own writer, in JavaScript and in TypeScript; `given` are the types of what the program has. */
function ours(run: string, lines: string, given: Readonly<Record<string, string>> = {}): readonly Snippet[] {
  const program = (declarations: string): string => `import { createSummaryWriter } from "runboard/writer";

${declarations}const writer = createSummaryWriter(${run});
${lines}
writer.close();`;
  const declarations = Object.entries(given).map(([name, type]) => `declare const ${name}: ${type};\n`);
  return [
    { title: "Node", code: program("") },
    { title: "TypeScript", code: program(declarations.join("")) },
  ];
}
