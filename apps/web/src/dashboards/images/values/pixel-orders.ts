// What the page asks of the thread that works on the samples of pictures.
import type { PictureLikeness } from "@runboard/analysis";
import type { DifferenceLook } from "./difference.ts";
import type { LabelValue } from "./label-values.ts";
import type { Tone, ToneScale } from "./tone.ts";

/** A picture by the name of its blob. */
export interface PixelFile {
  readonly id: string;
  readonly file: Blob;
}

type Pair = readonly [PixelFile, PixelFile];

/** A picture, and a smaller one of what is large: to draw all of that small takes as long as it is large. */
export interface SizedBitmap {
  readonly bitmap: ImageBitmap;
  /** null for what is small. */
  readonly reduced: ImageBitmap | null;
}

interface PixelWork {
  /** As the browser decodes it. */
  readonly open: { readonly order: { readonly file: Blob }; readonly answer: SizedBitmap };
  /** The picture in another light. */
  readonly tone: {
    readonly order: { readonly file: PixelFile; readonly tone: Tone };
    readonly answer: SizedBitmap & { readonly scale: ToneScale };
  };
  /** Of pictures of one size. */
  readonly difference: {
    readonly order: { readonly pair: Pair; readonly look: DifferenceLook };
    readonly answer: SizedBitmap & { readonly greatest: number };
  };
  /** Of pictures of one size. */
  readonly likeness: { readonly order: { readonly pair: Pair }; readonly answer: PictureLikeness };
  /** The samples of a part. */
  readonly values: {
    readonly order: { readonly file: PixelFile; readonly part: PixelPart };
    readonly answer: PixelValues;
  };
  readonly labels: {
    readonly order: { readonly file: PixelFile };
    readonly answer:
      | (SizedBitmap & { readonly kind: "labels"; readonly values: readonly LabelValue[] })
      | { readonly kind: "many" };
  };
}

export type PixelWorkKind = keyof PixelWork;
export type PixelOrderOf<Kind extends PixelWorkKind> = PixelWork[Kind]["order"];
export type PixelAnswerOf<Kind extends PixelWorkKind> = PixelWork[Kind]["answer"];

/** Of a picture, in its pixels, wholly inside it. */
export interface PixelPart {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PixelValues {
  readonly part: PixelPart;
  readonly channelCount: 1 | 2 | 3 | 4;
  readonly greatest: number;
  readonly values: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/** An order without work takes the one of that number back. */
export type PixelOrder =
  | {
      [Kind in PixelWorkKind]: {
        readonly number: number;
        readonly kind: Kind;
        readonly order: PixelOrderOf<Kind>;
      };
    }[PixelWorkKind]
  | { readonly number: number; readonly kind: "stop" };

export type PixelDelivery =
  | { readonly number: number; readonly answer: PixelAnswerOf<PixelWorkKind> }
  | { readonly number: number; readonly failure: string };
