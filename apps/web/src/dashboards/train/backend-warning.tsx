// Why trainings are slow here, and what to do about it; commands in it stand between backticks.
import { Fragment } from "react";

export function BackendWarning({ warning }: { readonly warning: string }) {
  return warning
    .split("`")
    .map((part, index) =>
      index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>,
    );
}

/** The first command in it; null when there is none. */
export function commandIn(warning: string): string | null {
  return warning.split("`")[1] ?? null;
}
