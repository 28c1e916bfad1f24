// The train dashboard: what can be trained here, the form to start it, and the jobs that were started.
import type { TrainingOverview } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useLive } from "../../data/live-state.ts";
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
          <FirstLoad error={error} retry={() => void refetch()} />
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

interface FirstLoadProps {
  readonly error: Error | null;
  readonly retry: () => void;
}

function FirstLoad({ error, retry }: FirstLoadProps) {
  const isLost = useLive((state) => state.connection.status === "lost");
  if (error && !isLost)
    return (
      <section className="notice">
        <h2>What can be trained here could not be read</h2>
        <p>{error.message}</p>
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      </section>
    );
  return (
    <div className="model-cards" role="status" aria-label="Loading">
      {[0, 1, 2].map((slot) => (
        <div key={slot} className="model-card model-skeleton" />
      ))}
    </div>
  );
}
