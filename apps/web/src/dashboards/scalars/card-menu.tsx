// What a card's menu offers. Loaded when the first menu opens.
import { useState } from "react";
import { baseUrl } from "../../data/api.ts";
import { readPreferences, setPreferences, usePreferences, type TooltipSort } from "../../ui/preferences.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { copyText } from "../../ui/copy-text.ts";
import { Icon, type IconName } from "../../ui/icons.tsx";
import { useCardPlaces } from "../../cards/card-places.ts";
import { useCardActions } from "./card-actions.ts";
import type { CardData } from "./card-data.ts";
import type { CardEntry } from "./card-entry.ts";
import {
  curlCommand,
  curvesRequest,
  pandasSnippet,
  seriesRequest,
  type CardRequest,
} from "./card-requests.ts";
import type { CardView } from "./card-view.ts";
import { ComposeMenuItems } from "./compose-menu.tsx";
import { downloadLinks } from "./download-links.ts";
import { fileName, saveFile } from "../../ui/save-file.ts";
import { shownCsv } from "./shown-csv.ts";
import { tooltipSorts } from "./tooltip-sorts.ts";
import { useHasTable } from "./use-table-range.ts";

export interface CardMenuProps {
  readonly entry: CardEntry;
  readonly view: CardView;
  readonly data: CardData;
  readonly onEditAxes: () => void;
  /** null for a card whose x is not that of the dashboard. */
  readonly onToggleTable: (() => void) | null;
}

export function CardMenu(props: CardMenuProps) {
  const { entry, view, data, onEditAxes, onToggleTable } = props;
  const { toggleXScale } = useCardActions();
  const { linksZoom } = usePreferences();
  const { hasTable, areAll } = useHasTable(entry.key);
  return (
    <>
      <ComposeMenuItems entry={entry} />
      <hr />
      {(view.axis !== "wall" || data.derivation.xTag !== null) && (
        <CheckItem
          text="Logarithmic x axis"
          keyCap="x"
          isChecked={view.xScale === "log"}
          onToggle={() => toggleXScale(entry.key)}
        />
      )}
      <CheckItem
        text="Zoom all charts together"
        keyCap="z"
        isChecked={linksZoom}
        onToggle={() => setPreferences({ linksZoom: !readPreferences().linksZoom })}
      />
      <Item icon="fit" text="Set axis limits…" onClick={onEditAxes} />
      {onToggleTable && (
        <Item
          icon="columns"
          text={!hasTable ? "Show as a table" : areAll ? "Close the tables" : "Close the table"}
          onClick={onToggleTable}
        />
      )}
      <TooltipOrder />
      <hr />
      <CopyItems {...props} />
      <hr />
      <DownloadItems entry={entry} view={view} data={data} />
    </>
  );
}

interface ItemProps {
  readonly icon: IconName;
  readonly text: string;
  readonly onClick: () => void;
}

function Item({ icon, text, onClick }: ItemProps) {
  return (
    <button type="button" className="menu-item" data-closes="" onClick={onClick}>
      <Icon name={icon} />
      {text}
    </button>
  );
}

interface CheckItemProps {
  readonly text: string;
  readonly keyCap: string;
  readonly isChecked: boolean;
  readonly onToggle: () => void;
}

function CheckItem({ text, keyCap, isChecked, onToggle }: CheckItemProps) {
  return (
    <label className="menu-item">
      <input type="checkbox" className="check-box" checked={isChecked} onChange={onToggle} />
      <span className="menu-item-text">{text}</span>
      <kbd aria-hidden="true">{keyCap}</kbd>
    </label>
  );
}

function TooltipOrder() {
  const { tooltipSort } = usePreferences();
  return (
    <label className="menu-item">
      <Icon name="sort" />
      <span className="menu-item-text">Tooltip</span>
      <select
        className="menu-select"
        aria-label="Order of the tooltip"
        value={tooltipSort}
        onChange={(event) => setPreferences({ tooltipSort: event.target.value as TooltipSort })}
      >
        {Object.entries(tooltipSorts).map(([sort, title]) => (
          <option key={sort} value={sort}>
            {title} first
          </option>
        ))}
      </select>
      <kbd aria-hidden="true">o</kbd>
    </label>
  );
}

const SHOWN_MILLIS = 1500;

