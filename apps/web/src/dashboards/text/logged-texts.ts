// The texts of some points of a series, as they are and as HTML.
import {
  MAX_RECORDS_LIMIT,
  type RecordSeries,
  type RunName,
  type Tag,
  type TensorPoint,
} from "@runboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { inTurn } from "../../data/in-turn.ts";
import { valuesKey } from "../../data/queries.ts";
import { markdownThread } from "./markdown-thread.ts";
import { alikeBefore, isListedWhole, requestsOf, type PointIndexes } from "./text-parts.ts";

/** Longer ones are not read as Markdown: it takes too long, and nobody writes it so long. */
const MAX_MARKDOWN_LENGTH = 200_000;

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

interface TextPlace {
  readonly run: RunName;
  readonly tag: Tag;
  readonly series: RecordSeries;
  readonly indexes: PointIndexes;
  readonly isMarkdown: boolean;
}

/** Texts at these points, in the order of the indexes. Several of one step are asked for by when they were written. */
export function textsQuery({ run, tag, series, indexes, isMarkdown }: TextPlace) {
  const { steps, wallTimesSeconds: times } = series;
  const places = indexes.map((index) => `${steps[index]}@${times[index]}.${alikeBefore(series, index)}`);
  return queryOptions({
    queryKey: [...valuesKey, "text", run, tag, isMarkdown, places.join(" ")],
    queryFn: async ({ signal }): Promise<readonly LoggedText[]> => {
      const found: ReadText[] = [];
      for (const part of requestsOf(series, indexes)) {
        const texts = await readTextsAround({ run, tag, series }, part, signal);
        // Of a series that is too long to be listed, what lies between is shown, too.
        if (isListedWhole(series)) found.push(...part.flatMap((index) => textAt(series, index, texts) ?? []));
        else found.push(...texts.toReversed());
      }
      return withValues(found, isMarkdown, signal);
    },
    placeholderData: keepPreviousData,
    structuralSharing: false,
    gcTime: 60_000,
    meta: { runs: new Set([run]) },
  });
}

/** All that was written from the first to the last of these points. */
function readTextsAround(
  place: Pick<TextPlace, "run" | "tag" | "series">,
  indexes: PointIndexes,
  signal: AbortSignal,
): Promise<ReadText[]> {
  const { wallTimesSeconds } = place.series;
  const times = indexes.map((index) => wallTimesSeconds[index] ?? NaN);
  const range: [number, number] = [Math.min(...times), Math.max(...times)];
  const within = wallTimesSeconds.filter((time) => time >= range[0] && time <= range[1]).length;
  const maxPoints = Math.max(4, Math.min(MAX_RECORDS_LIMIT, within));
  return readTexts({ ...place, axis: "wall", range, maxPoints }, signal);
}

/** Undefined where it is gone since the series was listed. */
function textAt(series: RecordSeries, index: number, texts: readonly ReadText[]): ReadText | undefined {
  const alike = texts.filter(
    ({ step, wallTimeSeconds }) =>
      step === series.steps[index] && wallTimeSeconds === series.wallTimesSeconds[index],
  );
  return alike[alikeBefore(series, index)];
}

/** The newest text up to a step, also of a series that has more points than are listed. */
export function textAtQuery(
  { run, tag, series, isMarkdown }: Omit<TextPlace, "indexes">,
  step: number | null,
) {
  const range: [number, number] = [series.steps[0] ?? 0, step ?? Number.MAX_VALUE];
  return queryOptions({
    queryKey: [...valuesKey, "text", run, tag, isMarkdown, "at", step],
    queryFn: async ({ signal }): Promise<readonly LoggedText[]> => {
      const texts = await readTexts({ run, tag, series, axis: "step", range, maxPoints: 4 }, signal);
      const upTo = texts.filter((text) => text.step <= range[1]);
      return withValues(upTo.slice(-1), isMarkdown, signal);
    },
    placeholderData: keepPreviousData,
    structuralSharing: false,
    gcTime: 60_000,
    meta: { runs: new Set([run]) },
  });
}

interface TextRange extends Pick<TextPlace, "run" | "tag" | "series"> {
  readonly axis: "step" | "wall";
  readonly range: [number, number];
  readonly maxPoints: number;
}

interface ReadText extends Omit<LoggedText, "value"> {
  readonly tensor: TensorPoint;
}

async function readTexts(
  { run, tag, series, ...range }: TextRange,
  signal: AbortSignal,
): Promise<ReadText[]> {
  const query = { runs: [run], tags: [tag], plugin: series.plugin, includeNeighbors: false, ...range };
  const { series: found } = await inTurn(() => api.tensors(query, { signal }), signal);
  return found.flatMap(({ steps, wallTimesSeconds, tensors }) =>
    tensors.map((tensor, i) => ({
      step: steps[i] ?? NaN,
      wallTimeSeconds: wallTimesSeconds[i] ?? NaN,
      tensor,
    })),
  );
}

function withValues(
  texts: readonly ReadText[],
  isMarkdown: boolean,
  signal: AbortSignal,
): Promise<readonly LoggedText[]> {
  return Promise.all(
    texts.map(async ({ tensor, ...place }) => ({
      ...place,
      value: await valueOf(tensor, isMarkdown, signal),
    })),
  );
}

async function valueOf(tensor: TensorPoint, isMarkdown: boolean, signal: AbortSignal): Promise<TextValue> {
  if (tensor.kind === "problem") return { kind: "none", reason: tensor.reason };
  if (tensor.kind !== "strings")
    return { kind: "none", reason: `It is a tensor of ${tensor.dtype}, not a text` };
  const texts = tensor.values.map((value) =>
    typeof value === "string"
      ? { text: value, isDamaged: false }
      : { text: decoded(value.base64), isDamaged: true },
  );
  const isRead = ({ text }: { readonly text: string }): boolean =>
    isMarkdown && text.length <= MAX_MARKDOWN_LENGTH;
  const short = texts.filter(isRead);
  const htmls = await markdownThread.htmlOf(
    short.map(({ text }) => text),
    signal,
  );
  const htmlOf = new Map(short.map((one, i) => [one, htmls[i] ?? null]));
  const cells = texts.map((one) => ({ ...one, html: htmlOf.get(one) ?? null }));
  return { kind: "texts", shape: tensor.shape, cells };
}

const utf8 = new TextDecoder();

function decoded(base64: string): string {
  return utf8.decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
}
