// From what stands in the form to what is asked of the server, with what can be seen to be wrong before it is asked.
import {
  MAX_PRIORITY,
  MAX_SWEEP_RUNS,
  type Distribution,
  type FieldProblem,
  type ModelId,
  type ParameterValue,
  type RunName,
  type Search,
  type SweepRequest,
} from "@runboard/contract";
import { decodeTexts, isDrawn, textOf, type FormSearch } from "./form-state.ts";
import { plainNumber, rangeText, readItems, readRange, readValue } from "./field-text.ts";
import type { ParameterField } from "./parameter-field.ts";

/** Body of `planTraining`. */
export interface PlanRequest {
  readonly model: ModelId;
  readonly parameters: Record<string, ParameterValue>;
  readonly search?: Search;
  readonly run?: RunName;
}

/** What concerns starting alone. */
export interface QueueRequest {
  readonly priority: number;
  readonly timeoutSeconds?: number;
  readonly title?: string;
}

/** Problems by the field of the form that they stand beside; those of no field are general. */
export interface FormProblems {
  readonly byField: ReadonlyMap<string, string>;
  readonly general: readonly string[];
}

export const noProblems: FormProblems = { byField: new Map(), general: [] };

/** Without those of fields that nobody has filled in yet. */
export function withoutUntouched(
  { byField, general }: FormProblems,
  untouched: ReadonlySet<string>,
): FormProblems {
  return { byField: new Map([...byField].filter(([name]) => !untouched.has(name))), general };
}

/** Names of the fields that are no parameters; no parameter's name has a space. */
export const formFields = {
  runCount: " runCount",
  seed: " seed",
  rungCount: " rungCount",
  priority: " priority",
  timeout: " timeout",
  run: " run",
  title: " title",
} as const;

export interface FormRequest {
  /** null while something is wrong. */
  readonly plan: PlanRequest | null;
  readonly queue: QueueRequest;
  readonly problems: FormProblems;
}

export function formRequest(fields: readonly ParameterField[], form: FormSearch): FormRequest {
  const reading = new Reading();
  const parameters = readParameters(fields, form, reading);
  const search = readSearch(form, reading);
  const queue = readQueue(form, reading);
  const problems = reading.problems();
  const isWrong = problems.byField.size + problems.general.length > 0;
  const run = form.trainMode === "single" ? form.runName.trim() : "";
  const plan = {
    model: form.model as ModelId,
    parameters,
    ...(search && { search }),
    ...(run !== "" && { run: run as RunName }),
  };
  return { plan: isWrong ? null : plan, queue, problems };
}

/** What has been read so far. */
class Reading {
  readonly values: Record<string, ParameterValue[]> = {};
  readonly distributions: Record<string, Distribution> = {};
  readonly #byField = new Map<string, string>();
  readonly #general: string[] = [];

  note(field: string, problem: string): void {
    this.#byField.set(field, problem);
  }

  noteGeneral(problem: string): void {
    this.#general.push(problem);
  }

  /** The whole number that a field holds; 0 with a note when it is wrong. */
  count(field: string, text: string, [min, max]: readonly [number, number]): number {
    const value = plainNumber(text);
    if (value !== null && Number.isInteger(value) && value >= min && value <= max) return value;
    this.note(field, max === Number.MAX_SAFE_INTEGER ? `A whole number from ${min}` : `${min} to ${max}`);
    return 0;
  }

