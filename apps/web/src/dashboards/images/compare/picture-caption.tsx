// What a compared picture is, and what can be done with it.
import { RunMark } from "../../../runs/run-mark.tsx";
import { formatCount } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icons.tsx";
import { LabelLegend } from "../values/label-legend.tsx";
import { ToneBar } from "../values/tone-bar.tsx";
import { isSame, type ComparedCell } from "./compared-cells.ts";
import type { ComparedPicture } from "./compared-pictures.ts";
import { useCompared } from "./use-compared.ts";

interface PictureCaptionProps {
  readonly picture: ComparedPicture;
  readonly name: string;
  /** The others are held against it. */
  readonly isFirst: boolean;
}

export function PictureCaption({ picture, name, isFirst }: PictureCaptionProps) {
  const { cell, step } = picture;
  const { labels } = picture;
  return (
    <div className="compare-picture">
      <div className="compare-name">
        <RunMark run={cell.run} />
        <span
          className="compare-name-text"
          data-tip={`${cell.tag} of ${cell.run}, sample ${cell.sample + 1}`}
        >
          {name}
        </span>
        {isFirst && (
          <span className="compare-badge" data-tip="The others are held against this one">
            first
          </span>
        )}
        {picture.isOlder && step !== null && (
          <span
            className="compare-badge"
            data-older=""
            data-tip="Nothing was logged at the step that is looked at; this is the newest before it"
          >
            older
          </span>
        )}
        {picture.place.held?.facts.isFirstOfMoving === true && (
          <span className="compare-badge" data-tip="Of what moves, the first picture is compared">
            still
          </span>
        )}
        <ToneBar scale={picture.place.held?.facts.scale ?? null} />
        <CaptionActions picture={picture} name={name} isFirst={isFirst} />
      </div>
      {(labels.values.length > 0 || labels.problem !== null) && <LabelLegend labels={labels} />}
    </div>
  );
}

function CaptionActions({ picture: { cell, step }, name, isFirst }: PictureCaptionProps) {
  const { cells, set } = useCompared();
  const replace = (next: ComparedCell): void => set(cells.map((one) => (isSame(one, cell) ? next : one)));
  const others = cells.filter((one) => !isSame(one, cell));
  const isPinned = cell.step !== null;
  const pinTip = isPinned
    ? `Stays at step ${formatCount(cell.step)}: let it follow the slider`
    : "Follows the slider: let it stay at this step";
  return (
    <span className="compare-actions">
      <button
        type="button"
        className="icon-button"
        aria-pressed={isPinned}
        aria-label={`${name}: ${pinTip}`}
        data-tip={pinTip}
        disabled={!isPinned && step === null}
        onClick={() => replace({ ...cell, step: isPinned ? null : step })}
      >
        <Icon name="pin" />
      </button>
      {!isFirst && (
        <button
          type="button"
          className="icon-button"
          aria-label={`${name}: hold the others against it`}
          data-tip="Hold the others against this one"
          onClick={() => set([cell, ...others])}
        >
          <Icon name="baseline" />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={`${name}: take it away`}
        data-tip="Take it away"
        onClick={() => set(others)}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}
