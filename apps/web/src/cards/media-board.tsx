// What dashboards of media have in common: the step slider, sections of tags with their cells in rows and columns, pinned cells, one on full screen.
import {
  kinds,
  type DataClass,
  type KindId,
  type RecordSeries,
  type RunName,
  type Tag,
  type TagEntry,
} from "@runboard/contract";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, type CSSProperties, type ReactNode } from "react";
import { requestsFor } from "../data/record-requests.ts";
import { recordsQuery, restartStepsQuery } from "../data/records.ts";
import { tagsQuery } from "../data/queries.ts";
import { useHparams, useRunScope, type Hparams } from "../runs/run-scope.tsx";
import { compileFilter } from "../ui/filter.ts";
import { formatCount, formatCounted } from "../ui/format.ts";
import { usePreferences } from "../ui/preferences.ts";
import { useBoardSearch } from "../url/board-search.ts";
import { useActiveCard, type CardSurface } from "./active-card.ts";
import { AxesControl } from "./axes-control.tsx";
import { useCardPlaces, usePinnedKeys } from "./card-places.ts";
import type { CardKey } from "./card.ts";
import { CellGrid } from "./cell-grid.tsx";
import { cellKey, cellPlace, sectionKey, type CellPlace } from "./cell-key.ts";
import { useCardKeys } from "./card-keys.ts";
import { FirstCards } from "./first-cards.tsx";
import { FoldSection } from "./fold-section.tsx";
import { FullScreen } from "./full-screen.tsx";
import { arrange, type GridAxes, type GridPlace, type HparamOf } from "./grid-axes.ts";
import { NoCards } from "./no-cards.tsx";
import { usePageStep } from "./page-step.ts";
import { PaperHead } from "./paper-head.tsx";
import { chosenSteps, distinctSteps } from "./step-places.ts";
import { StepSlider } from "./step-slider.tsx";
import { TagFilter } from "./tag-filter.tsx";
import { titleParts, type TagGroup } from "./tag-groups.ts";
import { visibleTags, type VisibleTags } from "./visible-tags.ts";

/** A cell to be drawn. */
export interface MediaCell extends GridPlace {
  readonly card: CardKey;
  readonly surface: CardSurface;
  /** What stands at its row and its column; null outside of a grid. */
  readonly axes: GridAxes | null;
  /** All runs that its tag is shown of. */
  readonly runs: readonly RunName[];
  /** Whether it is of all these, and not of its own run. */
  readonly isJoined: boolean;
  /** Where its points are; undefined while that is on its way, null when there are none, why when it cannot be told. */
  readonly series: RecordSeries | Error | null | undefined;
}

interface MediaBoardProps {
  readonly kind: KindId;
  readonly dataClass: Exclude<DataClass, "scalar">;
  readonly axes: GridAxes;
  readonly onAxesChange: (axes: GridAxes) => void;
  /** Whether cells show the page's step, and not all. */
  readonly followsStep: boolean;
  /** Whether all runs of a tag stand in one cell. */
  readonly joinsRuns?: boolean;
  /** How many samples a step of a series has at most. */
  readonly sampleCountOf: (series: RecordSeries) => number;
  /** Beside rows and columns. */
  readonly toolbar: ReactNode;
  /** Above the cells. */
  readonly above?: ReactNode;
  readonly cellHeightPixels: number;
  readonly cell: (cell: MediaCell, seriesOf: SeriesOf) => ReactNode;
  /** Of which points are wanted, beside those of the cells. */
  readonly furtherPlaces?: readonly CellPlace[];
  /** What stands over the cells. */
  readonly sheet?: (board: SheetBoard) => ReactNode;
}

/** What a sheet takes from the board. */
export interface SheetBoard {
  readonly seriesOf: SeriesOf;
  /** The slider over the steps of some places. */
  readonly slider: (places: readonly CellPlace[]) => ReactNode;
}

/** More columns of steps are not told apart. */
const MOST_STEPS = 8;

const noTags: readonly TagEntry[] = [];
const noPlaces: readonly CellPlace[] = [];

