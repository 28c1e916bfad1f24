// What tfjs 4.22 needs to train convolutional networks on WebAssembly: a kernel that it lacks (tensorflow/tfjs#8474) and two that are
// naive loops there, all three expressed through its fast ones, forward convolution and matrix product.
// A step of mnist-cnn takes a fifth of the time that it takes with the missing kernel alone.
import type { KernelFunc, Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs";
import { z } from "zod";
import type { TensorFlow } from "../model.ts";
import { kernelInput, type KernelParams } from "./kernel-input.ts";

type Replacement = (
  tf: TensorFlow,
  params: KernelParams,
  original: KernelFunc | undefined,
) => ReturnType<KernelFunc>;

const BACKEND = "wasm";
const replaced = new WeakSet();

/** After tfjs-backend-wasm was loaded; once for each tfjs, further calls do nothing. */
export function registerTrainingKernels(tf: TensorFlow): void {
  if (replaced.has(tf)) return;
  replaced.add(tf);
  replaceKernel(tf, "Conv2DBackpropFilter", filterGradient);
  replaceKernel(tf, "Conv2DBackpropInput", inputGradient);
  replaceKernel(tf, "BatchMatMul", matrixProduct);
}

function replaceKernel(tf: TensorFlow, kernelName: string, replacement: Replacement): void {
  const original = tf.getKernelsForBackend(BACKEND).find((kernel) => kernel.kernelName === kernelName);
  if (original) tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    ...(original?.setupFunc && { setupFunc: original.setupFunc }),
    kernelFunc: (params) => replacement(tf, params, original?.kernelFunc),
  });
}

const Size = z.number();
const Pair = z.union([z.tuple([Size, Size]), Size.transform((both): [number, number] => [both, both])]);
const Shape4 = z.tuple([Size, Size, Size, Size]);
const Convolution = z.object({
  strides: Pair,
  pad: z.union([z.enum(["same", "valid"]), z.number(), z.tuple([Pair, Pair, Pair, Pair])]),
  dataFormat: z.string().nullish(),
  dimRoundingMode: z.enum(["floor", "round", "ceil"]).nullish(),
});
const FilterGradient = Convolution.extend({ filterShape: Shape4 });
const InputGradient = Convolution.extend({ inputShape: Shape4 });
const MatrixProduct = z.object({ transposeA: z.boolean(), transposeB: z.boolean() });

/**
 * dW[i, j, c, k] sums x[n, s·p + i − top, s·q + j − left, c] · dy[n, p, q, k] over n, p and q. That is a convolution of x, its images and
 * channels swapped, with dy as a filter whose elements are s apart.
 */
function filterGradient(tf: TensorFlow, params: KernelParams): Tensor {
  const { filterShape, ...convolution } = FilterGradient.parse(params.attrs);
  const x = tensor4(params, "x");
  const dy = tensor4(params, "dy");
  const { strides } = convolution;
  const { top, left } = paddingOf(tf, x.shape, filterShape, convolution);
  return tf.tidy(() => {
    // As much of the image, with its padding, as the forward convolution saw.
    const seen = framed(tf, x, {
      top,
      left,
      height: (dy.shape[1] - 1) * strides[0] + filterShape[0],
      width: (dy.shape[2] - 1) * strides[1] + filterShape[1],
    });
    const images = tf.transpose(seen, [3, 1, 2, 0]);
    const filter = tf.transpose(dy, [1, 2, 0, 3]);
    return tf.transpose(tf.conv2d(images, filter, 1, "valid", "NHWC", strides), [1, 2, 0, 3]);
  });
}

/** dX is the convolution of dy, its elements moved s apart and padded, with the filter turned round and its channels swapped. */
function inputGradient(tf: TensorFlow, params: KernelParams): Tensor {
  const { inputShape, ...convolution } = InputGradient.parse(params.attrs);
  const dy = tensor4(params, "dy");
  const filter = tensor4(params, "filter");
  const [filterHeight, filterWidth] = filter.shape;
  const { top, left } = paddingOf(tf, inputShape, filter.shape, convolution);
  return tf.tidy(() => {
    const apart = movedApart(dy, convolution.strides);
    const images = framed(tf, apart, {
      top: filterHeight - 1 - top,
      left: filterWidth - 1 - left,
      height: inputShape[1] + filterHeight - 1,
      width: inputShape[2] + filterWidth - 1,
    });
    return tf.conv2d(images, tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]), 1, "valid");
  });
}

