// What stands above the cards on paper: whose lines they are, and what is missing.
import { RunLegend } from "../runs/run-legend.tsx";
import { usePrinting } from "../ui/printing.ts";
import { formatCounted } from "../ui/format.ts";

export function PaperHead() {
  const { isLaidOut, missingCount } = usePrinting();
  if (!isLaidOut) return null;
  return (
    <div className="paper-head">
      {missingCount > 0 && (
        <p>
          {formatCounted(missingCount, "card")} of this page {missingCount === 1 ? "is" : "are"} printed
          without {missingCount === 1 ? "its" : "their"} content, which had not been drawn yet. Ctrl-P on the
          page draws all of them first.
        </p>
      )}
      <RunLegend />
    </div>
  );
}
