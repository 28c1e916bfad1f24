// The page while there is no run to show: why, and what to do.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useLive } from "../data/live-state.ts";
import { loadingText } from "./loading-text.ts";
import { statusQuery } from "../data/queries.ts";
import { formatBytes, formatCounted } from "../ui/format.ts";
import { useNowMillis } from "../ui/now.ts";
import type { BoardCondition } from "./board-condition.ts";
import { HowToLog } from "./how-to-log.tsx";
import { Notice } from "./notice.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Icon } from "../ui/icons.tsx";

/** See packages/training. */
const TUTORIAL_MODEL = "mnist-cnn";

type Waiting = Exclude<BoardCondition, { readonly kind: "board" | "starting" }>;

export interface BoardNoticeProps {
  readonly condition: Waiting;
}

export function BoardNotice({ condition }: BoardNoticeProps) {
  switch (condition.kind) {
    case "unreachable":
      return (
        <Notice title="The server does not answer">
          <p>
            Nothing could be loaded yet. Is <code>runboard</code> still running? The page comes up by itself
            as soon as it answers.
          </p>
        </Notice>
      );
    case "missing":
      return (
        <Notice title="The log directory does not exist">
          <p>
            <code className="path">{condition.logdir}</code>
          </p>
          <p>
            It is looked for every few seconds, and whatever a training job writes there appears here. Or make
            it now, or start Runboard on another one:
          </p>
          <TrainHere />
          <Command text={`mkdir -p ${shellWord(condition.logdir)}`} />
          <Command text="runboard --logdir PATH" />
        </Notice>
      );
    case "unreadable":
      return (
        <Notice title="The log directory cannot be read">
          <p>
            <code className="path">{condition.logdir}</code>
          </p>
          <p>
            It exists, but the user that Runboard runs as may not list it. Once it may, runs appear here by
            themselves.
          </p>
          <Command text={`ls -ld ${shellWord(condition.logdir)}`} />
        </Notice>
      );
    case "loading":
      return <FirstLoading condition={condition} />;
    case "empty":
      return (
        <Notice title="No runs yet">
          <p>
            <code className="path">{condition.logdir}</code>
          </p>
          <p>
            {condition.loading.filesTotal === 0
              ? "There is no event file in this directory or below it: no file whose name contains “tfevents”."
              : `${formatCounted(condition.loading.filesTotal, "event file")} (${formatBytes(condition.loading.bytesTotal)}) found, but no run in them yet.`}{" "}
            It is watched: what you log appears here by itself.
          </p>
          <TrainHere />
          <HowToLog logdir={condition.logdir} />
        </Notice>
      );
  }
}

/** The shortest way to a first run: a form that is filled in. */
function TrainHere() {
  const { data: isReadOnly } = useQuery({ ...statusQuery, select: (status) => status.readOnly });
  if (isReadOnly !== false) return null;
  return (
    <Link
      className="button button-primary"
      to="/train"
      search={(search) => ({ ...search, train: { model: TUTORIAL_MODEL } })}
    >
      <Icon name="play" />
      Train the MNIST tutorial
    </Link>
  );
}

function FirstLoading({ condition }: { readonly condition: Extract<Waiting, { readonly kind: "loading" }> }) {
  const base = useLive((state) => state.loadingBase);
  const nowMillis = useNowMillis();
  const text = loadingText(condition.loading, base, nowMillis);
  return (
    <Notice title={text?.short ?? "Reading"}>
      <p>
        <code className="path">{condition.logdir}</code>
      </p>
      <progress className="progress" aria-label="Reading" value={text?.share ?? undefined} />
      <p className="figures">
        {text?.amount}
        {text?.pace && ` · ${text.pace}`}
      </p>
    </Notice>
  );
}

function Command({ text }: { readonly text: string }) {
  return (
    <div className="command">
      <code>{text}</code>
      <CopyButton label="Copy" text={() => text} />
    </div>
  );
}

function shellWord(path: string): string {
  return /^[\w@%+=:,./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
