// The dialogs of the whole page, at most one at a time.
import { late } from "../ui/late.tsx";
import { useDialog } from "./open-dialog.ts";

interface DialogProps {
  readonly onClose: () => void;
}

const HelpDialog = late<DialogProps>(async () => (await import("./help-dialog.tsx")).HelpDialog);
const SettingsDialog = late<DialogProps>(
  async () => (await import("../settings/settings-dialog.tsx")).SettingsDialog,
);

export function Dialogs() {
  const dialog = useDialog((state) => state.dialog);
  const close = (): void => useDialog.setState({ dialog: null });
  switch (dialog) {
    case "help":
      return <HelpDialog onClose={close} />;
    case "settings":
      return <SettingsDialog onClose={close} />;
    case null:
      return null;
  }
}
