// What something came to that was done without a button to say it at: by a key. One line at the bottom for a moment, above dialogs too, and read aloud.
import { useLayoutEffect, useRef } from "react";
import { create } from "zustand";

const SHOWN_MILLIS = 4000;

const usePassingWord = create<{ readonly word: { readonly text: string } | null }>(() => ({ word: null }));

export function sayInPassing(text: string): void {
  const word = { text };
  usePassingWord.setState({ word });
  window.setTimeout(() => {
    if (usePassingWord.getState().word === word) usePassingWord.setState({ word: null });
  }, SHOWN_MILLIS);
}

export function PassingWord() {
  const word = usePassingWord((state) => state.word);
  return (
    <>
      {word && <Line key={word.text} text={word.text} />}
      {/* Always on the page: what joins it together with its text is not read aloud. */}
      <span className="off-screen" role="status" aria-label="Done">
        {word?.text}
      </span>
    </>
  );
}

function Line({ text }: { readonly text: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.showPopover(), []);
  return (
    <div ref={box} className="passing-word" popover="manual" aria-hidden="true">
      {text}
    </div>
  );
}
