// Which pictures may be compared besides: the step before, the same of another run, another of the same run.
import { kinds, type TagEntry } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { tagsQuery } from "../../../data/queries.ts";
import { RunMark } from "../../../runs/run-mark.tsx";
import { useRunScope } from "../../../runs/run-scope.tsx";
import { formatCount } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icons.tsx";
import { PopoverButton } from "../../../ui/popover.tsx";
import { isSame, MOST_COMPARED, type ComparedCell } from "./compared-cells.ts";
import type { ComparedPicture } from "./compared-pictures.ts";
import { useCompared } from "./use-compared.ts";

export function AddMenu({ pictures }: { readonly pictures: readonly ComparedPicture[] }) {
  return (
    <PopoverButton
      label="Add a picture"
      button={
        <>
          <Icon name="plus" />
          <span className="toolbar-word">Add</span>
        </>
      }
      buttonClass="toolbar-button"
      panelClass="menu compare-add"
    >
      <AddList pictures={pictures} />
    </PopoverButton>
  );
}

function AddList({ pictures }: { readonly pictures: readonly ComparedPicture[] }) {
  const { cells, set } = useCompared();
  const { data } = useQuery(tagsQuery("blob_sequence"));
  const { names } = useRunScope();
  const [first] = pictures;
  if (!first) return null;
  if (cells.length >= MOST_COMPARED)
    return <p className="menu-note">{MOST_COMPARED} pictures are compared at most.</p>;
  const { cell, stepBefore } = first;
  const tags = (data?.tags ?? []).filter(({ plugin }) =>
    (kinds.images.plugins as readonly string[]).includes(plugin),
  );
  const isNew = (one: ComparedCell): boolean => !cells.some((known) => isSame(known, one));
  const add = (one: ComparedCell): void => set([...cells, one]);
  const having = new Set(tags.find(({ tag }) => tag === cell.tag)?.runs);
  const ofRuns = names
    .filter((run) => having.has(run))
    .map((run) => ({ ...cell, run }))
    .filter(isNew);
  const ofTags = tags
    .filter((entry: TagEntry) => entry.runs.includes(cell.run))
    .map(({ tag }) => ({ ...cell, tag }))
    .filter(isNew);
  const before = stepBefore === null ? null : { ...cell, step: stepBefore };
  return (
    <>
      {before && isNew(before) && (
        <button type="button" className="menu-item" data-closes onClick={() => add(before)}>
          The step before, {formatCount(before.step)}
        </button>
      )}
      {ofRuns.length > 0 && <p className="menu-note">The same picture of</p>}
      {ofRuns.map((one) => (
        <button key={one.run} type="button" className="menu-item" data-closes onClick={() => add(one)}>
          <RunMark run={one.run} />
          <span>{one.run}</span>
        </button>
      ))}
      {ofTags.length > 0 && <p className="menu-note">Of {cell.run}</p>}
      {ofTags.map((one) => (
        <button key={one.tag} type="button" className="menu-item" data-closes onClick={() => add(one)}>
          <span>{one.tag}</span>
        </button>
      ))}
    </>
  );
}
