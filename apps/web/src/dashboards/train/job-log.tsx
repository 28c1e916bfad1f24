// What a job printed: the end of it, which is followed while it is in sight.
import type { JobId } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { api } from "../../data/api.ts";
import { formatBytes } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { terminalText } from "./log-text.ts";
import { logQuery } from "./queries.ts";

/** So near to the end counts as at the end. */
const END_PIXELS = 8;

interface JobLogProps {
  readonly job: JobId;
  readonly run: string;
  readonly isGrowing: boolean;
  readonly onClose: () => void;
}

export function JobLog({ job, run, isGrowing, onClose }: JobLogProps) {
  const { data: log, error } = useQuery(logQuery(job, isGrowing));
  const text = useMemo(() => (log ? terminalText(log.text) : ""), [log]);
  const area = useRef<HTMLPreElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const follow = (): void => {
    setFollowing(true);
    area.current?.scrollTo({ top: area.current.scrollHeight });
  };
  useLayoutEffect(() => {
    if (isFollowing) area.current?.scrollTo({ top: area.current.scrollHeight });
  }, [text, isFollowing]);
  return (
    <section className="job-log" aria-label={`Log of ${run}`}>
      <div className="job-log-head">
        <span>
          {log &&
            (log.offsetBytes > 0
              ? `The last ${formatBytes(log.sizeBytes - log.offsetBytes)} of ${formatBytes(log.sizeBytes)}`
              : formatBytes(log.sizeBytes))}
        </span>
        <span className="toolbar-space" />
        <button
          type="button"
          className="toolbar-button"
          disabled={isFollowing}
          data-tip="Go to the end and stay there"
          onClick={follow}
        >
          <Icon name="to-end" />
          {isFollowing ? "Following" : "Follow"}
        </button>
        <a className="toolbar-button" href={api.jobLogUrl(job)} download={`${job}.log`}>
          Download
        </a>
        <button type="button" className="icon-button" aria-label="Close the log" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <pre
        ref={area}
        tabIndex={0}
        aria-label={`Output of ${run}`}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollowing(scrollHeight - clientHeight - scrollTop <= END_PIXELS)
        }
      >
        {!log
          ? error
            ? `The log could not be read: ${error.message}`
            : ""
          : text === ""
            ? "Nothing was printed yet."
            : text}
      </pre>
    </section>
  );
}
