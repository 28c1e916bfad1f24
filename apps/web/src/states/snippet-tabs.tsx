// How to log a kind of data: one tab for each library.
import { useId, useState } from "react";
import { kinds, type KindId } from "@runboard/contract";
import { CopyButton } from "../ui/copy-button.tsx";
import { snippetsOf } from "./snippets.ts";

export interface SnippetTabsProps {
  readonly kind: KindId;
  readonly logdir: string;
}

export function SnippetTabs({ kind, logdir }: SnippetTabsProps) {
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const snippets = snippetsOf(kind, logdir);
  const text = snippets[chosen]?.code ?? "";
  const move = (step: number): void => {
    const next = (chosen + step + snippets.length) % snippets.length;
    setChosen(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <div className="how-to-log">
      <div className="tabs" role="tablist" aria-label={`How to log: ${kinds[kind].title}`}>
        {snippets.map(({ title }, index) => (
          <button
            key={title}
            type="button"
            role="tab"
            id={`${id}-${index}`}
            aria-selected={index === chosen}
            aria-controls={`${id}-code`}
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => setChosen(index)}
            onKeyDown={(event) => {
              if (event.key === "ArrowRight") move(1);
              if (event.key === "ArrowLeft") move(-1);
            }}
          >
            {title}
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
