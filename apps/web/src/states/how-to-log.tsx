// How to log scalars, for those who have none yet.
import { useId, useState } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import { snippets, type SnippetId } from "./snippets.ts";

export function HowToLog({ logdir }: { readonly logdir: string }) {
  const [chosen, setChosen] = useState<SnippetId>("pytorch");
  const id = useId();
  const text = snippets[chosen].code(logdir);
  return (
    <div className="how-to-log">
      <div className="tabs" role="tablist" aria-label="How to log scalars">
        {(Object.keys(snippets) as SnippetId[]).map((snippet) => (
          <button
            key={snippet}
            type="button"
            role="tab"
            id={`${id}-${snippet}`}
            aria-selected={snippet === chosen}
            aria-controls={`${id}-code`}
            tabIndex={snippet === chosen ? 0 : -1}
            onClick={() => setChosen(snippet)}
            onKeyDown={(event) => {
              const next = neighbour(snippet, event.key);
              if (!next) return;
              setChosen(next);
              document.getElementById(`${id}-${next}`)?.focus();
            }}
          >
            {snippets[snippet].title}
          </button>
        ))}
      </div>
      <div className="snippet" role="tabpanel" id={`${id}-code`} aria-labelledby={`${id}-${chosen}`}>
        <pre tabIndex={0}>{text}</pre>
        <CopyButton label="Copy" text={() => text} />
      </div>
    </div>
  );
}

function neighbour(snippet: SnippetId, key: string): SnippetId | undefined {
  const ids = Object.keys(snippets) as SnippetId[];
  const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  return step === 0 ? undefined : ids[(ids.indexOf(snippet) + step + ids.length) % ids.length];
}
