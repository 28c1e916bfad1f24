// What runs logged beside scalars, and where that is shown.
import {
  dashboardIds,
  dashboards,
  kindIds,
  kinds,
  MAX_EMBEDDING_RUNS,
  type KindId,
  type RunName,
} from "@runboard/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { api } from "../../data/api.ts";
import { fingerprint } from "../../data/fingerprint.ts";
import { inTurn } from "../../data/in-turn.ts";
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
  const { data: embeddingCount = 0 } = useQuery(embeddingCountQuery(runs));
  const logged = kindIds.filter(
    (kind) => !elsewhere.has(kind) && runs.some((run) => data?.byRun.get(run)?.has(kind) === true),
  );
  if (logged.length === 0 && embeddingCount === 0) return null;
  const shown = logged.flatMap((kind) => {
    const dashboard = dashboardIds.find((id) => dashboards[id].kinds.includes(kind));
    return dashboard ? [{ kind, dashboard }] : [];
  });
  const hidden = [
    ...logged.filter((kind) => !shown.some((one) => one.kind === kind)).map((kind) => kinds[kind].title),
    ...(embeddingCount > 0 ? ["Embeddings"] : []),
  ];
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
      {hidden.length > 0 && `${hidden.join(", ")}, in the log directory and not shown here yet`}
    </p>
  );
}

/** Of how many runs files say what a projector shows. */
function embeddingCountQuery(runs: readonly RunName[]) {
  const asked = runs.slice(0, MAX_EMBEDDING_RUNS);
  return queryOptions({
    queryKey: ["embeddings", fingerprint(asked)],
    queryFn: async ({ signal }) => {
      const found = await inTurn(() => api.embeddings(asked, { signal }), signal, "note");
      return found.runs.filter(({ embeddings }) => embeddings.length > 0).length;
    },
    meta: { runs: new Set(asked) },
  });
}
