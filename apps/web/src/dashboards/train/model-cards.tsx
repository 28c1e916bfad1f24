// What can be trained, a card each; choosing one opens its form below.
import type { TrainableModel } from "@runboard/contract";
import type { Ref } from "react";
import { startForm } from "./form-state.ts";
import { trainSearch } from "./search.ts";

interface ModelCardsProps {
  readonly ref: Ref<HTMLElement>;
  readonly models: readonly TrainableModel[];
  /** Id of the model whose form is open. */
  readonly chosen: string;
}

export function ModelCards({ ref, models, chosen }: ModelCardsProps) {
  const changeView = trainSearch.useChange();
  return (
    <section ref={ref} aria-label="Models">
      <ul className="model-cards">
        {models.map((model) => {
          const isOpen = model.model === chosen;
          return (
            <li key={model.model}>
              <button
                type="button"
                className="model-card"
                aria-expanded={isOpen}
                aria-label={`${model.title}: ${model.summary}`}
                onClick={() => changeView(startForm(isOpen ? "" : model.model))}
              >
                <span className="model-title">
                  {model.title}
                  {model.kind === "command" && <span className="model-kind">command</span>}
                </span>
                <span className="model-summary">{model.summary}</span>
                <span
                  className="model-metric"
                  data-tip={`Runs are compared by ${model.metric.tag}: ${model.metric.goal === "maximize" ? "greater" : "less"} is better`}
                >
                  {model.metric.tag} {model.metric.goal === "maximize" ? "↑" : "↓"}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
