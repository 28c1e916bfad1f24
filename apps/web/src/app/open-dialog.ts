// Which dialog of the whole page is open.
import { create } from "zustand";

interface OpenDialog {
  readonly dialog: "help" | "settings" | null;
}

export const useDialog = create<OpenDialog>(() => ({ dialog: null }));
