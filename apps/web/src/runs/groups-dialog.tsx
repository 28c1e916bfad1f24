// How runs get their colours: each its own, or by groups, which are shown as they would be before they are taken.
import type { RunName } from "@runboard/contract";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState, type CSSProperties } from "react";
import { useChangeBoard } from "../url/change-view.ts";
import { useTheme } from "../ui/theme.ts";
import { formatCount, formatCounted } from "../ui/format.ts";
import { Icon } from "../ui/icons.tsx";
import { hparamNames } from "./run-columns.ts";
import { groupColorSlots, runColor, spreadColors } from "./run-colors.ts";
import {
  decodeGrouping,
  encodeGrouping,
  groupNames,
  groupsOf,
  regexProblem,
  type Grouping,
  type RunGroup,
} from "./run-groups.ts";
import { closeRunPanel } from "./run-panel.ts";
import { useHparams, useRunListScope, type Hparams } from "./run-scope.tsx";

const root = getRouteApi("__root__");
const MOST_GROUPS = 100;
/** TensorBoard shows as many of each group. */
const RUNS_PER_GROUP = 5;

export function GroupsDialog({ isForCurves }: { readonly isForCurves: boolean }) {
  const text = root.useSearch({ select: (search) => search.runColorGroup });
  const [draft, setDraft] = useState(() => decodeGrouping(text));
  const changeView = useChangeBoard();
  const hparams = useHparams(true);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const problem = draft.kind === "regex" ? regexProblem(draft.source) : null;
  const isReady = problem === null && !(draft.kind === "regex" && draft.source === "");
  return (
    <dialog
      ref={dialog}
      className="groups-dialog"
      aria-labelledby="groups-title"
      onClose={closeRunPanel}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close();
      }}
    >
      <form
        className="groups-content"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          changeView({ runColorGroup: encodeGrouping(draft) });
          dialog.current?.close();
        }}
      >
        <div className="panel-head">
          <h2 id="groups-title">{isForCurves ? "Group runs by" : "Colours of the runs"}</h2>
          <button
            type="button"
            className="icon-button"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </div>
        <KindChoice draft={draft} onChange={setDraft} hparams={hparams} isForCurves={isForCurves} />
        <GroupingFields draft={draft} problem={problem} onChange={setDraft} hparams={hparams} />
        {draft.kind === "run"
          ? !isForCurves && <SpreadAgain />
          : isReady && <Preview grouping={draft} hparams={hparams} />}
        <div className="groups-end">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={!isReady}>
            {isForCurves ? "Use these groups" : "Use these colours"}
          </button>
        </div>
      </form>
    </dialog>
  );
}

interface DraftProps {
  readonly draft: Grouping;
  readonly onChange: (grouping: Grouping) => void;
  readonly hparams: Hparams;
}

interface KindChoiceProps extends DraftProps {
  readonly isForCurves: boolean;
}

function KindChoice({ draft, onChange, hparams, isForCurves }: KindChoiceProps) {
  const names = useHparamNames(hparams);
  const kinds: readonly { readonly title: string; readonly grouping: Grouping }[] = [
    { title: isForCurves ? "All as one" : "Each run its own", grouping: { kind: "run" } },
    { title: "By folder", grouping: { kind: "folder", depth: 1 } },
    { title: "By expression", grouping: { kind: "regex", source: "" } },
    ...(names[0] === undefined
      ? []
      : [{ title: "By hyperparameter", grouping: { kind: "hparam", name: names[0] } } as const]),
  ];
  return (
    <div
      className="segments groups-kinds"
      role="radiogroup"
      aria-label={isForCurves ? "What makes a group" : "What gives the colour"}
    >
      {kinds.map(({ title, grouping }) => (
        <label key={grouping.kind}>
          <input
            type="radio"
            name="group-kind"
            checked={grouping.kind === draft.kind}
            onChange={() => onChange(grouping)}
          />
          <span>{title}</span>
        </label>
      ))}
    </div>
  );
}

