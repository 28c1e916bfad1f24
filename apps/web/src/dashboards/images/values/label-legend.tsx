// Which colour stands for which value of labels, and how much of the picture has it.
import type { ShownLabels } from "../labels-over.ts";
import { shareText } from "../share-text.ts";
import { cssColor } from "./color-maps.ts";

export function LabelLegend({ labels: { values, problem } }: { readonly labels: ShownLabels }) {
  if (problem !== null)
    return (
      <p className="label-legend" role="status" data-tip={problem}>
        No labels: {problem}
      </p>
    );
  const all = values.map(({ text, share }) => `${text}: ${shareText(share)}`).join("\n");
  return (
    <ul className="label-legend" aria-label="Labels: value and share of pixels" data-tip={all}>
      {values.map(({ text, color, share, isClear }) => (
        <li key={text}>
          <span
            className="label-swatch"
            data-clear={isClear ? "" : undefined}
            style={isClear ? undefined : { background: cssColor(color) }}
          />
          <b>{text}</b> {shareText(share)}
        </li>
      ))}
    </ul>
  );
}
