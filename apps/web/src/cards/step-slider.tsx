// Moves the page's one step over all steps that something shown was logged at, however many they are.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useState, type KeyboardEvent, type PointerEvent } from "react";
import { valuesKey } from "../data/queries.ts";
import { useElementWidth } from "../ui/element-width.ts";
import { formatCount } from "../ui/format.ts";
import { Icon } from "../ui/icons.tsx";
import { useKeys } from "../ui/keys.ts";
import { isAnythingPending } from "../ui/pending.ts";
import { usePageStep, useSetPageStep } from "./page-step.ts";
import { lastAt, nearestStep, stepAway } from "./step-places.ts";

/** How long a step stands while they are played; longer while something of it is on its way. */
const PLAY_MILLIS = 300;
/** A page of the keyboard is this part of all steps. */
const PAGE_SHARE = 0.1;

interface StepSliderProps {
  /** Each once, ascending. */
  readonly steps: Float64Array;
  /** Where runs came back. */
  readonly restarts: readonly number[];
  /** Whether there are steps between these. */
  readonly isReduced: boolean;
  /** Whether it is the one in a dialog. */
  readonly isOverPage?: boolean;
}

export function StepSlider({ steps, restarts, isReduced, isOverPage = false }: StepSliderProps) {
  const pageStep = usePageStep();
  const setStep = useSetPageStep();
  const last = steps.at(-1) ?? 0;
  const step = pageStep ?? last;
  const move = (places: number): void => setStep(stepAway(steps, pageStep, places));
  const [isPlaying, play] = usePlaying(steps);
  useKeys(
    "view",
    {
      ArrowLeft: { meaning: "step before, after", act: () => move(-1) },
      ArrowRight: { meaning: "step before, after", act: () => move(1) },
      ".": { meaning: "newest step, and those to come", act: () => setStep(null) },
      k: { meaning: "play the steps, stop", act: play },
    },
    { overDialogs: isOverPage },
  );
  if (steps.length === 0) return null;
  return (
    <div className="step-slider" role="group" aria-label="Step">
      <StepButton
        icon="before"
        label="Step before (←)"
        isDisabled={step <= (steps[0] ?? 0)}
        act={() => move(-1)}
      />
      <Track steps={steps} restarts={restarts} step={step} />
      <StepButton icon="chevron" label="Step after (→)" isDisabled={step >= last} act={() => move(1)} />
      <StepInput
        step={step}
        last={last}
        set={(next) => setStep(Math.max(steps[0] ?? 0, Math.min(next, last)))}
      />
      <span className="step-slider-of">of {formatCount(last)}</span>
      <StepButton
        icon={isPlaying ? "pause" : "play"}
        label={isPlaying ? "Stop (k)" : "Play the steps (k)"}
        isDisabled={steps.length < 2}
        act={play}
      />
      <button
        type="button"
        className="toolbar-button"
        aria-pressed={pageStep === null}
        data-marked={pageStep === null ? "" : undefined}
        data-tip="Follow the newest step (.)"
        onClick={() => setStep(null)}
      >
        Newest
      </button>
      {isReduced && (
        <span
          className="step-slider-note"
          data-tip="There are more than can be listed at once. One that is typed in is found all the same"
        >
          {formatCount(steps.length)} steps listed, not all
        </span>
      )}
    </div>
  );
}

/** Whether steps are being played, and what starts and stops it. */
function usePlaying(steps: Float64Array): readonly [isPlaying: boolean, toggle: () => void] {
  const [isPlaying, setPlaying] = useState(false);
  const pageStep = usePageStep();
  const setStep = useSetPageStep();
  const client = useQueryClient();
  const isAtEnd = pageStep === null || pageStep >= (steps.at(-1) ?? 0);
  const advance = useEffectEvent(() => {
    // What is looked at comes before the next.
    if (client.isFetching({ queryKey: valuesKey }) > 0 || isAnythingPending()) return;
    if (isAtEnd) setPlaying(false);
    else setStep(stepAway(steps, pageStep, 1));
  });
  useEffect(() => {
    if (!isPlaying) return;
    const timer = window.setInterval(() => advance(), PLAY_MILLIS);
    return () => window.clearInterval(timer);
  }, [isPlaying]);
  const toggle = (): void => {
    if (!isPlaying && isAtEnd) setStep(steps[0] ?? null);
    setPlaying(!isPlaying && steps.length > 1);
  };
  return [isPlaying, toggle];
}

