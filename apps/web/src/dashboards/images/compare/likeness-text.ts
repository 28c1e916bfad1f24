// How alike two pictures are, in words and numbers.
import type { PictureLikeness } from "@runboard/analysis";
import { formatCount } from "../../../ui/format.ts";
import { shareText } from "../share-text.ts";
import type { Size } from "./pane-geometry.ts";

type Row = readonly [name: string, text: string, tip: string];

const tips = {
  PSNR: "Peak signal-to-noise ratio over all channels: more is more alike; ∞ for pictures that are the same",
  SSIM: "Mean structural similarity of brightness after Wang et al. 2004 (11 × 11 Gaussian window, σ 1.5): 1 for pictures that are the same",
  changed: "Share of pixels any of whose values differ",
} as const;

export function numbersOf(likeness: PictureLikeness | undefined): readonly Row[] {
  const { psnrDecibels, ssim, changedShare } = likeness ?? {};
  return [
    ["PSNR", psnrDecibels === undefined ? "…" : psnrText(psnrDecibels), tips.PSNR],
    [
      "SSIM",
      ssim === undefined ? "…" : ssim === null ? "–" : ssimText(ssim),
      ssim === null ? "None: its window of 11 × 11 pixels does not fit" : tips.SSIM,
    ],
    ["changed", changedShare === undefined ? "…" : shareText(changedShare), tips.changed],
  ];
}

function psnrText(decibels: number): string {
  return decibels === Infinity ? "∞ dB" : `${decibels.toFixed(2)} dB`;
}

/** 1 only for what is the same. */
function ssimText(ssim: number): string {
  const text = ssim.toFixed(4);
  return (text === "1.0000" && ssim < 1 - 1e-12 ? "> 0.9999" : text).replace("-", "−");
}

export function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

export function unlikeSizesText(a: Size, b: Size): string {
  const text = ({ width, height }: Size): string => `${formatCount(width)} × ${formatCount(height)}`;
  return `${text(a)} and ${text(b)} pixels: only pictures of one size have a difference and numbers.`;
}