function GroupingFields({
  draft,
  onChange,
  hparams,
  problem,
}: DraftProps & { readonly problem: string | null }) {
  const names = useHparamNames(hparams);
  switch (draft.kind) {
    case "run":
      return null;
    case "folder":
      return (
        <label className="groups-field">
          Folders of the path that make a group
          <input
            type="number"
            min={1}
            max={99}
            value={draft.depth}
            onChange={({ target }) => {
              const depth = target.valueAsNumber;
              if (Number.isInteger(depth) && depth >= 1 && depth <= 99) onChange({ kind: "folder", depth });
            }}
          />
        </label>
      );
    case "regex":
      return (
        <label className="groups-field">
          What its parentheses capture makes a group
          <input
            type="text"
            spellCheck={false}
            autoComplete="off"
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : "group-problem"}
            placeholder="lr_([^/]+)"
            value={draft.source}
            onChange={({ target }) => onChange({ kind: "regex", source: target.value })}
          />
          {problem !== null && (
            <span id="group-problem" className="groups-problem" role="alert">
              Not a regular expression: {problem.toLowerCase()}
            </span>
          )}
        </label>
      );
    case "hparam":
      return (
        <label className="groups-field">
          Hyperparameter
          <select
            value={draft.name}
            onChange={({ target }) => onChange({ kind: "hparam", name: target.value })}
          >
            {[...new Set([...names, draft.name])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      );
  }
}

function Preview({ grouping, hparams }: { readonly grouping: Grouping; readonly hparams: Hparams }) {
  const { allNames, matching } = useRunListScope();
  const theme = useTheme();
  const groups = useMemo((): readonly RunGroup[] => {
    const names = groupNames(allNames, grouping, (run) => hparams.get(run));
    if (!names) return [];
    const slots = groupColorSlots(encodeGrouping(grouping), names.names);
    return groupsOf(matching, names, (name) => runColor(slots, name, theme).color);
  }, [allNames, matching, grouping, hparams, theme]);
  const groupedCount = groups.reduce((sum, { runs }) => sum + runs.length, 0);
  const restCount = matching.length - groupedCount;
  return (
    <section className="groups-preview" aria-label="Groups" aria-live="polite">
      <p className="panel-note">
        {groups.length === 0
          ? "No run belongs to a group."
          : `${formatCounted(groups.length, "group")} of ${formatCounted(groupedCount, "run")}.`}
        {restCount > 0 && ` ${formatCounted(restCount, "run")} without a group, drawn in grey.`}
      </p>
      <ul>
        {groups.slice(0, MOST_GROUPS).map((group) => (
          <GroupItem key={group.name} group={group} />
        ))}
      </ul>
      {groups.length > MOST_GROUPS && (
        <p className="panel-note">and {formatCount(groups.length - MOST_GROUPS)} more groups</p>
      )}
    </section>
  );
}

function GroupItem({ group: { name, runs, color } }: { readonly group: RunGroup }) {
  const more = runs.length - RUNS_PER_GROUP;
  return (
    <li>
      <span className="group-swatch" style={{ "--run-color": color } as CSSProperties} />
      <span className="group-name">{name}</span>
      <span className="group-count">{formatCount(runs.length)}</span>
      <span className="group-runs">
        {runs.slice(0, RUNS_PER_GROUP).join(" · ")}
        {more > 0 && ` · and ${formatCount(more)} more`}
      </span>
    </li>
  );
}

function SpreadAgain() {
  const { logdir, allNames, names, shown } = useRunListScope();
  const [isDone, setIsDone] = useState(false);
  const spread = (): void => {
    const first = names.filter((run) => shown.has(run));
    const others: readonly RunName[] = allNames.filter((run) => !shown.has(run));
    spreadColors(logdir, first, others);
    setIsDone(true);
  };
  return (
    <section className="groups-spread">
      <p>
        Every run keeps the colour that it was given, whatever runs come and go. When what is shown has
        colours that are hard to tell apart, they can be given out again.
      </p>
      <button type="button" className="button" disabled={shown.size === 0} onClick={spread}>
        <Icon name={isDone ? "check" : "palette"} />
        Spread the clearest colours over the {formatCounted(shown.size, "shown run")}
      </button>
    </section>
  );
}

function useHparamNames(hparams: Hparams): readonly string[] {
  return useMemo(() => hparamNames(hparams.values()).all, [hparams]);
}
