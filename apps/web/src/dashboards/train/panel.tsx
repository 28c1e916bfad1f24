// The train dashboard: what can be trained here, the form to start it, and the jobs that were started.
import type { TrainingOverview } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { FirstLoad } from "../../states/first-load.tsx";
import { Icon } from "../../ui/icons.tsx";
import { JobSections } from "./job-sections.tsx";
import { ModelCards } from "./model-cards.tsx";
import { overviewQuery } from "./queries.ts";
import { TrainForm } from "./train-form.tsx";
import { TrainToolbar } from "./toolbar.tsx";
import { trainSearch } from "./search.ts";

export function TrainPanel() {
  const { data: overview, error, refetch } = useQuery(overviewQuery);
  return (
    <div className="train">
      <TrainToolbar overview={overview} />
      <div className="train-content" data-scroll-area="">
        {overview ? (
          <Startable overview={overview} />
        ) : (
          <FirstLoad
            error={error}
            errorTitle="What can be trained here could not be read"
            retry={() => void refetch()}
            className="model-cards"
          >
            {[0, 1, 2].map((slot) => (
              <div key={slot} className="model-card model-skeleton" />
            ))}
          </FirstLoad>
        )}
        {overview && <JobSections models={overview.models} />}
      </div>
    </div>
  );
}

function Startable({ overview }: { readonly overview: TrainingOverview }) {
  const { model } = trainSearch.useSearch();
  const chosen = overview.models.find((one) => one.model === model);
  const cards = useRef<HTMLElement>(null);
  return (
    <>
      {overview.unavailable !== null && (
        <p className="train-unavailable" role="status">
          <Icon name="info" />
          <span>
            <b>Nothing can be started here:</b> {overview.unavailable}
          </span>
        </p>
      )}
      <ModelCards ref={cards} models={overview.models} chosen={model} />
      {chosen && (
        <TrainForm
          key={chosen.model}
          model={chosen}
          overview={overview}
          focusCards={() => cards.current?.querySelector<HTMLElement>("[aria-expanded=true]")?.focus()}
        />
      )}
      {model !== "" && !chosen && (
        <p className="train-unavailable" role="status">
          <Icon name="info" />
          <span>
            There is no model or command <code>{model}</code> on this server.
          </span>
        </p>
      )}
    </>
  );
}
