// The texts of some points of a series, as they are and as HTML.
import type { RecordSeries, RunName, Tag, TensorPoint } from "@runboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { inTurn } from "../../data/in-turn.ts";
import { valuesKey } from "../../data/queries.ts";
import { markdownThread } from "./markdown-thread.ts";
import { isListedWhole, type PointIndexes } from "./text-parts.ts";

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
  const times = indexes.map((index) => series.wallTimesSeconds[index] ?? NaN);
  const range: [number, number] = [Math.min(...times), Math.max(...times)];
  const within = series.wallTimesSeconds.filter((time) => time >= range[0] && time <= range[1]).length;
  const places = indexes.map((index) => `${series.steps[index]}@${series.wallTimesSeconds[index]}`);
  return queryOptions({
    queryKey: [...valuesKey, "text", run, tag, isMarkdown, places.join(" ")],
    queryFn: async ({ signal }): Promise<readonly LoggedText[]> => {
      // One beyond each end is given, too.
      const maxPoints = Math.max(4, Math.min(10_000, within + 2));
      const texts = await readTexts({ run, tag, series, axis: "wall", range, maxPoints }, signal);
      const wanted = isListedWhole(series)
        ? places.flatMap((place) => {
            // Of points that are alike each is given once.
            const at = texts.findIndex(({ step, wallTimeSeconds }) => `${step}@${wallTimeSeconds}` === place);
            return at === -1 ? [] : texts.splice(at, 1);
          })
        : texts.filter(({ wallTimeSeconds: time }) => time >= range[0] && time <= range[1]).reverse();
      return withValues(wanted, isMarkdown, signal);
    },
    placeholderData: keepPreviousData,
    structuralSharing: false,
    gcTime: 60_000,
    meta: { runs: new Set([run]) },
  });
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
  const query = { runs: [run], tags: [tag], plugin: series.plugin, ...range };
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
  const htmlOf = new Map(short.map((one, i) => [one, htmls?.[i] ?? null]));
  const cells = texts.map((one) => ({ ...one, html: htmlOf.get(one) ?? null }));
  return { kind: "texts", shape: tensor.shape, cells };
}

const utf8 = new TextDecoder();

function decoded(base64: string): string {
  return utf8.decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
}
