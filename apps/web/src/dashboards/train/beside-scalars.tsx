// What runs logged beside scalars, and where that is shown.
import { dashboardIds, dashboards, kindIds, kinds, type KindId, type RunName } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { otherKindsQuery } from "../../data/queries.ts";
import { onlyRuns } from "../../runs/selection.ts";

/** Those of hyper-parameters are columns of the list of runs. */
const elsewhere: ReadonlySet<KindId> = new Set(["scalars", "hparams"]);

interface BesideScalarsProps {
  readonly runs: readonly RunName[];
}

/** Nothing where they logged nothing else, or that is not known yet. */
export function BesideScalars({ runs }: BesideScalarsProps) {
  const { data } = useQuery(otherKindsQuery);
  const logged = kindIds.filter(
    (kind) => !elsewhere.has(kind) && runs.some((run) => data?.byRun.get(run)?.has(kind) === true),
  );
  if (logged.length === 0) return null;
  const shown = logged.flatMap((kind) => {
    const dashboard = dashboardIds.find((id) => dashboards[id].kinds.includes(kind));
    return dashboard ? [{ kind, dashboard }] : [];
  });
  const hidden = logged.filter((kind) => !shown.some((one) => one.kind === kind));
  return (
    <p className="beside-scalars">
      Beside scalars:{" "}
      {shown.map(({ kind, dashboard }, index) => (
        <Fragment key={kind}>
          {index > 0 && ", "}
          <Link to={`/${dashboard}`} search={onlyRuns(runs)}>
            {kinds[kind].title}
          </Link>
        </Fragment>
      ))}
      {shown.length > 0 && hidden.length > 0 && "; "}
      {hidden.length > 0 && `${titlesOf(hidden)}, in the log directory and not shown here yet`}
    </p>
  );
}

function titlesOf(ids: readonly KindId[]): string {
  return ids.map((id) => kinds[id].title).join(", ");
}
