// Behind "…": the kinds of data that no tab shows. What the logs hold of them, and how to log those that they do not.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { dashboardOfKind } from "./dashboards.ts";
import { kindIds, kinds, type KindId } from "@runboard/contract";
import type { KindCount, KindCounts } from "../data/kinds.ts";
import { statusQuery } from "../data/queries.ts";
import { loggedSentence } from "../states/logged-text.ts";
import { SnippetTabs } from "../states/snippet-tabs.tsx";
import { sentenceOf } from "../states/snippets.ts";
import { makeRoomForDashboard } from "../runs/sidebar-room.ts";

export interface OtherKindsProps {
  /** Null while the tags are on their way. */
  readonly counts: KindCounts | null;
  /** Kinds that have a tab at the moment. */
  readonly tabbed: ReadonlySet<KindId>;
}

export function OtherKinds({ counts, tabbed }: OtherKindsProps) {
  const { data: status } = useQuery(statusQuery);
  const logdir = status?.logdir ?? "runs";
  if (!counts)
    return (
      <p className="menu-note" role="status">
        Looking at what was logged…
      </p>
    );
  const others = kindIds.filter((id) => !tabbed.has(id));
  const logged = others.flatMap((id) => {
    const count = counts.get(id);
    return count ? [{ id, count }] : [];
  });
  const absent = others.filter((id) => !counts.has(id));
  return (
    <>
      {logged.length > 0 && <Logged kinds={logged} logdir={logdir} />}
      {absent.length > 0 && (
        <>
          <h3>Not logged yet: how to</h3>
          <ul className="kinds">
            {absent.map((id) => (
              <li key={id}>
                <Absent id={id} logdir={logdir} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

interface LoggedProps {
  readonly kinds: readonly { readonly id: KindId; readonly count: KindCount }[];
  readonly logdir: string;
}

function Logged({ kinds: logged, logdir }: LoggedProps) {
  return (
    <>
      <h3>In these logs</h3>
      <ul className="kinds">
        {logged.map(({ id, count }) => (
          <li key={id} className="kind-logged">
            <b>{kinds[id].title}</b>
            <span>{loggedSentence(id, count)}</span>
          </li>
        ))}
      </ul>
      <p className="menu-note">
        This version of Runboard does not show {logged.length === 1 ? "it" : "them"} yet. TensorBoard on the
        same directory does: <code className="path">tensorboard --logdir {logdir}</code>
      </p>
    </>
  );
}

function Absent({ id, logdir }: { readonly id: KindId; readonly logdir: string }) {
  const dashboard = dashboardOfKind(id);
  return (
    <details name="kind">
      <summary>
        <b>{kinds[id].title}</b>
        <span>{sentenceOf(id)}</span>
      </summary>
      {dashboard && (
        <Link to={`/${dashboard}`} search={(search) => search} data-closes="" onClick={makeRoomForDashboard}>
          Open {kinds[id].title} all the same
        </Link>
      )}
      <SnippetTabs kind={id} logdir={logdir} />
    </details>
  );
}
