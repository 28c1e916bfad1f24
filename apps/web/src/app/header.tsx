// The line at the top: name, dashboards, what the server is doing, theme, settings, help.
import { Link, useMatchRoute } from "@tanstack/react-router";
import { useState } from "react";
import { useDialog } from "./open-dialog.ts";
import { makeRoomForDashboard, useDrawer } from "../runs/sidebar-room.ts";
import { dashboards } from "@runboard/contract";
import { fetchAhead, tabbedDashboards } from "./dashboards.ts";
import { LiveIndicator } from "./live-indicator.tsx";
import { setPreferences, usePreferences, type Theme } from "../ui/preferences.ts";
import type { OtherKindsProps } from "./other-kinds.tsx";
import { Icon, type IconName } from "../ui/icons.tsx";
import { late } from "../ui/late.tsx";
import { PopoverButton } from "../ui/popover.tsx";
import { useKindCounts } from "../data/use-kind-counts.ts";
import { useLoadingText } from "./use-loading-text.ts";

const OtherKinds = late<OtherKindsProps>(async () => (await import("./other-kinds.tsx")).OtherKinds);

export function Header({ hasRuns }: { readonly hasRuns: boolean }) {
  return (
    <header className="header">
      {hasRuns && <SidebarButton />}
      <h1 className="header-name">Runboard</h1>
      <Navigation />
      <span className="header-space" />
      <LiveIndicator />
      <ThemeButton />
      <button
        type="button"
        className="icon-button"
        aria-label="Settings"
        data-tip="Settings"
        onClick={() => useDialog.setState({ dialog: "settings" })}
      >
        <Icon name="gear" />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Keys and gestures"
        data-tip="Keys and gestures (?)"
        onClick={() => useDialog.setState({ dialog: "help" })}
      >
        <span className="header-help">?</span>
      </button>
      <LoadingBar />
    </header>
  );
}

function Navigation() {
  const [isOpen, setOpen] = useState(false);
  const { counts, refresh } = useKindCounts();
  const matchRoute = useMatchRoute();
  const tabs = tabbedDashboards(counts, (id) => matchRoute({ to: `/${id}`, includeSearch: false }) !== false);
  return (
    <nav className="header-dashboards" aria-label="Dashboards">
      {tabs.map((id) => (
        <Link
          key={id}
          to={`/${id}`}
          search={(search) => search}
          activeOptions={{ includeSearch: false }}
          className="header-dashboard"
          onClick={makeRoomForDashboard}
          onPointerEnter={() => fetchAhead(id)}
          onFocus={() => fetchAhead(id)}
        >
          {dashboards[id].title}
        </Link>
      ))}
      <PopoverButton
        label="Other kinds of data"
        button={<Icon name="more" />}
        panelClass="other-kinds"
        onOpenChange={(isNowOpen) => {
          setOpen(isNowOpen);
          if (isNowOpen) refresh();
        }}
      >
        {isOpen && (
          <OtherKinds counts={counts} tabbed={new Set(tabs.flatMap((id) => dashboards[id].kinds))} />
        )}
      </PopoverButton>
    </nav>
  );
}

function SidebarButton() {
  const { isSidebarHidden } = usePreferences();
  const isDrawerOpen = useDrawer((state) => state.isDrawerOpen);
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
        onClick={() => useDrawer.setState({ isDrawerOpen: !isDrawerOpen })}
      >
        <Icon name="sidebar" />
      </button>
    </>
  );
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