/** Zeros between rows and between columns, and after the last. */
function movedApart(images: Tensor4D, [down, across]: readonly [number, number]): Tensor4D {
  const [count, height, width, channels] = images.shape;
  if (down === 1 && across === 1) return images;
  return images
    .reshape<Tensor3D>([count * height, 1, width * channels])
    .pad([
      [0, 0],
      [0, down - 1],
      [0, 0],
    ])
    .reshape<Tensor3D>([count * height * down * width, 1, channels])
    .pad([
      [0, 0],
      [0, across - 1],
      [0, 0],
    ])
    .reshape([count, height * down, width * across, channels]);
}

/** A frame of `height` × `width` with the images in it at `top` and `left`: cut off where they go beyond it, zeros where they do not reach. */
interface Frame {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

function framed(tf: TensorFlow, images: Tensor4D, frame: Frame): Tensor4D {
  const rows = overlap(images.shape[1], frame.top, frame.height);
  const columns = overlap(images.shape[2], frame.left, frame.width);
  const kept = tf.slice(images, [0, rows.start, columns.start, 0], [-1, rows.length, columns.length, -1]);
  return tf.pad(kept, [[0, 0], rows.padding, columns.padding, [0, 0]]);
}

/** What of `size` elements, the first at `offset`, is in 0 to `length` − 1, and what is missing there on both sides. */
function overlap(size: number, offset: number, length: number) {
  const start = Math.max(0, -offset);
  const before = Math.min(length, Math.max(0, offset));
  const kept = Math.max(0, Math.min(size - start, length - before));
  const padding: [number, number] = [before, length - before - kept];
  return { start: Math.min(start, size), length: kept, padding };
}

/** Transposed first where it is asked for, since the fast product knows no transposed matrices. */
function matrixProduct(tf: TensorFlow, params: KernelParams, original: KernelFunc | undefined) {
  const { transposeA, transposeB } = MatrixProduct.parse(params.attrs);
  if (!transposeA && !transposeB) return called(original, params);
  return tf.tidy(() => {
    const a = kernelInput(params, "a");
    const b = kernelInput(params, "b");
    const product = called(original, {
      ...params,
      inputs: { a: transposeA ? lastTwoSwapped(tf, a) : a, b: transposeB ? lastTwoSwapped(tf, b) : b },
      attrs: { ...params.attrs, transposeA: false, transposeB: false },
    });
    const [info] = Array.isArray(product) ? product : [product];
    if (!info) throw new Error("The matrix product of tfjs gave nothing");
    return tf.engine().makeTensorFromTensorInfo(info);
  });
}

function lastTwoSwapped(tf: TensorFlow, matrices: Tensor): Tensor {
  const axes = [...matrices.shape.keys()];
  return tf.transpose(matrices, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}

function paddingOf(
  tf: TensorFlow,
  inputShape: Tensor4D["shape"],
  filterShape: Tensor4D["shape"],
  { strides, pad, dataFormat, dimRoundingMode }: z.output<typeof Convolution>,
): { readonly top: number; readonly left: number } {
  if (dataFormat === "NCHW")
    throw new Error("Convolutions on WebAssembly want the channels last: use the data format NHWC");
  const { padInfo } = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode ?? undefined,
  );
  return padInfo;
}

function called(original: KernelFunc | undefined, params: KernelParams): ReturnType<KernelFunc> {
  if (!original) throw new Error("tfjs-backend-wasm must be loaded before its kernels are replaced");
  return original(params);
}

function tensor4(params: KernelParams, name: string): Tensor4D {
  const input = kernelInput(params, name);
  if (!hasRank4(input)) throw new Error(`A convolution was called with ${name} of rank ${input.rank}, not 4`);
  return input;
}

function hasRank4(value: Tensor): value is Tensor4D {
  return value.rank === 4;
}
