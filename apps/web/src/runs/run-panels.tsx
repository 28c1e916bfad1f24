// The panels over the list of runs, loaded when the first of them opens.
import { assertNever } from "../ui/assert-never.ts";
import { ColorPanel } from "./color-panel.tsx";
import { ColumnPanel } from "./column-panel.tsx";
import { FindingsPanel } from "./findings-panel.tsx";
import { GroupsDialog } from "./groups-dialog.tsx";
import { HiddenPanel } from "./hidden-panel.tsx";
import { RunMenu } from "./run-menu.tsx";
import type { OpenRunPanel } from "./run-panel.ts";
import { SortPanel } from "./sort-panel.tsx";

export function RunPanelHost({ open }: { readonly open: OpenRunPanel }) {
  const { panel, anchor } = open;
  switch (panel.kind) {
    case "menu":
      return <RunMenu key={panel.path} panel={panel} anchor={anchor} />;
    case "color":
      return <ColorPanel key={panel.run} run={panel.run} anchor={anchor} />;
    case "findings":
      return <FindingsPanel key={panel.run} run={panel.run} anchor={anchor} />;
    case "sort":
      return <SortPanel anchor={anchor} />;
    case "columns":
      return <ColumnPanel anchor={anchor} />;
    case "hidden":
      return <HiddenPanel anchor={anchor} />;
    case "groups":
      return <GroupsDialog isForCurves={panel.isForCurves ?? false} />;
    default:
      return assertNever(panel);
  }
}
