// The colour of the one curve that stands for all shown runs, while the charts draw them so: it is that of each of them in the list.
import { create } from "zustand";

export const useCurveColor = create<{ readonly colorOfAll: string | null }>(() => ({ colorOfAll: null }));