  problems(): FormProblems {
    return { byField: this.#byField, general: this.#general };
  }
}

/** Those that are the same in all runs; the others go into the reading. */
function readParameters(
  fields: readonly ParameterField[],
  form: FormSearch,
  reading: Reading,
): Record<string, ParameterValue> {
  const mode = form.trainMode;
  const texts = decodeTexts(form.values);
  const parameters: Record<string, ParameterValue> = {};
  for (const field of fields) {
    const text = textOf(field, texts, mode);
    if (mode === "single") {
      const outcome = readValue(field.of, text);
      if (outcome.isRight) parameters[field.name] = outcome.value;
      else reading.note(field.name, outcome.problem);
      continue;
    }
    const range = isDrawn(mode) ? rangeText(text) : null;
    if (range) {
      const outcome = readRange(range);
      if (outcome.isRight) reading.distributions[field.name] = outcome.value;
      else reading.note(field.name, outcome.problem);
      continue;
    }
    const outcome = readItems(field.of, text);
    const [first] = outcome.isRight ? outcome.value : [];
    if (!outcome.isRight) reading.note(field.name, outcome.problem);
    else if (outcome.value.length === 1 && first !== undefined) parameters[field.name] = first;
    else if (isDrawn(mode))
      reading.distributions[field.name] = { distribution: "choice", values: [...outcome.value] };
    else reading.values[field.name] = [...outcome.value];
  }
  return parameters;
}

function readSearch(form: FormSearch, reading: Reading): Search | undefined {
  const { trainMode: mode } = form;
  if (mode === "single") return undefined;
  if (mode === "grid") {
    if (Object.keys(reading.values).length === 0 && reading.problems().byField.size === 0)
      reading.noteGeneral("Give at least one parameter several values.");
    return { kind: "grid", values: reading.values };
  }
  if (Object.keys(reading.distributions).length === 0 && reading.problems().byField.size === 0)
    reading.noteGeneral("Give at least one parameter several values or a range to draw from.");
  const drawn = {
    distributions: reading.distributions,
    runCount: reading.count(formFields.runCount, form.runCount, [1, MAX_SWEEP_RUNS]),
    seed: reading.count(formFields.seed, form.seed, [0, Number.MAX_SAFE_INTEGER]),
  };
  if (mode === "random") return { kind: "random", ...drawn };
  return {
    kind: "halving",
    ...drawn,
    rungCount: reading.count(formFields.rungCount, form.rungCount, [2, 8]),
  };
}

function readQueue(form: FormSearch, reading: Reading): QueueRequest {
  const priority = reading.count(formFields.priority, form.priority, [-MAX_PRIORITY, MAX_PRIORITY]);
  const title = form.sweepTitle.trim();
  const timeoutSeconds = form.timeout.trim() === "" ? null : plainNumber(form.timeout);
  const isTimeoutWrong = form.timeout.trim() !== "" && !(timeoutSeconds !== null && timeoutSeconds > 0);
  if (isTimeoutWrong) reading.note(formFields.timeout, "Seconds, more than 0");
  return {
    priority,
    ...(timeoutSeconds !== null && { timeoutSeconds }),
    ...(form.trainMode !== "single" && title !== "" && { title }),
  };
}

/** Body of `startSweep` or `startJob`. */
export function sweepRequest(
  plan: PlanRequest & { readonly search: Search },
  queue: QueueRequest,
): SweepRequest {
  const { model, parameters, search } = plan;
  return { model, parameters, search, ...queue };
}

const ofParameter = /^(?:parameters|search\.(?:values|distributions))(?:\.([^.[\]]+)|\["?([^"\]]+)"?\])/;

/** The server's problems beside the fields they speak of. */
export function serverProblems(
  problems: readonly FieldProblem[],
  fields: readonly ParameterField[],
): FormProblems {
  const names = new Set(fields.map(({ name }) => name));
  const byField = new Map<string, string>();
  const general: string[] = [];
  for (const { field, message } of problems) {
    const path = field.replace(/^body\./, "");
    const [, dotted, bracketed] = ofParameter.exec(path) ?? [];
    const name = dotted ?? bracketed;
    const own = formFieldOf(path);
    if (name !== undefined && names.has(name)) byField.set(name, byField.get(name) ?? message);
    else if (own !== undefined) byField.set(own, byField.get(own) ?? message);
    else general.push(message);
  }
  return { byField, general };
}

function formFieldOf(path: string): string | undefined {
  const last = path.replace(/^search\./, "");
  if (last === "timeoutSeconds") return formFields.timeout;
  return last in formFields ? formFields[last as keyof typeof formFields] : undefined;
}