export function MediaBoard(props: MediaBoardProps) {
  const { kind, dataClass, axes, onAxesChange, followsStep, toolbar, above, cellHeightPixels, cell } = props;
  const { joinsRuns = false, furtherPlaces = noPlaces, sheet } = props;
  const { full } = useBoardSearch();
  const { cardWidth } = usePreferences();
  const tags = useQuery(tagsQuery(dataClass));
  const visible = useVisibleTags(kind, tags.data?.tags ?? noTags);
  const groups = visible.kind === "groups" ? visible.groups : noGroups;
  const extra = useExtraPlaces(kind, full);
  const cellPlaces = useWantedPlaces(groups, [...extra.pinned, ...(extra.full ? [extra.full] : [])]);
  const places = useWithPlaces(cellPlaces, furtherPlaces);
  const seriesOf = useSeries(places, {
    plugin: kinds[kind].plugins[0],
    dataClass,
    tags: tags.data?.tags ?? noTags,
  });
  const hparams = useHparams(true);
  useCardKeys(() => "this cell");
  useEffect(() => () => useActiveCard.setState({ activeCard: null }), []);
  const single = (place: CellPlace, surface: CardSurface): ReactNode => {
    const series = seriesOf(place);
    const card = cellKey(kind, place);
    const runs = places.get(place.tag) ?? [place.run];
    const one = { ...place, step: null, sample: null, card, surface, axes: null, runs, series };
    return cell({ ...one, isJoined: joinsRuns }, seriesOf);
  };
  const style = {
    "--card-width": `${cardWidth}px`,
    "--cell-height": `${cellHeightPixels}px`,
  } as CSSProperties;
  return (
    <div className="cells" style={style}>
      <div className="toolbar-frame">
        <div className="toolbar" role="toolbar" aria-label={kinds[kind].title}>
          <TagFilter />
          {!joinsRuns && <AxesControl axes={axes} hparams={namesOf(hparams)} onChange={onAxesChange} />}
          {toolbar}
        </div>
      </div>
      {followsStep && <BoardSlider dataClass={dataClass} places={cellPlaces} seriesOf={seriesOf} />}
      {above}
      <div className="cells-area" data-scroll-area="">
        {tags.data ? (
          <>
            <PaperHead />
            <PinnedCells kind={kind} places={extra.pinned} cell={(place) => single(place, "pinned")} />
            {visible.kind === "groups" ? (
              groups.map((group) => (
                <Section
                  key={group.name ?? ""}
                  group={group}
                  isAlone={groups.length === 1 && group.name === null && extra.pinned.length === 0}
                  places={cellPlaces}
                  seriesOf={seriesOf}
                  hparamOf={(run, name) => hparams.get(run)?.[name]}
                  board={props}
                />
              ))
            ) : (
              <NoCards reason={visible} kind={kind} />
            )}
          </>
        ) : (
          <FirstCards error={tags.error} retry={() => void tags.refetch()} />
        )}
      </div>
      {extra.full && (
        <FullCell board={props} place={extra.full} seriesOf={seriesOf}>
          {single(extra.full, "full")}
        </FullCell>
      )}
      {sheet?.({
        seriesOf,
        slider: (ofSheet) => (
          <BoardSlider dataClass={dataClass} places={byTag(ofSheet)} seriesOf={seriesOf} isOverPage />
        ),
      })}
    </div>
  );
}

interface FullCellProps {
  readonly board: MediaBoardProps;
  readonly place: CellPlace;
  readonly seriesOf: SeriesOf;
  readonly children: ReactNode;
}

/** It has the slider with it, over its own steps. */
function FullCell({ board: { dataClass, followsStep }, place, seriesOf, children }: FullCellProps) {
  const { run, tag } = place;
  const { closeFull } = useCardPlaces();
  return (
    <FullScreen title={`${tag} of ${run}`} close={closeFull}>
      {followsStep && (
        <BoardSlider dataClass={dataClass} places={new Map([[tag, [run]]])} seriesOf={seriesOf} isOverPage />
      )}
      {children}
    </FullScreen>
  );
}

/** The tags of a kind that pass the filter, in the runs that are shown. */
export function useVisibleTags(kind: KindId, tags: readonly TagEntry[]): VisibleTags {
  const { tagFilter } = useBoardSearch();
  const { shown } = useRunScope();
  return useMemo(() => {
    const plugins: readonly string[] = kinds[kind].plugins;
    const ofKind = tags.filter(({ plugin }) => plugins.includes(plugin));
    return visibleTags(ofKind, shown, compileFilter(tagFilter));
  }, [kind, tags, shown, tagFilter]);
}

/** Names of what runs were started with. */
function namesOf(hparams: Hparams): readonly string[] {
  return [...new Set([...hparams.values()].flatMap((values) => Object.keys(values)))];
}

