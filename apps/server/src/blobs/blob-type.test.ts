import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { blobTypeOf } from "./blob-type.ts";

/** Characters up to U+00FF are bytes. */
function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

test.each([
  ["\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"],
  ["\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"],
  ["GIF87a\x01\0", "image/gif"],
  ["GIF89a\x01\0", "image/gif"],
  ["RIFF\x24\0\0\0WEBPVP8 ", "image/webp"],
  ["BM\x3a\0\0\0\0\0\0\0\x36\0\0\0", "image/bmp"],
  ["RIFF\x24\0\0\0WAVEfmt ", "audio/wav"],
  ["ID3\x04\0\0", "audio/mpeg"],
  ["\xff\xfb\x90\x64", "audio/mpeg"],
  ["OggS\0\x02", "audio/ogg"],
  ["fLaC\0\0\0\x22", "audio/flac"],
  ["\0\0\0\x20ftypisom", "video/mp4"],
  ["\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01B\x82\x84webm", "video/webm"],
])("%j is %s", (text, mediaType) => {
  expect(blobTypeOf(bytes(text))?.mediaType).toBe(mediaType);
});

test.each([
  "",
  "<html><script>alert(1)</script>",
  "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
  "<?xml version='1.0'?>",
  "%PDF-1.7",
  "MZ\x90\0",
  "BM",
  "BMX bikes are fun",
  "RIFF\x24\0\0\0AVI ",
  "\xff\xff\xff\xff",
  "\xff\xfe\x41\0",
  "\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x88matroska",
  "alert(1)",
])("%j is none that is shown", (text) => {
  expect(blobTypeOf(bytes(text))).toBeUndefined();
});

test("the page's own screenshot is a picture", () => {
  const picture = readFileSync(new URL("../../../../docs/screenshot.png", import.meta.url));
  expect(blobTypeOf(picture)).toEqual({ mediaType: "image/png", extension: "png" });
});
