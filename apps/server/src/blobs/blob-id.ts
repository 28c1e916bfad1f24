// Names of blobs: which file's bytes, where in them the value stands, and which of its samples.
//
//   identity of the file, base64url . offset . length . kind and sample . checksum of the tag . checksum of all before it
//
// Numbers are of base 36. It depends on nothing but the event file, so it outlasts commits, restarts and the index. The tag's checksum tells another
// value in the same place; the last one tells what was never a name from what named something that is gone.
import { BlobId } from "@runboard/contract";
import type { BlobPlace } from "@runboard/logdir";
import type { RecordColumns } from "@runboard/store";
import { crc32c } from "@runboard/tfevents";

export interface NamedBlob extends Omit<BlobPlace, "file"> {
  /** As in `FileCursor`. */
  readonly identity: string;
  readonly sample: number;
}

const letters = { images: "i", audio: "a", blobs: "b", message: "m" } as const satisfies Record<
  BlobPlace["kind"],
  string
>;
const kinds = new Map(Object.entries(letters).map(([kind, letter]) => [letter, kind as BlobPlace["kind"]]));

/** Names of `sampleCount` samples of a value. */
export function blobIdsOf(
  { identity, offsetBytes, lengthBytes, kind }: Omit<NamedBlob, "sample" | "isTag">,
  tag: string,
  sampleCount: number,
): BlobId[] {
  const place = `${Buffer.from(identity).toString("base64url")}.${offsetBytes.toString(36)}.${lengthBytes.toString(36)}`;
  const tagCheck = checksumOf(tag);
  return Array.from({ length: sampleCount }, (_, sample) => {
    const text = `${place}.${letters[kind]}${sample.toString(36)}.${tagCheck}`;
    return BlobId.parse(`${text}.${checksumOf(text)}`);
  });
}

/** Names of the samples of the point at `index` of a series; none of a tensor. */
export function blobIdsAt(
  { files, fileIndexes, offsetsBytes, lengthsBytes, details, tag }: RecordColumns,
  index: number,
): BlobId[] {
  const known = details[index];
  const identity = files[fileIndexes[index] ?? -1]?.identity;
  const offsetBytes = offsetsBytes[index];
  const lengthBytes = lengthsBytes[index];
  if (identity === undefined || offsetBytes === undefined || lengthBytes === undefined) return [];
  if (known === undefined || known.kind === "tensor") return [];
  const place = { identity, offsetBytes, lengthBytes, kind: known.kind };
  return blobIdsOf(place, tag, known.kind === "message" ? 1 : known.sampleCount);
}

/** What a name names; undefined for what `blobIdsOf` never gave. */
export function parseBlobId(id: string): NamedBlob | undefined {
  if (id.length > MOST_CHARACTERS) return undefined;
  const match =
    /^([\w-]+)\.([0-9a-z]{1,11})\.([0-9a-z]{1,11})\.([iabm])([0-9a-z]{1,6})\.([0-9a-z]{1,7})\.([0-9a-z]{1,7})$/.exec(
      id,
    );
  if (!match) return undefined;
  const [, name = "", offset = "", length = "", letter = "", sample = "", tagCheck = "", check = ""] = match;
  const kind = kinds.get(letter as (typeof letters)[keyof typeof letters]);
  if (kind === undefined || checksumOf(id.slice(0, -check.length - 1)) !== check) return undefined;
  return {
    identity: Buffer.from(name, "base64url").toString(),
    offsetBytes: Number.parseInt(offset, 36),
    lengthBytes: Number.parseInt(length, 36),
    kind,
    sample: Number.parseInt(sample, 36),
    isTag: (tag) => checksumOf(tag) === tagCheck,
  };
}

const MOST_CHARACTERS = 1024;
const encoder = new TextEncoder();

function checksumOf(text: string): string {
  return crc32c(encoder.encode(text)).toString(36);
}