interface PinnedCellsProps {
  readonly kind: KindId;
  readonly places: readonly CellPlace[];
  readonly cell: (place: CellPlace) => ReactNode;
}

function PinnedCells({ kind, places, cell }: PinnedCellsProps) {
  if (places.length === 0) return null;
  return (
    <FoldSection
      // No prefix of a tag is so written.
      id={`${sectionKey(kind, null)};pinned`}
      title="Pinned"
      count={formatCounted(places.length, "cell")}
      isAlone={false}
      isForcedOpen={false}
      contentClass="cell-row"
    >
      {() => places.map(cell)}
    </FoldSection>
  );
}

const noGroups: readonly TagGroup<TagEntry>[] = [];

/** Cells that stand outside of the sections. */
function useExtraPlaces(kind: KindId, full: CardKey) {
  const pins = usePinnedKeys();
  return useMemo(
    () => ({
      pinned: pins.flatMap((key) => cellPlace(kind, key) ?? []),
      full: full === "" ? null : cellPlace(kind, full),
    }),
    [kind, pins, full],
  );
}

/** Of which runs each tag is shown, in the order of the runs. */
type WantedPlaces = ReadonlyMap<Tag, readonly RunName[]>;

function useWantedPlaces(groups: readonly TagGroup<TagEntry>[], extra: readonly CellPlace[]): WantedPlaces {
  const { names, shown } = useRunScope();
  const wanted = useMemo(() => {
    const wanted = new Map<Tag, readonly RunName[]>();
    for (const { entries } of groups)
      for (const entry of entries) {
        const having = new Set(entry.runs);
        wanted.set(
          entry.tag,
          names.filter((run) => shown.has(run) && having.has(run)),
        );
      }
    return wanted;
  }, [groups, names, shown]);
  return useWithPlaces(wanted, extra);
}

function useWithPlaces(places: WantedPlaces, further: readonly CellPlace[]): WantedPlaces {
  const furtherText = JSON.stringify(further);
  return useMemo(() => byTag(JSON.parse(furtherText) as readonly CellPlace[], places), [places, furtherText]);
}

function byTag(further: readonly CellPlace[], places: WantedPlaces = new Map()): WantedPlaces {
  const wanted = new Map(places);
  for (const { tag, run } of further) {
    const known = wanted.get(tag) ?? [];
    if (!known.includes(run)) wanted.set(tag, [...known, run]);
  }
  return wanted;
}

export type SeriesOf = (place: CellPlace) => MediaCell["series"];

interface KindOfSeries {
  readonly plugin: string;
  readonly dataClass: Exclude<DataClass, "scalar">;
  /** All that there are of the class. */
  readonly tags: readonly TagEntry[];
}

function useSeries(places: WantedPlaces, { plugin, dataClass, tags }: KindOfSeries): SeriesOf {
  const known = new Map(tags.flatMap((entry) => (entry.plugin === plugin ? [[entry.tag, entry]] : [])));
  const requests = requestsFor(
    [...places].map(([tag, runs]) => {
      const { maxSampleCount = 1, maxPointCount = 0 } = known.get(tag) ?? {};
      return { tag, runs, maxSampleCount: Math.max(1, maxSampleCount), maxPointCount };
    }),
  );
  const answers = useQueries({
    queries: requests.map((wanted) => recordsQuery({ plugin, dataClass }, wanted)),
    combine: (results) =>
      new Map(results.flatMap((result, i) => (requests[i] ?? []).map(({ tag }) => [tag, result]))),
  });
  return ({ run, tag }) => {
    const { data, error, isPlaceholderData } = answers.get(tag) ?? {};
    const series = data?.get(tag)?.get(run);
    // What was known of others says nothing of one that is new.
    return data ? (series ?? (isPlaceholderData === true ? undefined : null)) : (error ?? undefined);
  };
}

interface BoardSliderProps {
  readonly dataClass: Exclude<DataClass, "scalar">;
  readonly places: WantedPlaces;
  readonly seriesOf: SeriesOf;
  readonly isOverPage?: boolean;
}

function BoardSlider({ dataClass, places, seriesOf, isOverPage = false }: BoardSliderProps) {
  const all = seriesIn(places, seriesOf);
  const steps = distinctSteps(all.map((series) => series.steps));
  const runs = [...new Set([...places.values()].flat())];
  const { data: restarts } = useQuery(restartStepsQuery(dataClass, [...places.keys()], runs));
  return (
    <StepSlider
      steps={steps}
      restarts={restarts ?? []}
      isReduced={all.some((series) => series.steps.length < series.pointCountInRange)}
      isOverPage={isOverPage}
    />
  );
}

