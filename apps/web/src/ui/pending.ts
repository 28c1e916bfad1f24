// What is on its way to the screen, as each part of the page that has something under way tells.
const questions = new Set<() => boolean>();

/** Asked whenever somebody wants to know whether the page has come to rest. */
export function tellPending(isPending: () => boolean): void {
  questions.add(isPending);
}

export function isAnythingPending(): boolean {
  return [...questions].some((isPending) => isPending());
}