interface StepButtonProps {
  readonly icon: "before" | "chevron" | "play" | "pause";
  readonly label: string;
  readonly isDisabled: boolean;
  readonly act: () => void;
}

function StepButton({ icon, label, isDisabled, act }: StepButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      data-turned={icon === "before" ? "" : undefined}
      aria-label={label}
      data-tip={label}
      disabled={isDisabled}
      onClick={act}
    >
      <Icon name={icon === "before" ? "chevron" : icon} />
    </button>
  );
}

interface TrackProps {
  readonly steps: Float64Array;
  readonly restarts: readonly number[];
  readonly step: number;
}

/** A line as long as the steps' range, with a tick for each of them. */
function Track({ steps, restarts, step }: TrackProps) {
  const setStep = useSetPageStep();
  const [ref, width] = useElementWidth();
  const first = steps[0] ?? 0;
  const last = steps.at(-1) ?? 0;
  const shareOf = (one: number): number =>
    last > first ? Math.max(0, Math.min((one - first) / (last - first), 1)) : 0.5;
  const ticks = useMemo(() => ticksPath(steps, width ?? 0), [steps, width]);
  const place = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.max(0, Math.min((event.clientX - box.left) / box.width, 1));
    setStep(nearestStep(steps, first + share * (last - first)));
  };
  const onKey = (event: KeyboardEvent): void => {
    const target = keyTarget(event.key, steps, step);
    if (target === undefined) return;
    event.preventDefault();
    setStep(target);
  };
  return (
    <div
      ref={ref}
      className="step-track"
      role="slider"
      tabIndex={0}
      aria-label="Step"
      aria-valuemin={first}
      aria-valuemax={last}
      aria-valuenow={Math.max(first, Math.min(step, last))}
      aria-valuetext={`step ${formatCount(step)}, ${placeText(steps, step)}`}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        place(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) place(event);
      }}
    >
      <svg width="100%" height="20" aria-hidden="true">
        <path d={ticks} className="step-track-ticks" />
      </svg>
      {restarts
        .filter((restart) => restart >= first && restart <= last)
        .map((restart) => (
          <span
            key={restart}
            className="step-track-restart"
            style={{ left: `${100 * shareOf(restart)}%` }}
            data-tip={`A run came back at step ${formatCount(restart)}`}
          >
            ↻
          </span>
        ))}
      <span className="step-track-thumb" style={{ left: `${100 * shareOf(step)}%` }} />
    </div>
  );
}

function placeText(steps: Float64Array, step: number): string {
  if (step > (steps.at(-1) ?? step)) return `after the last of ${formatCount(steps.length)}`;
  return `${formatCount(lastAt(steps, step) + 1)} of ${formatCount(steps.length)}`;
}

function keyTarget(key: string, steps: Float64Array, step: number): number | undefined {
  const page = Math.max(1, Math.round(steps.length * PAGE_SHARE));
  const places = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -page, PageUp: page }[
    key
  ];
  if (places !== undefined) return stepAway(steps, step, places);
  return { Home: steps[0], End: steps.at(-1) }[key];
}

/** One line for each column of pixels that has a step. */
function ticksPath(steps: Float64Array, widthPixels: number): string {
  const first = steps[0] ?? 0;
  const range = (steps.at(-1) ?? 0) - first;
  if (widthPixels === 0 || range === 0) return "";
  const columns = new Set<number>();
  for (const step of steps) columns.add(Math.round(((step - first) / range) * (widthPixels - 1)));
  return [...columns].map((x) => `M${x + 0.5} 6v8`).join("");
}

/** The step as a number to be typed; what is no number is not taken. */
interface StepInputProps {
  readonly step: number;
  readonly last: number;
  readonly set: (step: number) => void;
}

function StepInput({ step, last, set }: StepInputProps) {
  const [text, setText] = useState<string | null>(null);
  const take = (): void => {
    if (text !== null && text.trim() !== "" && Number.isFinite(Number(text))) set(Number(text));
    setText(null);
  };
  return (
    <input
      className="step-input"
      style={{ width: `${Math.max(9, String(step).length + 3, String(last).length + 3)}ch` }}
      type="text"
      inputMode="numeric"
      aria-label="Step to look at"
      value={text ?? String(step)}
      onChange={(event) => setText(event.target.value.replaceAll(",", ""))}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
        if (event.key !== "Escape") return;
        event.stopPropagation();
        setText(null);
      }}
    />
  );
}