function seriesIn(places: WantedPlaces, seriesOf: SeriesOf): readonly RecordSeries[] {
  return [...places].flatMap(([tag, runs]) => runs.flatMap((run) => known(seriesOf({ run, tag }))));
}

interface SectionProps {
  readonly group: TagGroup<TagEntry>;
  readonly isAlone: boolean;
  readonly places: WantedPlaces;
  readonly seriesOf: SeriesOf;
  readonly hparamOf: HparamOf;
  readonly board: MediaBoardProps;
}

function Section({ group, isAlone, places, seriesOf, hparamOf, board }: SectionProps) {
  const { kind, axes, cell, joinsRuns = false } = board;
  const pageStep = usePageStep(axes.rows === "step" || axes.columns === "step");
  const { tagFilter } = useBoardSearch();
  const cells = group.entries.flatMap(({ tag }) =>
    (places.get(tag) ?? []).map((run) => ({ run, tag, series: seriesOf({ run, tag }) })),
  );
  const runCount = new Set(cells.map(({ run }) => run)).size;
  const steps = stepsOf(cells, { axes, pageStep });
  const isOfSteps = !joinsRuns && steps !== null && steps.count > steps.chosen.length;
  const runsOf = (tag: Tag): readonly RunName[] => places.get(tag) ?? [];
  const ofGrid = (place: CellPlace) =>
    ({ card: cellKey(kind, place), surface: "grid", runs: runsOf(place.tag) }) as const;
  const grid = () => (
    <CellGrid
      grid={arrange(spreadOver(cells, { board, steps: steps?.chosen ?? [null] }), axes, {
        hparamOf,
        tagName: (tag) => titleParts(tag, group.name)[1],
      })}
      label={group.name ?? kinds[kind].title}
      cell={(place) => cell({ ...place, ...ofGrid(place), axes, isJoined: false }, seriesOf)}
    />
  );
  // Each known by its first run.
  const joined = () =>
    cells
      .filter(({ run, tag }) => runsOf(tag)[0] === run)
      .map((place) => {
        const one = { ...place, ...ofGrid(place), step: null, sample: null, axes: null };
        return cell({ ...one, isJoined: true }, seriesOf);
      });
  return (
    <FoldSection
      id={sectionKey(kind, group.name)}
      title={group.name}
      count={`${formatCounted(group.entries.length, "tag")} × ${formatCounted(runCount, "run")}${isOfSteps ? `, ${steps.chosen.length} of ${formatCount(steps.count)} steps` : ""}`}
      // What is left out is said.
      isAlone={isAlone && !isOfSteps}
      isForcedOpen={tagFilter !== ""}
      contentClass={joinsRuns ? "cell-row" : "cells-section"}
    >
      {joinsRuns ? joined : grid}
    </FoldSection>
  );
}

function known(series: MediaCell["series"]): readonly RecordSeries[] {
  return series && !(series instanceof Error) ? [series] : [];
}

type PlacedSeries = CellPlace & Pick<MediaCell, "series">;

/** Which steps rows or columns stand for, of how many; null where they stand for none. */
function stepsOf(
  cells: readonly PlacedSeries[],
  { axes, pageStep }: { readonly axes: GridAxes; readonly pageStep: number | null },
): { readonly chosen: readonly number[]; readonly count: number } | null {
  if (axes.rows !== "step" && axes.columns !== "step") return null;
  const steps = distinctSteps(cells.flatMap(({ series }) => known(series)).map((series) => series.steps));
  return { chosen: [...chosenSteps(steps, pageStep, MOST_STEPS)], count: steps.length };
}

/** Once for each step and sample, where these are what rows or columns stand for. */
function spreadOver(
  cells: readonly PlacedSeries[],
  { board, steps }: { readonly board: MediaBoardProps; readonly steps: readonly (number | null)[] },
): readonly (PlacedSeries & GridPlace)[] {
  const { axes, sampleCountOf, followsStep } = board;
  const hasSamples = followsStep && (axes.rows === "sample" || axes.columns === "sample");
  return cells.flatMap((place) => {
    const count = hasSamples ? Math.max(0, ...known(place.series).map(sampleCountOf)) : 0;
    const samples = hasSamples ? Array.from({ length: Math.max(1, count) }, (_, i) => i) : [null];
    return steps.flatMap((step) => samples.map((sample) => ({ ...place, step, sample })));
  });
}
