// What a reader may set for themselves. Everything holds at once and is kept by the browser; what a link should say stands in the URL instead.
import {
  MAX_CARD_WIDTH,
  MAX_START_SMOOTHING,
  MAX_TOOLTIP_ROWS,
  MIN_CARD_WIDTH,
  MIN_TOOLTIP_ROWS,
  setPreferences,
  usePreferences,
} from "../ui/preferences.ts";
import { Dialog } from "../ui/dialog.tsx";
import { AboutSection } from "./about-section.tsx";
import { CheckField, ChoiceField, RangeField } from "./fields.tsx";
import { KeptSection } from "./kept-section.tsx";

const themes = { auto: "As the system", light: "Light", dark: "Dark" } as const;
const motions = { auto: "As the system", reduced: "Reduced" } as const;
const tooltipSorts = {
  nearest: "Nearest to the pointer",
  nearest_y: "Nearest in height",
  descending: "Greatest value first",
  ascending: "Least value first",
  default: "As the runs at the side",
} as const;

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Settings" className="settings" onClose={onClose}>
      <AppearanceSection />
      <ChartsSection />
      <NewViewsSection />
      <KeptSection />
      <AboutSection />
    </Dialog>
  );
}

function AppearanceSection() {
  const { theme, motion } = usePreferences();
  return (
    <section aria-label="Appearance">
      <h3>Appearance</h3>
      <ChoiceField
        label="Theme"
        choices={themes}
        value={theme}
        onChange={(value) => setPreferences({ theme: value })}
      />
      <ChoiceField
        label="Motion"
        choices={motions}
        value={motion}
        onChange={(value) => setPreferences({ motion: value })}
      />
    </section>
  );
}

function ChartsSection() {
  const { cardWidth, tooltipRows, tooltipSort, linksZoom, showsFindings } = usePreferences();
  return (
    <section aria-label="Charts">
      <h3>Charts</h3>
      <RangeField
        label="Minimum card width"
        min={MIN_CARD_WIDTH}
        max={MAX_CARD_WIDTH}
        step={5}
        value={cardWidth}
        text={`${cardWidth} px`}
        onChange={(value) => setPreferences({ cardWidth: value })}
      />
      <ChoiceField
        label="Order of the tooltip"
        choices={tooltipSorts}
        value={tooltipSort}
        onChange={(value) => setPreferences({ tooltipSort: value })}
      />
      <RangeField
        label="Most rows of the tooltip"
        min={MIN_TOOLTIP_ROWS}
        max={MAX_TOOLTIP_ROWS}
        step={1}
        value={tooltipRows}
        text={`${tooltipRows} runs`}
        onChange={(value) => setPreferences({ tooltipRows: value })}
      />
      <CheckField
        label="Zoom all charts together"
        isOn={linksZoom}
        onChange={(value) => setPreferences({ linksZoom: value })}
      />
      <CheckField
        label="Mark NaN, spikes, plateaus"
        note="As they are noticed while reading"
        isOn={showsFindings}
        onChange={(value) => setPreferences({ showsFindings: value })}
      />
    </section>
  );
}

function NewViewsSection() {
  const { startSmoothing, startIgnoresOutliers } = usePreferences();
  return (
    <section aria-label="New views">
      <h3>New views</h3>
      <p className="setting-note">
        When the page is opened at its plain address. A link says by itself what it shows.
      </p>
      <RangeField
        label="Smoothing"
        min={0}
        max={MAX_START_SMOOTHING}
        step={0.001}
        value={startSmoothing}
        text={startSmoothing.toFixed(3)}
        onChange={(value) => setPreferences({ startSmoothing: value })}
      />
      <CheckField
        label="Ignore outliers when scaling"
        isOn={startIgnoresOutliers}
        onChange={(value) => setPreferences({ startIgnoresOutliers: value })}
      />
    </section>
  );
}
