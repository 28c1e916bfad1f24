// Every key and gesture that there is.
import { useEffect, useRef } from "react";
import { setBoard, useBoard } from "./board-store.ts";
import { Icon } from "./ui/icons.tsx";

const sections = [
  {
    title: "Charts",
    entries: [
      [["drag"], "zoom to a range"],
      [["shift", "drag"], "pan"],
      [["ctrl", "wheel"], "zoom at the pointer"],
      [["double-click"], "fit to the data"],
      [["click"], "mark a line's run in every chart"],
      [["alt", "click"], "show only that run"],
    ],
  },
  {
    title: "Chart under the pointer",
    entries: [
      [["f"], "full screen"],
      [["l"], "logarithmic y axis"],
      [["c"], "copy a link to it"],
    ],
  },
  {
    title: "Everywhere",
    entries: [
      [["/"], "filter runs"],
      [["t"], "filter tags"],
      [["s"], "smoothing"],
      [["["], "hide or show the runs"],
      [["Esc"], "undo the last zoom, unmark the run"],
      [["ctrl", "Z"], "undo the last change of view"],
      [["ctrl", "shift", "Z"], "redo it"],
      [["?"], "this list"],
    ],
  },
  {
    title: "Runs",
    entries: [
      [["click"], "show or hide"],
      [["alt", "click"], "show only this, then all again"],
      [["↑", "↓"], "move"],
      [["←", "→"], "close or open a folder"],
      [["space"], "show or hide"],
      [["alt", "enter"], "show only this"],
    ],
  },
] as const;

export function HelpDialog() {
  const isOpen = useBoard((state) => state.isHelpOpen);
  return isOpen ? <OpenHelp /> : null;
}

function OpenHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => setBoard({ isHelpOpen: false });
  return (
    <dialog
      ref={dialog}
      className="help"
      aria-labelledby="help-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div className="help-content">
        <div className="help-head">
          <h2 id="help-title">Keys and gestures</h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        <div className="help-sections">
          {sections.map(({ title, entries }) => (
            <section key={title}>
              <h3>{title}</h3>
              <dl>
                {entries.map(([keys, meaning]) => (
                  <div key={meaning}>
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{meaning}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </dialog>
  );
}
