// What concerns the queue rather than the model: name, turn, time limit.
import { FormField } from "./form-field.tsx";
import { formFields, type FormProblems } from "./form-request.ts";
import type { Form } from "./use-form.ts";

interface QueueFieldsProps {
  readonly own: Form;
  readonly problems: FormProblems;
}

export function QueueFields({ own: { form, change }, problems }: QueueFieldsProps) {
  const isSingle = form.trainMode === "single";
  return (
    <>
      {isSingle ? (
        <FormField
          label="Name of the run"
          hint="A directory below the log directory"
          placeholder="made from the parameters"
          problem={problems.byField.get(formFields.run)}
          text={form.runName}
          onChange={(runName) => change({ runName })}
        />
      ) : (
        <FormField
          label="Title of the sweep"
          hint="Heads its runs in the list"
          placeholder="made from the parameters"
          problem={problems.byField.get(formFields.title)}
          text={form.sweepTitle}
          onChange={(sweepTitle) => change({ sweepTitle })}
        />
      )}
      <FormField
        label="Priority"
        hint="Greater ones go first: −100 to 100"
        isNumber
        problem={problems.byField.get(formFields.priority)}
        text={form.priority}
        onChange={(priority) => change({ priority })}
      />
      <FormField
        label={isSingle ? "Time limit" : "Time limit of each run"}
        unit="s"
        hint="Stopped when it takes longer"
        placeholder="none"
        isNumber
        problem={problems.byField.get(formFields.timeout)}
        text={form.timeout}
        onChange={(timeout) => change({ timeout })}
      />
    </>
  );
}
