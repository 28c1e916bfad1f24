// Which problems of the form are told: of a field that nobody has filled in only once a start was tried.
import { useState } from "react";
import { withoutUntouched, type FormProblems } from "./form-request.ts";
import { decodeTexts, type FormSearch } from "./form-state.ts";
import type { ParameterField } from "./parameter-field.ts";

export interface ToldProblems {
  readonly told: FormProblems;
  /** A start was tried while something was wrong. */
  readonly isTried: boolean;
  readonly tellAll: () => void;
  /** Somebody fills in the parameter of this name. */
  readonly touch: (name: string) => void;
}

export function useToldProblems(
  fields: readonly ParameterField[],
  form: FormSearch,
  problems: FormProblems,
): ToldProblems {
  const [isTried, setTried] = useState(false);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const texts = decodeTexts(form.values);
  const untouched = fields.filter(({ name }) => !touched.has(name) && texts[name] === undefined);
  return {
    told: isTried ? problems : withoutUntouched(problems, new Set(untouched.map(({ name }) => name))),
    isTried,
    tellAll: () => setTried(true),
    touch: (name) => setTouched((before) => new Set([...before, name])),
  };
}
