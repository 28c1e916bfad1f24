// The texts of some points of a series, as they are and as HTML.
import type { RecordSeries, RunName, Tag, TensorPoint } from "@runboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { firstOfStep } from "../../cards/step-places.ts";
import { api } from "../../data/api.ts";
import { inTurn } from "../../data/in-turn.ts";
import { valuesKey } from "../../data/queries.ts";
import { markdownThread } from "./markdown-thread.ts";

/** Longer ones are not read as Markdown: it takes too long, and nobody writes it so long. */
const MAX_MARKDOWN_LENGTH = 200_000;

/** Points that are shown at once; a list goes on on request. */
export const PAGE_POINTS = 20;

export interface LoggedText {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly value: TextValue;
}

export type TextValue =
  | { readonly kind: "texts"; readonly shape: readonly number[]; readonly cells: readonly TextElement[] }
  /** Numbers, or what cannot be read. */
  | { readonly kind: "none"; readonly reason: string };

export interface TextElement {
  readonly text: string;
  /** Null where it is not read as Markdown. */
  readonly html: string | null;
  /** Some of its bytes are no UTF-8, and stand as signs. */
  readonly isDamaged: boolean;
}

/** Indexes into a series' points, in the order in which they were written. */
export type PointIndexes = readonly number[];

/** The points of the step that the point at `index` has. */
export function pointsOfStep({ steps }: RecordSeries, index: number): PointIndexes {
  const first = firstOfStep(steps, index);
  return Array.from({ length: index - first + 1 }, (_, i) => first + i);
}

/** All points, the one written last first. */
export function newestFirst({ wallTimesSeconds }: RecordSeries): PointIndexes {
  return [...wallTimesSeconds.keys()].sort(
    (a, b) => (wallTimesSeconds[b] ?? 0) - (wallTimesSeconds[a] ?? 0) || b - a,
  );
}

export function mostOfOneStep({ steps }: RecordSeries): number {
  let most = 0;
  let count = 0;
  for (let i = 0; i < steps.length; i++) {
    count = i > 0 && steps[i] === steps[i - 1] ? count + 1 : 1;
    most = Math.max(most, count);
  }
  return most;
}

interface TextPlace {
  readonly run: RunName;
  readonly tag: Tag;
  readonly series: RecordSeries;
  readonly indexes: PointIndexes;
}

/** Texts at these points, in the order of the indexes. Several of one step are asked for by when they were written. */
export function textsQuery({ run, tag, series, indexes }: TextPlace) {
  const times = indexes.map((index) => series.wallTimesSeconds[index] ?? NaN);
  const range: [number, number] = [Math.min(...times), Math.max(...times)];
  const within = series.wallTimesSeconds.filter((time) => time >= range[0] && time <= range[1]).length;
  const places = indexes.map((index) => `${series.steps[index]}@${series.wallTimesSeconds[index]}`);
  return queryOptions({
    queryKey: [...valuesKey, "text", run, tag, places.join(" ")],
    queryFn: async ({ signal }): Promise<readonly LoggedText[]> => {
      const query = {
        runs: [run],
        tags: [tag],
        plugin: series.plugin,
        axis: "wall" as const,
        range,
        // One beyond each end is given, too.
        maxPoints: Math.max(4, Math.min(10_000, within + 2)),
      };
      const { series: found } = await inTurn(() => api.tensors(query, { signal }), signal);
      const texts = found.flatMap(({ steps, wallTimesSeconds, tensors }) =>
        tensors.map((tensor, i) => ({
          step: steps[i] ?? NaN,
          wallTimeSeconds: wallTimesSeconds[i] ?? NaN,
          tensor,
        })),
      );
      const wanted = places.flatMap((place) => {
        // Of points that are alike each is given once.
        const at = texts.findIndex(({ step, wallTimeSeconds }) => `${step}@${wallTimeSeconds}` === place);
        return at === -1 ? [] : texts.splice(at, 1);
      });
      return Promise.all(
        wanted.map(async ({ tensor, ...place }) => ({ ...place, value: await valueOf(tensor, signal) })),
      );
    },
    structuralSharing: false,
    gcTime: 60_000,
    meta: { runs: new Set([run]) },
  });
}

async function valueOf(tensor: TensorPoint, signal: AbortSignal): Promise<TextValue> {
  if (tensor.kind === "problem") return { kind: "none", reason: tensor.reason };
  if (tensor.kind !== "strings")
    return { kind: "none", reason: `It is a tensor of ${tensor.dtype}, not a text` };
  const texts = tensor.values.map((value) =>
    typeof value === "string"
      ? { text: value, isDamaged: false }
      : { text: decoded(value.base64), isDamaged: true },
  );
  const isShort = ({ text }: { readonly text: string }): boolean => text.length <= MAX_MARKDOWN_LENGTH;
  const short = texts.filter(isShort);
  const htmls = await markdownThread.htmlOf(
    short.map(({ text }) => text),
    signal,
  );
  const htmlOf = new Map(short.map((one, i) => [one, htmls?.[i] ?? null]));
  const cells = texts.map((one) => ({ ...one, html: htmlOf.get(one) ?? null }));
  return { kind: "texts", shape: tensor.shape, cells };
}

const utf8 = new TextDecoder();

function decoded(base64: string): string {
  return utf8.decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
}