function CopyItems({ entry, view, data }: CardMenuProps) {
  const { copyLink } = useCardPlaces();
  const request = (): CardRequest => {
    const { spec, runs } = entry;
    if (data.curvesQuery) return curvesRequest(baseUrl, data.curvesQuery);
    const shown = data.runs;
    return seriesRequest({
      baseUrl,
      tags: spec.sources.flatMap((source) => ("tag" in source ? [source.tag] : [])),
      runs: shown.length === runs.length ? null : shown,
      runCount: shown.length,
      axis: view.axis,
      range: view.view.x,
      smoothing: view.smoothing,
    });
  };
  return (
    <>
      <CopyItem icon="link" text="Copy link to this card" keyCap="c" copy={() => copyLink(entry.key)} />
      <CopyItem icon="terminal" text="Copy as curl" copy={() => copyText(curlCommand(request()))} />
      <CopyItem icon="copy" text="Copy as pandas" copy={() => copyText(pandasSnippet(request()))} />
    </>
  );
}

interface CopyItemProps {
  readonly icon: IconName;
  readonly text: string;
  readonly keyCap?: string;
  /** Whether that worked. */
  readonly copy: () => Promise<boolean>;
}

function CopyItem({ icon, text, keyCap, copy }: CopyItemProps) {
  const [outcome, setOutcome] = useState<string | null>(null);
  const act = async (): Promise<void> => {
    setOutcome((await copy()) ? "Copied" : "Not allowed here");
    window.setTimeout(() => setOutcome(null), SHOWN_MILLIS);
  };
  return (
    <button type="button" className="menu-item" onClick={() => void act()}>
      <Icon name={outcome === "Copied" ? "check" : icon} />
      <span className="menu-item-text" aria-live="polite">
        {outcome ?? text}
      </span>
      {keyCap !== undefined && <kbd aria-hidden="true">{keyCap}</kbd>}
    </button>
  );
}

function DownloadItems({ entry, view, data }: Pick<CardMenuProps, "entry" | "view" | "data">) {
  const { links, scope } = downloadLinks(entry, data.runs);
  const { save, problem } = usePicture(entry, view, data);
  const { xTag } = data.derivation;
  const saveCsv = (): void => {
    const csv = shownCsv(data.byId, {
      range: view.view.x,
      axis: xTag === null ? view.axis : "value",
      xTitle: xTag ?? { step: "step", relative: "relative_seconds", wall: "wall_time" }[view.axis],
      isSmoothed: view.smoothing > 0,
    });
    saveFile(fileName(entry.title, "csv"), new Blob([csv], { type: "text/csv" }));
  };
  return (
    <>
      <p className="menu-note">Download what is shown</p>
      <div className="menu-row">
        <button
          type="button"
          className="menu-item"
          onClick={(event) => void save("png", event.currentTarget)}
        >
          <Icon name="download" />
          PNG
        </button>
        <button
          type="button"
          className="menu-item"
          onClick={(event) => void save("svg", event.currentTarget)}
        >
          SVG
        </button>
        <button
          type="button"
          className="menu-item"
          data-closes=""
          aria-label="CSV of what is shown"
          data-tip="The drawn points of the visible range, smoothed too"
          onClick={saveCsv}
        >
          CSV
        </button>
      </div>
      {problem !== null && (
        <p className="menu-note" role="alert">
          {problem}
        </p>
      )}
      {links.length > 0 && (
        <>
          <p className="menu-note">Download every point of {scope}</p>
          <div className="menu-row">
            {links.map(({ title, url }, index) => (
              <a
                key={title}
                className="menu-item"
                href={url}
                download=""
                data-closes=""
                aria-label={`Download ${title}`}
              >
                {index === 0 && <Icon name="download" />}
                {title}
              </a>
            ))}
          </div>
        </>
      )}
    </>
  );
}

interface PictureSaver {
  /** `opener`: an element of the card. */
  readonly save: (format: "png" | "svg", opener: Element) => Promise<void>;
  /** Why the last picture could not be made. */
  readonly problem: string | null;
}

function usePicture(entry: CardEntry, view: CardView, data: CardData): PictureSaver {
  const theme = chartThemeOf(useTheme());
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (format: "png" | "svg", opener: Element): Promise<void> => {
    const chart = opener.closest("article")?.querySelector("[data-chart]");
    if (!chart) return;
    const { width, height } = chart.getBoundingClientRect();
    const { xScale, yScale, ignoreOutliers } = view;
    const axis = data.derivation.xTag === null ? view.axis : "value";
    try {
      const { legendOf, pictureFile } = await import("./card-picture.ts");
      const file = await pictureFile(format, {
        look: {
          lines: data.lines,
          axis,
          xScale,
          yScale,
          ignoreOutliers,
          view: view.view,
          endLabels: true,
          crosshairX: null,
          theme,
          label: entry.title,
        },
        size: { width, height },
        caption: { title: entry.title, legend: legendOf(data.byId, theme.secondaryText) },
      });
      saveFile(fileName(entry.title, format), file);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return { save, problem };
}
