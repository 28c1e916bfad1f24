// Says which runs a link names that are not here, and takes them out of the address.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { statusQuery } from "../data/queries.ts";
import { Icon } from "../ui/icons.tsx";
import { useChangeBoard } from "../url/change-view.ts";
import { missingOf, missingText } from "./missing-runs.ts";
import { useRunListScope } from "./run-scope.tsx";
import { encodeSelection } from "./selection.ts";

const root = getRouteApi("__root__");

export function MissingRunsNotice() {
  const { runs, baseline } = root.useSearch();
  const { allNames, selected } = useRunListScope();
  const changeView = useChangeBoard();
  // While it is being read, more may come.
  const { data: isRead } = useQuery({
    ...statusQuery,
    select: ({ loading }) => loading.phase === "ready",
  });
  if (isRead !== true || allNames.length === 0) return null;
  const isBaselineMissing = baseline !== "" && !allNames.some((run) => run === baseline);
  const missing = [...new Set([...missingOf(runs, allNames), ...(isBaselineMissing ? [baseline] : [])])];
  if (missing.length === 0) return null;
  const drop = (): void =>
    changeView({
      // With none of its runs left, the link says nothing of which to show.
      ...(missingOf(runs, allNames).length > 0 && {
        runs: selected.size === 0 ? "" : encodeSelection(selected, allNames),
      }),
      ...(isBaselineMissing && { baseline: "" }),
    });
  return <MissingNotice kind="Run" missing={missing} drop={drop} />;
}

interface MissingNoticeProps {
  readonly kind: "Run" | "Tag";
  readonly missing: readonly string[];
  /** Takes them out of the address. */
  readonly drop: () => void;
}

export function MissingNotice({ kind, missing, drop }: MissingNoticeProps) {
  return (
    <div className="missing-runs" role="status">
      <Icon name="warning" />
      <span data-tip={missing.join("\n")}>{missingText(missing, kind)}</span>
      <button type="button" className="link" onClick={drop}>
        {missing.length === 1 ? "Leave it out" : "Leave them out"}
      </button>
    </div>
  );
}
