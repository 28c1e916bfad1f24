// The form of a model: its parameters by their schema, how many runs, and what they will be.
import type { TrainableModel, TrainingOverview } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Icon } from "../../ui/icons.tsx";
import { FormField } from "./form-field.tsx";
import {
  formFields,
  formRequest,
  noProblems,
  serverProblems,
  type FormProblems,
  type FormRequest,
  type PlanRequest,
} from "./form-request.ts";
import {
  decodeTexts,
  encodeTexts,
  formOfExample,
  isDrawn,
  startForm,
  textOf,
  textsIn,
  withText,
} from "./form-state.ts";
import { SearchModes } from "./search-modes.tsx";
import { parameterFields, type ParameterField } from "./parameter-field.ts";
import { ParameterControl } from "./parameter-control.tsx";
import { PlanSummary } from "./plan-summary.tsx";
import { planQuery } from "./queries.ts";
import { QueueFields } from "./queue-fields.tsx";
import { useRested } from "./rested.ts";
import { useForm, type Form } from "./use-form.ts";
import { useToldProblems } from "./use-told-problems.ts";
import { trainSearch } from "./search.ts";

const PLAN_REST_MILLIS = 200;

interface TrainFormProps {
  readonly model: TrainableModel;
  readonly overview: TrainingOverview;
  /** The card that opened the form takes the focus back. */
  readonly focusCards: () => void;
}

export function TrainForm({ model, overview, focusCards }: TrainFormProps) {
  const fields = useMemo(() => parameterFields(model.parameters), [model.parameters]);
  const own = useForm();
  const { form, change } = own;
  const changeView = trainSearch.useChange();
  const request = formRequest(fields, form);
  // A server that trains nothing plans nothing.
  const plan = usePlan(overview.unavailable === null ? request.plan : null);
  const problems = allProblems(request, plan.problems ? serverProblems(plan.problems, fields) : noProblems);
  const { told, isTried, tellAll, touch } = useToldProblems(fields, form, problems);
  return (
    <section className="train-form" id="train-form" aria-label={`Train: ${model.title}`}>
      <div className="train-form-head">
        <h2>{model.title}</h2>
        {model.examples.length > 0 && (
          <div className="examples" role="group" aria-label="Examples">
            {model.examples.map((example) => (
              <button
                key={example.title}
                type="button"
                className="chip-button"
                onClick={() => change(formOfExample(model, fields, example))}
              >
                {example.title}
              </button>
            ))}
          </div>
        )}
        <div className="train-form-actions">
          <button
            type="button"
            className="toolbar-button"
            aria-label="Restore all defaults"
            disabled={form.values === ""}
            onClick={() => change({ values: "" })}
          >
            <Icon name="undo" />
            Defaults
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Close the form"
            onClick={() => {
              focusCards();
              changeView(startForm(""));
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      </div>
      <SearchModes
        mode={form.trainMode}
        canResume={model.canResume}
        onChange={(to) =>
          change({
            trainMode: to,
            values: encodeTexts(textsIn(fields, decodeTexts(form.values), { from: form.trainMode, to })),
          })
        }
      />
      <div className="train-form-body">
        <Fields fields={fields} own={own} problems={told} onTouch={touch} />
        <PlanSummary
          request={request}
          plan={plan.data}
          isPending={plan.isPending}
          failure={plan.failure}
          problems={told}
          isWrong={problems.byField.size + problems.general.length > 0}
          isTried={isTried}
          onTry={tellAll}
          runCount={plan.data?.runs.length ?? 0}
          overview={overview}
          // Programs of others compute with what they want.
          warning={model.kind === "model" ? (overview.backend?.warning ?? null) : null}
        />
      </div>
    </section>
  );
}

/** What the server makes of the request, once typing rests. The last answer stays while the next one is on its way. */
function usePlan(plan: PlanRequest | null) {
  const key = JSON.stringify(plan);
  const rested = useRested(plan, key, PLAN_REST_MILLIS);
  const isRested = JSON.stringify(rested) === key;
  const { data, error, isPlaceholderData } = useQuery(planQuery(rested));
  const isPending = plan !== null && (!isRested || isPlaceholderData || (!data && !error));
  return {
    data,
    isPending,
    problems: isPending ? undefined : data?.problems,
    failure: isPending ? null : error,
  };
}

function allProblems({ problems }: FormRequest, server: FormProblems): FormProblems {
  return {
    byField: new Map([...server.byField, ...problems.byField]),
    general: [...problems.general, ...server.general],
  };
}

/** Those of the queue: they are behind the fold. */
const queueFields = [formFields.run, formFields.title, formFields.priority, formFields.timeout];

interface FieldsProps {
  readonly fields: readonly ParameterField[];
  readonly own: Form;
  readonly problems: FormProblems;
  /** Somebody fills in the parameter of this name. */
  readonly onTouch: (name: string) => void;
}

function Fields({ fields, own, problems, onTouch }: FieldsProps) {
  const { form, change } = own;
  const [isOpen, setOpen] = useState(false);
  const advanced = fields.filter(({ isAdvanced }) => isAdvanced);
  const texts = decodeTexts(form.values);
  const isAdvancedWrong = [...advanced.map(({ name }) => name), ...queueFields].some((name) =>
    problems.byField.has(name),
  );
  const line = (field: ParameterField) => (
    <Parameter
      key={field.name}
      field={field}
      own={own}
      problem={problems.byField.get(field.name)}
      onTouch={onTouch}
    />
  );
  return (
    <div className="fields">
      <div className="fields-grid">
        {isDrawn(form.trainMode) && (
          <>
            <FormField
              label="Runs"
              hint="How many are drawn"
              problem={problems.byField.get(formFields.runCount)}
              text={form.runCount}
              isNumber
              onChange={(runCount) => change({ runCount })}
            />
            <FormField
              label="Seed of the draw"
              hint="The same seed draws the same runs"
              problem={problems.byField.get(formFields.seed)}
              text={form.seed}
              isNumber
              onChange={(seed) => change({ seed })}
            />
          </>
        )}
        {form.trainMode === "halving" && (
          <FormField
            label="Rungs"
            hint="After each but the last the worse half is stopped"
            problem={problems.byField.get(formFields.rungCount)}
            text={form.rungCount}
            isNumber
            onChange={(rungCount) => change({ rungCount })}
          />
        )}
        {fields.filter(({ isAdvanced }) => !isAdvanced).map(line)}
      </div>
      <details
        className="fields-advanced"
        open={isOpen || isAdvancedWrong}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>
          <Icon name="chevron" />
          More
          {advanced.some(({ name }) => texts[name] !== undefined) && (
            <span className="fields-changed">changed</span>
          )}
        </summary>
        <div className="fields-grid">
          {advanced.map(line)}
          <QueueFields own={own} problems={problems} />
        </div>
      </details>
    </div>
  );
}

interface ParameterProps {
  readonly field: ParameterField;
  readonly own: Form;
  readonly problem: string | undefined;
  readonly onTouch: (name: string) => void;
}

function Parameter({ field, own: { form, change }, problem, onTouch }: ParameterProps) {
  const mode = form.trainMode;
  const texts = decodeTexts(form.values);
  return (
    <ParameterControl
      field={field}
      mode={mode}
      text={textOf(field, texts, mode)}
      isChanged={texts[field.name] !== undefined}
      problem={problem}
      onChange={(text) => {
        onTouch(field.name);
        change({ values: encodeTexts(withText(texts, field, text, mode)) });
      }}
    />
  );
}
