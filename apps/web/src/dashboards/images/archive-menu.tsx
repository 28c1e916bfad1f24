// Pictures to be saved, many at once: the server writes them into an archive as the browser takes it.
import { kinds, type RunName, type Tag } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { usePageStep } from "../../cards/page-step.ts";
import { visibleTags } from "../../cards/visible-tags.ts";
import { api } from "../../data/api.ts";
import { tagsQuery } from "../../data/queries.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { compileFilter } from "../../ui/filter.ts";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { imagesSearch } from "./search.ts";

const [plugin] = kinds.images.plugins;

export function ArchiveMenu() {
  return (
    <PopoverButton
      label="Save pictures as a zip archive"
      button={
        <>
          <Icon name="download" />
          <span className="toolbar-word">Save</span>
        </>
      }
      buttonClass="toolbar-button"
      panelClass="menu archive-menu"
    >
      <ArchiveLinks />
    </PopoverButton>
  );
}

/** More tags are found by the filter. */
const MOST_TAGS = 20;

function ArchiveLinks() {
  const { tagFilter } = imagesSearch.useSearch();
  const step = usePageStep() ?? "newest";
  const { data } = useQuery(tagsQuery("blob_sequence"));
  const { shown, allNames } = useRunScope();
  const plugins: readonly string[] = kinds.images.plugins;
  const ofKind = (data?.tags ?? []).filter((entry) => plugins.includes(entry.plugin));
  const visible = visibleTags(ofKind, shown, compileFilter(tagFilter));
  const tags =
    visible.kind === "groups" ? visible.groups.flatMap(({ entries }) => entries.map(({ tag }) => tag)) : [];
  if (tags.length === 0) return <p className="menu-note">No picture is shown.</p>;
  const selection = {
    plugin,
    // All need no naming: an address has room for so many only.
    ...(shown.size < allNames.length && { runs: [...shown] }),
    ...(tags.length < ofKind.length && { tags }),
  };
  const ofStep = step === "newest" ? "the newest step" : `step ${formatCount(step)}`;
  return (
    <>
      <p className="menu-note">
        {formatCounted(tags.length, "tag")} of {formatCounted(shown.size, "run")}, as zip
      </p>
      <ArchiveLink url={api.archiveUrl({ ...selection, step })} text={`All of ${ofStep}`} />
      <ArchiveLink url={api.archiveUrl(selection)} text="All of every step" />
      {tags.length > 1 && <p className="menu-note">One tag of all shown runs, {ofStep}</p>}
      {tags.length > 1 &&
        tags
          .slice(0, MOST_TAGS)
          .map((tag) => (
            <ArchiveLink key={tag} url={api.archiveUrl({ ...selection, tags: [tag], step })} text={tag} />
          ))}
      {tags.length > MOST_TAGS && (
        <p className="menu-note">{formatCounted(tags.length - MOST_TAGS, "more tag")}: filter them</p>
      )}
    </>
  );
}

function ArchiveLink({ url, text }: { readonly url: string; readonly text: string }) {
  return (
    // The server tells the file's name.
    <a className="menu-item" href={url} download data-closes>
      <span>{text}</span>
    </a>
  );
}

/** Every step of one run and tag. */
export function StripLink({ run, tag }: { readonly run: RunName; readonly tag: Tag }) {
  return (
    <a
      className="icon-button"
      href={api.archiveUrl({ plugin, runs: [run], tags: [tag] })}
      download
      aria-label={`Save every step of ${tag} of ${run} as zip`}
      data-tip="Save every step as zip"
    >
      <Icon name="download" />
    </a>
  );
}
