// A check box with three states, drawn alike everywhere.
import { useLayoutEffect, useRef } from "react";

interface CheckBoxProps {
  readonly state: "all" | "some" | "none";
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onToggle: () => void;
}

export function CheckBox({ state, label, isDisabled = false, onToggle }: CheckBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (box.current) box.current.indeterminate = state === "some";
  }, [state]);
  return (
    <input
      ref={box}
      type="checkbox"
      className="check-box"
      checked={state === "all"}
      disabled={isDisabled}
      aria-label={label}
      data-tip={label}
      onChange={onToggle}
    />
  );
}
