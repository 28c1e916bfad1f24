// Pictures as PNG files.
import { PNG } from "pngjs";
import { numbersOf, shapedNumbersOf } from "./number-source.ts";
import type { Picture, PixelGrid, TensorSource, TypedNumbers } from "./summary-content.ts";

export interface EncodedPicture {
  readonly width: number;
  readonly height: number;
  /** A PNG file, or the JPEG file that was given. */
  readonly file: Uint8Array;
}

/** What PNG calls pictures of 1, 2, 3 and 4 channels. */
const COLOR_TYPES = [0, 4, 2, 6] as const;
const MAX_SIDE = 16384;

/** `what` names the picture in errors. */
export function encodePicture(picture: Picture, what: string): EncodedPicture {
  if (picture instanceof Uint8Array) return { ...sizeOfFile(picture, what), file: picture };
  return encodePixels("dataSync" in picture ? gridOfTensor(picture, what) : picture, what);
}

export function encodePixels(grid: PixelGrid, what: string): EncodedPicture {
  const { width, height, channels } = grid;
  const colorType = COLOR_TYPES[channels - 1];
  if (colorType === undefined) throw new RangeError(`${what} has ${channels} channels; 1 to 4 can be shown`);
  if (!isSide(width) || !isSide(height)) throw new RangeError(`${what} is ${width} by ${height} pixels`);
  const bytes = pixelBytes(grid);
  if (bytes.length !== width * height * channels)
    throw new RangeError(
      `${what} has ${bytes.length} numbers; ${width} by ${height} pixels of ${channels} channels are ${width * height * channels}`,
    );
  const png = new PNG({ width, height });
  png.data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    width,
    height,
    file: PNG.sync.write(png, { colorType, inputColorType: colorType, inputHasAlpha: channels % 2 === 0 }),
  };
}

/** Bytes as they are, floats from 0 to 1 as `tf.image.convert_image_dtype` makes bytes of them. */
export function pixelBytes({ data }: Pick<PixelGrid, "data">): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (data instanceof Uint8ClampedArray) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Uint8Array.from(data, (value) => Math.max(0, Math.min(255, Math.floor(value * 255.5))));
}

/** The pictures of a tensor [pictures, height, width, channels]. */
export function gridsOfTensor(tensor: TensorSource, what: string): readonly PixelGrid[] {
  const { shape, values } = shapedNumbersOf(tensor, what);
  const [count = 0, ...size] = shape;
  if (shape.length !== 4)
    throw new RangeError(
      `${what} has shape [${shape.join(", ")}]; pictures are [pictures, height, width, channels]`,
    );
  const length = values.length / count;
  return Array.from({ length: count }, (_, index) =>
    gridOf(values.slice(index * length, (index + 1) * length), size, what),
  );
}

function gridOfTensor(tensor: TensorSource, what: string): PixelGrid {
  const { shape, values } = shapedNumbersOf(tensor, what);
  if (shape.length !== 2 && shape.length !== 3)
    throw new RangeError(`${what} has shape [${shape.join(", ")}]; a picture is [height, width, channels]`);
  return gridOf(values, shape, what);
}

function gridOf(
  values: readonly number[] | TypedNumbers,
  [height = 0, width = 0, channels = 1]: readonly number[],
  what: string,
): PixelGrid {
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4)
    throw new RangeError(`${what} has ${channels} channels; 1 to 4 can be shown`);
  const isFloat = values instanceof Float32Array || values instanceof Float64Array || Array.isArray(values);
  const data = isFloat ? Float32Array.from(values) : Uint8ClampedArray.from(numbersOf(values));
  return { width, height, channels, data };
}

function isSide(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels > 0 && pixels <= MAX_SIDE;
}

function sizeOfFile(file: Uint8Array, what: string): { readonly width: number; readonly height: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length >= 24 && view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  const size = file[0] === 0xff && file[1] === 0xd8 ? jpegSize(view) : undefined;
  if (size) return size;
  throw new TypeError(
    `${what} is neither a PNG nor a JPEG file; pixels are given as { width, height, channels, data }`,
  );
}

/** Walks the segments to the one that begins a frame. */
function jpegSize(view: DataView): { readonly width: number; readonly height: number } | undefined {
  for (let at = 2; at + 9 <= view.byteLength; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
  return undefined;
}
