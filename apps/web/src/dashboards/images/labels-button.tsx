// Which tag's pictures are laid over those of others as labels.
import { kinds, type Tag } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { tagsQuery } from "../../data/queries.ts";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { imagesSearch } from "./search.ts";

export function LabelsButton() {
  const { labels, labelOpacity } = imagesSearch.useSearch();
  const change = imagesSearch.useChange();
  const { data } = useQuery(tagsQuery("blob_sequence"));
  const plugins: readonly string[] = kinds.images.plugins;
  const tags = (data?.tags ?? []).flatMap(({ tag, plugin }) => (plugins.includes(plugin) ? [tag] : []));
  const isMarked = labels !== "";
  return (
    <PopoverButton
      label={isMarked ? `Labels: ${labels} lies over the pictures` : "Labels: lay a tag over the others"}
      button={
        <>
          <Icon name="layers" />
          <span className="toolbar-word">Labels</span>
        </>
      }
      buttonClass="toolbar-button"
      panelClass="images-light"
      isMarked={isMarked}
    >
      <label className="images-light-choice">
        <span>Labels</span>
        <select
          className="select"
          value={labels}
          onChange={({ target }) => change({ labels: target.value }, { isReplacing: true })}
        >
          <option value="">none</option>
          {(tags.includes(labels as Tag) || labels === "" ? tags : [...tags, labels as Tag]).map((tag) => (
            <option key={tag}>{tag}</option>
          ))}
        </select>
      </label>
      <label className="images-light-field">
        <span>Opacity</span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.05}
          value={labelOpacity}
          aria-valuetext={`${Math.round(100 * labelOpacity)} %`}
          onChange={({ target }) => change({ labelOpacity: target.valueAsNumber }, { isReplacing: true })}
        />
        <output>{Math.round(100 * labelOpacity)} %</output>
      </label>
      <p className="images-light-note">
        Pictures of few values lie over those of the same run, step and size, a colour for each value; 0 is
        left clear.
      </p>
    </PopoverButton>
  );
}
