// Which view a controlled chart shows while the view it asked for is on its way back through the props.
import { isSameView, type View } from "./view.ts";

/** How long a view is shown that was asked for and not given. */
const settleMillis = 600;
const mostEchoes = 100;

/**
 * Shows what the props say, except that a view asked for is shown at once and stays until the props had time to follow:
 * props that lag behind a drag or a wheel bring back views already left, and must not pull the chart back.
 */
export class ShownView {
  readonly #onSettle: () => void;
  #given: View;
  #shown: View;
  /** Views asked for since the props last agreed. */
  #asked: View[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** `onSettle` is called when the shown view has fallen back to the given one. */
  constructor(given: View, onSettle: () => void) {
    this.#given = given;
    this.#shown = given;
    this.#onSettle = onSettle;
  }

  get shown(): View {
    return this.#shown;
  }

  /** A gesture wants this view. */
  ask(view: View): void {
    this.#shown = view;
    if (this.#asked.length < mostEchoes) this.#asked.push(view);
    this.#restartTimer();
  }

  /** The props give this view. Returns whether the shown view changed. */
  give(view: View): boolean {
    if (isSameView(view, this.#given)) return false;
    this.#given = view;
    if (isSameView(view, this.#shown) || this.#asked.some((asked) => isSameView(asked, view))) return false;
    this.#fallBack();
    return true;
  }

  dispose(): void {
    this.#stopTimer();
  }

  #fallBack(): void {
    this.#stopTimer();
    this.#asked = [];
    this.#shown = this.#given;
  }

  #restartTimer(): void {
    this.#stopTimer();
    this.#timer = setTimeout(() => {
      const isRefused = !isSameView(this.#shown, this.#given);
      this.#fallBack();
      if (isRefused) this.#onSettle();
    }, settleMillis);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
