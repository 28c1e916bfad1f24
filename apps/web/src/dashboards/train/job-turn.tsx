// When a waiting job begins: the menu that changes it.
import type { Job } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatCount } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { jobsQuery } from "../../jobs/jobs-query.ts";
import { turnChoices, type TurnChoice } from "./queue-turn.ts";

interface JobTurnProps {
  readonly job: Job;
  readonly prioritize: (job: Job, priority: number) => void;
}

export function JobTurn({ job, prioritize }: JobTurnProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <PopoverButton
      label={`Turn of ${job.run}`}
      button={<Icon name="turn" />}
      panelClass="menu job-turn"
      onOpenChange={setIsOpen}
    >
      {isOpen && <Choices job={job} prioritize={prioritize} />}
    </PopoverButton>
  );
}

function Choices({ job, prioritize }: JobTurnProps) {
  const { data } = useQuery(jobsQuery);
  return (
    <>
      <p className="menu-note">Priority {signedText(job.priority)}: greater ones go first</p>
      {turnChoices(job, data?.jobs ?? []).map((choice) => {
        const { name, priority } = choice;
        return (
          <button
            key={name}
            type="button"
            className="menu-item"
            data-closes=""
            disabled={priority === null}
            onClick={() => priority !== null && prioritize(job, priority)}
          >
            {choiceText(choice)}
          </button>
        );
      })}
    </>
  );
}

function choiceText({ name, priority }: TurnChoice): string {
  switch (name) {
    case "next":
      return "Run next";
    case "last":
      return "Run last";
    case "raise":
      return priority === null ? "Raise the priority" : `Raise the priority to ${signedText(priority)}`;
    case "lower":
      return priority === null ? "Lower the priority" : `Lower the priority to ${signedText(priority)}`;
  }
}

function signedText(priority: number): string {
  return formatCount(priority).replace("-", "−");
}
