// Which series of tensors and blobs are asked for together: an answer has room for so many points.
import { MAX_RECORDS_LIMIT, MAX_TOTAL_RECORDS_LIMIT, type RunName, type Tag } from "@runboard/contract";

/** A tag in the runs of which it is wanted. */
export interface WantedTag {
  readonly tag: Tag;
  readonly runs: readonly RunName[];
  /** Greatest number of samples of a point, at least 1. */
  readonly maxSampleCount: number;
  /** Of points of a series, when the tags were listed. */
  readonly maxPointCount: number;
}

/** Series are looked for while more are logged: there is room for twice as many points. */
const GROWTH = 2;

/** Runs are asked for together with all tags of a request, so these are not too many that they have not. */
const MOST_TAGS = 64;

/** Tags in their order, as many in one request as have room in one answer with all their points; at least one. */
export function requestsFor(tags: readonly WantedTag[]): readonly (readonly WantedTag[])[] {
  const requests: WantedTag[][] = [];
  let wantedCount = Infinity;
  for (const tag of tags) {
    const points = Math.min(GROWTH * tag.maxPointCount + 100, MAX_RECORDS_LIMIT);
    const count = Math.max(1, tag.runs.length) * tag.maxSampleCount * points;
    const request = requests.at(-1);
    if (request && request.length < MOST_TAGS && wantedCount + count <= MAX_TOTAL_RECORDS_LIMIT) {
      request.push(tag);
      wantedCount += count;
    } else {
      requests.push([tag]);
      wantedCount = count;
    }
  }
  return requests;
}
