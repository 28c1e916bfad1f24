// What else was logged, where a dashboard has nothing to show of its own kind: a sentence for each kind.
import { kindIds, type KindId } from "@runboard/contract";
import { useKindCounts } from "../data/use-kind-counts.ts";
import { loggedSentence } from "./logged-text.ts";

export function LoggedKinds({ except }: { readonly except: KindId }) {
  const { counts } = useKindCounts();
  const others = kindIds.flatMap((id) => {
    const count = id === except ? undefined : counts?.get(id);
    return count ? [{ id, count }] : [];
  });
  if (others.length === 0) return null;
  return (
    <>
      <ul className="logged-kinds" aria-label="What was logged instead">
        {others.map(({ id, count }) => (
          <li key={id}>{loggedSentence(id, count)}</li>
        ))}
      </ul>
      <p>
        Kinds with a tab at the top are shown there; “…” beside the tabs says what to do about the others.
      </p>
    </>
  );
}
