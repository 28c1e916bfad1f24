// The state of the form as the URL keeps it, and what fills it: an example, a job to be cloned, another kind of search.
import type { Job, ParameterValue, Search, TrainableModel } from "@runboard/contract";
import { assertNever } from "../../ui/assert-never.ts";
import { decodeList, encodeList } from "../../url/url-list.ts";
import {
  joinItems,
  rangeText,
  readValue,
  splitItems,
  startRange,
  valueText,
  writeRange,
} from "./field-text.ts";
import type { ParameterField } from "./parameter-field.ts";
import { trainSearchDefaults, type TrainSearch } from "./search.ts";

export type FormSearch = Pick<
  TrainSearch,
  | "model"
  | "trainMode"
  | "values"
  | "runName"
  | "sweepTitle"
  | "runCount"
  | "seed"
  | "rungCount"
  | "priority"
  | "timeout"
>;
export type TrainMode = TrainSearch["trainMode"];

/** Texts by name of the parameter; those that are missing are the defaults. */
export type FieldTexts = Readonly<Record<string, string>>;

export function decodeTexts(values: string): FieldTexts {
  return Object.fromEntries(
    decodeList(values).flatMap((item) => {
      const at = item.indexOf("=");
      return at > 0 ? [[item.slice(0, at), item.slice(at + 1)]] : [];
    }),
  );
}

export function encodeTexts(texts: FieldTexts): string {
  return encodeList(Object.entries(texts).map(([name, text]) => `${name}=${text}`));
}

function standardText(field: ParameterField, mode: TrainMode): string {
  const text = valueText(field.standard);
  return mode === "single" ? text : joinItems([text]);
}

export function textOf(field: ParameterField, texts: FieldTexts, mode: TrainMode): string {
  return texts[field.name] ?? standardText(field, mode);
}

/** With one text changed; a text that is the default is left out. */
export function withText(
  texts: FieldTexts,
  field: ParameterField,
  text: string | null,
  mode: TrainMode,
): FieldTexts {
  const rest = Object.entries(texts).filter(([name]) => name !== field.name);
  const isStandard = text === null || text === standardText(field, mode);
  return Object.fromEntries(isStandard ? rest : [...rest, [field.name, text]]);
}

/** What of the texts another kind of search can take. */
export function textsIn(
  fields: readonly ParameterField[],
  texts: FieldTexts,
  change: { readonly from: TrainMode; readonly to: TrainMode },
): FieldTexts {
  const { from, to } = change;
  let next: FieldTexts = {};
  for (const field of fields) {
    const text = texts[field.name];
    if (text === undefined) continue;
    if (from !== "single" && rangeText(text)) {
      if (isDrawn(to)) next = { ...next, [field.name]: text };
      continue;
    }
    const items = from === "single" ? [text] : splitItems(text);
    next = withText(next, field, to === "single" ? (items[0] ?? null) : joinItems(items), to);
  }
  return isDrawn(to) ? withSomethingDrawn(fields, next) : next;
}

/** Where nothing is drawn yet, that is the first parameter that is searched by orders of magnitude, as a learning rate is: about the value it has. */
function withSomethingDrawn(fields: readonly ParameterField[], texts: FieldTexts): FieldTexts {
  if (Object.values(texts).some((text) => rangeText(text) !== null || splitItems(text).length > 1))
    return texts;
  const field = fields.find(({ of }) => of.kind === "number" && of.isLog);
  if (!field || field.of.kind !== "number") return texts;
  const [own] = splitItems(texts[field.name] ?? "");
  const outcome = own === undefined ? null : readValue(field.of, own);
  const standard = outcome?.isRight === true ? outcome.value : field.standard;
  const range = startRange({ ...field, standard }, field.of.isInteger ? "int" : "log_uniform");
  return { ...texts, [field.name]: range };
}

export function isDrawn(mode: TrainMode): boolean {
  return mode === "random" || mode === "halving";
}

const emptyForm: FormSearch = trainSearchDefaults;

/** The whole form, filled with these parameters. */
function formOfParameters(
  model: string,
  fields: readonly ParameterField[],
  parameters: Readonly<Record<string, ParameterValue>>,
  search?: Search,
): FormSearch {
  const mode = search?.kind ?? "single";
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters))
    texts[name] = mode === "single" ? valueText(value) : joinItems([valueText(value)]);
  Object.assign(texts, searchTexts(search));
  let kept: FieldTexts = {};
  for (const field of fields) kept = withText(kept, field, texts[field.name] ?? null, mode);
  const form: FormSearch = { ...emptyForm, model, trainMode: mode, values: encodeTexts(kept) };
  if (!search || search.kind === "grid") return pickForm(form);
  return pickForm({
    ...form,
    runCount: String(search.runCount),
    seed: String(search.seed),
    ...(search.kind === "halving" && { rungCount: String(search.rungCount) }),
  });
}

function searchTexts(search: Search | undefined): Record<string, string> {
  if (!search) return {};
  switch (search.kind) {
    case "grid":
      return mapValues(search.values, (values) => joinItems(values.map(valueText)));
    case "random":
    case "halving":
      return mapValues(search.distributions, (drawn) =>
        drawn.distribution === "choice"
          ? joinItems(drawn.values.map(valueText))
          : writeRange({ ...drawn, min: String(drawn.min), max: String(drawn.max) }),
      );
    default:
      return assertNever(search);
  }
}

export function formOfExample(
  { model }: Pick<TrainableModel, "model">,
  fields: readonly ParameterField[],
  example: TrainableModel["examples"][number],
): FormSearch {
  return formOfParameters(model, fields, example.parameters, example.search);
}

export function formOfJob(
  job: Pick<Job, "model" | "parameters">,
  fields: readonly ParameterField[],
): FormSearch {
  return formOfParameters(job.model, fields, job.parameters);
}

/** The form of a model with nothing changed. */
export function startForm(model: string): FormSearch {
  return pickForm({ ...emptyForm, model });
}

function pickForm(form: FormSearch): FormSearch {
  const { model, trainMode, values, runName, sweepTitle, runCount, seed, rungCount, priority, timeout } =
    form;
  return { model, trainMode, values, runName, sweepTitle, runCount, seed, rungCount, priority, timeout };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
