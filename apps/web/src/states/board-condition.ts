// What the page is able to show: the board, or why not yet.
import type { Loading, Status } from "@runboard/contract";
import type { Connection } from "../data/live-state.ts";
import { assertNever } from "../ui/assert-never.ts";

export type BoardCondition =
  | { readonly kind: "board" }
  /** Nothing has answered yet. */
  | { readonly kind: "starting" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "missing"; readonly logdir: string }
  | { readonly kind: "unreadable"; readonly logdir: string }
  /** Reading has begun and found no run so far. */
  | { readonly kind: "loading"; readonly logdir: string; readonly loading: Loading }
  | { readonly kind: "empty"; readonly logdir: string; readonly loading: Loading };

/** `runCount` is null while the list of runs is not known. Runs that are known stay on the screen whatever happens to their directory. */
export function boardCondition(
  status: Status | undefined,
  runCount: number | null,
  connection: Connection,
): BoardCondition {
  if (!status || runCount === null)
    return { kind: connection.status === "lost" ? "unreachable" : "starting" };
  if (runCount > 0) return { kind: "board" };
  const { logdir, logdirState, loading } = status;
  switch (logdirState) {
    case "missing":
    case "unreadable":
      return { kind: logdirState, logdir };
    case "ok":
      return { kind: loading.phase === "ready" ? "empty" : "loading", logdir, loading };
    default:
      return assertNever(logdirState);
  }
}
