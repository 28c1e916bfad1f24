// Draws one picture into an element, in whole pixels where there is room for them, and the next one in its place when it has come.
import type { MountChart } from "@runboard/charts";
import { tellPending } from "../../ui/pending.ts";
import { pictures, type Picture } from "./pictures.ts";
import type { ToneScale } from "./values/tone.ts";

/** Pictures that are looked at and not there yet. */
let awaitedCount = 0;

tellPending(() => awaitedCount > 0);

export interface PictureViewProps {
  /** See values/tone-key.ts. */
  readonly id: string;
  /** Read aloud in its place. */
  readonly label: string;
  readonly size: "fit" | "actual";
  /** In CSS; empty for none. */
  readonly filter: string;
  /** Over the picture of this name, of the same size; null for none. */
  readonly over: { readonly id: string; readonly bitmap: ImageBitmap; readonly opacity: number } | null;
  /** What became of what was asked for last. */
  readonly onState: (state: PictureState) => void;
}

interface Room {
  readonly width: number;
  readonly height: number;
}

interface Shown {
  readonly id: string;
  readonly element: HTMLCanvasElement | HTMLImageElement;
  readonly picture: Picture;
}

export type PictureState =
  | {
      readonly kind: "shown";
      readonly width: number;
      readonly height: number;
      /** null: as it was logged. */
      readonly scale: ToneScale | null;
      readonly isFirstOfMoving: boolean;
    }
  | { readonly kind: "failed"; readonly reason: string };

export const mountPicture: MountChart<PictureViewProps> = (container, props) => {
  let latest = props;
  let shown: Shown | null = null;
  const over = new OverPicture(container);
  let stop = new AbortController();
  /** Null until it was observed: to ask the element each time lays the page out each time. */
  let room: Room | null = null;

  const place = (): void => {
    if (!shown) return;
    const { element, picture } = shown;
    const scale =
      latest.size === "actual"
        ? 1
        : wholeScale(picture, room ?? { width: container.clientWidth, height: container.clientHeight });
    Object.assign(element.style, {
      width: `${picture.width * scale}px`,
      height: `${picture.height * scale}px`,
      imageRendering: scale >= 1 ? "pixelated" : "auto",
      filter: latest.filter,
    });
    element.setAttribute("aria-label", latest.label);
    over.place(latest.over, shown);
  };
  const draw = (picture: Picture, id = latest.id): void => {
    const element = elementOf(picture, latest.size, shown?.element);
    if (element !== shown?.element) container.replaceChildren(element);
    shown = { id, element, picture };
    place();
    const { width, height } = picture;
    const light =
      picture.kind === "still"
        ? { scale: picture.scale, isFirstOfMoving: picture.isFirstOfMoving }
        : { scale: null, isFirstOfMoving: false };
    latest.onState({ kind: "shown", width, height, ...light });
  };
  const show = (): void => {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    const { id } = latest;
    const known = pictures.peek(id);
    if (known) {
      draw(known);
      return;
    }
    awaitedCount += 1;
    // The one before stays until then.
    void pictures
      .get(id, signal)
      .then(
        (picture) => draw(picture, id),
        (error: unknown) => {
          if (signal.aborted) return;
          shown = null;
          container.replaceChildren();
          latest.onState({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
        },
      )
      .finally(() => {
        awaitedCount -= 1;
      });
  };
  const sizes = new ResizeObserver(([entry]) => {
    room = entry?.contentRect ?? room;
    place();
  });
  sizes.observe(container);
  show();
  return {
    update(next) {
      const isOther = next.id !== latest.id || next.size !== latest.size;
      latest = next;
      if (isOther) show();
      else place();
    },
    dispose() {
      stop.abort();
      sizes.disconnect();
      container.replaceChildren();
    },
  };
};

/** What lies over the picture that is shown: that of one picture is never seen over another. */
class OverPicture {
  readonly #container: HTMLElement;
  readonly #canvas = document.createElement("canvas");
  #drawn: ImageBitmap | null = null;

  constructor(container: HTMLElement) {
    this.#container = container;
    this.#canvas.className = "picture-over";
    this.#canvas.setAttribute("aria-hidden", "true");
  }

  place(over: PictureViewProps["over"], shown: Shown): void {
    if (over?.id !== shown.id || over.bitmap.width === 0) {
      this.#canvas.remove();
      this.#drawn = null;
      return;
    }
    if (this.#drawn !== over.bitmap) {
      this.#canvas.width = over.bitmap.width;
      this.#canvas.height = over.bitmap.height;
      this.#canvas.getContext("2d")?.drawImage(over.bitmap, 0, 0);
      this.#drawn = over.bitmap;
    }
    const { width, height, imageRendering } = shown.element.style;
    Object.assign(this.#canvas.style, { width, height, imageRendering, opacity: over.opacity });
    if (!this.#canvas.isConnected) this.#container.append(this.#canvas);
  }
}

/** As many whole pixels for each of the picture's as there is room for; less than one where it is larger. */
function wholeScale({ width, height }: Picture, room: Room): number {
  const scale = Math.min(room.width / width, room.height / height);
  return scale >= 1 ? Math.floor(scale) : scale;
}

function elementOf(
  picture: Picture,
  size: PictureViewProps["size"],
  before: HTMLElement | undefined,
): HTMLCanvasElement | HTMLImageElement {
  if (picture.kind === "moving") {
    const image = before instanceof HTMLImageElement ? before : new Image();
    image.src = picture.url;
    image.alt = "";
    return image;
  }
  const canvas = before instanceof HTMLCanvasElement ? before : document.createElement("canvas");
  canvas.setAttribute("role", "img");
  // Setting a size clears.
  const drawn = (size === "fit" ? picture.reduced : null) ?? picture.bitmap;
  canvas.width = drawn.width;
  canvas.height = drawn.height;
  canvas.getContext("2d")?.drawImage(drawn, 0, 0);
  return canvas;
}
