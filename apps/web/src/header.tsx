// The line at the top: name, dashboards, what the server is doing, theme, help.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { setBoard, useBoard, type Connection } from "./board-store.ts";
import { dashboards } from "./dashboards.ts";
import { loadingText } from "./loading-text.ts";
import { setPreferences, usePreferences, type Theme } from "./preferences.ts";
import { statusQuery } from "./queries.ts";
import { formatAge } from "./ui/format.ts";
import { Icon, type IconName } from "./ui/icons.tsx";
import { useNowMillis } from "./ui/now.ts";

export function Header({ hasRuns }: { readonly hasRuns: boolean }) {
  return (
    <header className="header">
      {hasRuns && <SidebarButton />}
      <h1 className="header-name">Runboard</h1>
      <nav className="header-dashboards" aria-label="Dashboards">
        {Object.entries(dashboards).map(([id, { title }]) => (
          <Link
            key={id}
            to={`/${id as keyof typeof dashboards}`}
            search={(search) => search}
            activeOptions={{ includeSearch: false }}
            className="header-dashboard"
          >
            {title}
          </Link>
        ))}
      </nav>
      <span className="header-space" />
      <LiveIndicator />
      <ThemeButton />
      <button
        type="button"
        className="icon-button"
        aria-label="Keys and gestures"
        data-tip="Keys and gestures (?)"
        onClick={() => setBoard({ isHelpOpen: true })}
      >
        <span className="header-help">?</span>
      </button>
      <LoadingBar />
    </header>
  );
}

function SidebarButton() {
  const { isSidebarHidden } = usePreferences();
  const isDrawerOpen = useBoard((state) => state.isDrawerOpen);
  return (
    <>
      <button
        type="button"
        className="icon-button wide-screen-only"
        aria-label="Runs"
        aria-expanded={!isSidebarHidden}
        data-tip={isSidebarHidden ? "Show runs ([)" : "Hide runs ([)"}
        onClick={() => setPreferences({ isSidebarHidden: !isSidebarHidden })}
      >
        <Icon name="sidebar" />
      </button>
      <button
        type="button"
        className="icon-button narrow-screen-only"
        aria-label="Runs"
        aria-expanded={isDrawerOpen}
        onClick={() => setBoard({ isDrawerOpen: !isDrawerOpen })}
      >
        <Icon name="sidebar" />
      </button>
    </>
  );
}

function LiveIndicator() {
  const connection = useBoard((state) => state.connection);
  const lastChangeMillis = useBoard((state) => state.lastChangeMillis);
  const loading = useLoadingText();
  const nowMillis = useNowMillis();
  const { word, tip } = connectionWords(connection);
  const isOpen = connection.status === "open";
  if (isOpen && loading)
    return (
      <span
        className="live"
        role="status"
        data-state="loading"
        data-tip={`${loading.amount}${loading.pace && ` · ${loading.pace}`}`}
      >
        <span className="live-word">{loading.short}</span>
        <span className="live-detail">{loading.amount}</span>
        {loading.pace && <span className="live-detail">{loading.pace}</span>}
      </span>
    );
  const age = isOpen && lastChangeMillis !== null ? formatAge((nowMillis - lastChangeMillis) / 1000) : null;
  return (
    <span className="live" data-state={connection.status} data-tip={tip} tabIndex={0}>
      <span className="live-dot" aria-hidden="true" />
      <span className="live-word" role="status">
        {word}
      </span>
      {age !== null && <span className="live-age">{age}</span>}
    </span>
  );
}

function connectionWords(connection: Connection): { readonly word: string; readonly tip: string } {
  switch (connection.status) {
    case "connecting":
      return { word: "connecting", tip: "Connecting to the server" };
    case "open":
      return {
        word: "live",
        tip: "Connected: new data appears by itself. Beside it, how long ago something last changed.",
      };
    case "paused":
      return { word: "paused", tip: "Not updated while this page was out of sight" };
    case "lost":
      return { word: "offline", tip: "The server does not answer" };
  }
}

const themes = {
  auto: { next: "light", icon: "contrast", label: "Theme: as the system" },
  light: { next: "dark", icon: "sun", label: "Theme: light" },
  dark: { next: "auto", icon: "moon", label: "Theme: dark" },
} as const satisfies Record<Theme, { next: Theme; icon: IconName; label: string }>;

function ThemeButton() {
  const { next, icon, label } = themes[usePreferences().theme];
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      data-tip={label}
      onClick={() => setPreferences({ theme: next })}
    >
      <Icon name={icon} />
    </button>
  );
}

function LoadingBar() {
  const loading = useLoadingText();
  if (!loading) return null;
  const percent = loading.share === null ? undefined : Math.floor(loading.share * 100);
  return (
    <div
      className="loading-bar"
      role="progressbar"
      aria-label="Reading the log directory"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      data-unknown={percent === undefined ? "" : undefined}
    >
      <div className="loading-bar-done" style={{ width: `${percent ?? 30}%` }} />
    </div>
  );
}

function useLoadingText() {
  const { data: loading } = useQuery({ ...statusQuery, select: (status) => status.loading });
  const base = useBoard((state) => state.loadingBase);
  const nowMillis = useNowMillis();
  return loading ? loadingText(loading, base, nowMillis) : null;
}
