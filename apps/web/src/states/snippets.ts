// The shortest program that logs a scalar, for each library that writes event files.

interface Snippet {
  readonly title: string;
  readonly code: (logdir: string) => string;
}

/** A Python string. */
function quoted(path: string): string {
  return JSON.stringify(path);
}

function runPath(logdir: string): string {
  return quoted(`${logdir.replace(/\/+$/, "")}/my-run`);
}

export const snippets = {
  pytorch: {
    title: "PyTorch",
    code: (logdir) => `from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter(${runPath(logdir)})
for step in range(100):
    writer.add_scalar("loss/train", 1 / (step + 1), step)
writer.close()`,
  },
  keras: {
    title: "Keras",
    code: (logdir) => `from tensorflow import keras

model.fit(
    x_train, y_train, epochs=10,
    callbacks=[keras.callbacks.TensorBoard(${runPath(logdir)}, update_freq="batch")],
)`,
  },
  tensorflow: {
    title: "TensorFlow",
    code: (logdir) => `import tensorflow as tf

writer = tf.summary.create_file_writer(${runPath(logdir)})
with writer.as_default():
    for step in range(100):
        tf.summary.scalar("loss/train", 1 / (step + 1), step=step)
writer.flush()`,
  },
  jax: {
    title: "JAX",
    code: (logdir) => `from flax.metrics.tensorboard import SummaryWriter

writer = SummaryWriter(${runPath(logdir)})
for step in range(100):
    writer.scalar("loss/train", 1 / (step + 1), step)
writer.flush()`,
  },
} as const satisfies Record<string, Snippet>;

export type SnippetId = keyof typeof snippets;
