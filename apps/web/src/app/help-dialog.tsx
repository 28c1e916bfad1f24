// Every key and gesture that there is. Keys come from where they are handled (ui/keys.ts), so that the list cannot be wrong about them.
import { useState } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { keyLines, keySections, type KeyLine, type KeySection } from "../ui/keys.ts";

/** What the pointer does, and the keys of what holds the focus. */
const gestures: readonly Section[] = [
  {
    title: "Charts",
    lines: [
      gesture("zoom to a range", ["drag"]),
      gesture("pan", ["shift", "drag"]),
      gesture("zoom at the pointer", ["ctrl", "wheel"]),
      gesture("fit to the data", ["double-click"]),
      gesture("mark a line's run in every chart", ["click"]),
      gesture("show only that run", ["alt", "click"]),
      gesture("move the crosshair of a focused chart", ["←"], ["→"]),
    ],
  },
  {
    title: "Runs",
    lines: [
      gesture("show or hide", ["click"], ["space"]),
      gesture("show only this, then all again", ["alt", "click"], ["alt", "enter"]),
      gesture("move", ["↑"], ["↓"]),
      gesture("close or open a folder", ["←"], ["→"]),
    ],
  },
];

interface Section {
  readonly title: string;
  readonly lines: readonly KeyLine[];
}

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const [sections] = useState(allSections);
  return (
    <Dialog title="Keys and gestures" className="help" onClose={onClose}>
      <div className="help-sections">
        {sections.map(({ title, lines }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {lines.map((line) => (
                <Line key={line.meaning} line={line} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Line({ line: { alternatives, meaning } }: { readonly line: KeyLine }) {
  return (
    <div>
      <dt>
        {alternatives.map((caps) => (
          <span key={caps.join()} className="key-caps">
            {caps.map((cap) => (
              <kbd key={cap}>{cap}</kbd>
            ))}
          </span>
        ))}
      </dt>
      <dd>{meaning}</dd>
    </div>
  );
}

function allSections(): readonly Section[] {
  const lines = keyLines();
  const ofKeys = (Object.keys(keySections) as KeySection[]).flatMap((section) => {
    const known = lines.get(section);
    return known ? [{ title: keySections[section], lines: known }] : [];
  });
  const [charts, ...others] = gestures;
  return [...(charts ? [charts] : []), ...ofKeys, ...others];
}

function gesture(meaning: string, ...alternatives: readonly (readonly string[])[]): KeyLine {
  return { meaning, alternatives };
}
