// How pictures are lit, for all of them: which values are dark and light, and in which colours.
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { Segments } from "../../ui/segments.tsx";
import { imagesSearch } from "./search.ts";

const { brightness, contrast, gamma, range, map } = imagesSearch.defaults;
const plainLight = { brightness, contrast, gamma, range, map };

export function LightButton() {
  const search = imagesSearch.useSearch();
  const change = imagesSearch.useChange();
  const isChanged = Object.entries(plainLight).some(
    ([name, plain]) => search[name as keyof typeof plainLight] !== plain,
  );
  return (
    <PopoverButton
      label={
        isChanged
          ? "Pictures are not shown as they are: light and colours"
          : "Light and colours: brightness, contrast, gamma, range of values, false colours"
      }
      button={
        <>
          <Icon name="sun" />
          <span className="toolbar-word">Light</span>
        </>
      }
      buttonClass="toolbar-button"
      panelClass="images-light"
      isMarked={isChanged}
    >
      <LightField name="brightness" label="Brightness" least={0} most={2} />
      <LightField name="contrast" label="Contrast" least={0} most={5} />
      <LightField name="gamma" label="Gamma" least={0.2} most={5} />
      <div className="images-light-choice">
        <span>Values</span>
        <Segments
          label="Values from black to white"
          titles={ranges}
          value={search.range}
          onChange={(next) => change({ range: next }, { isReplacing: true })}
        />
      </div>
      <div className="images-light-choice">
        <span>Colours</span>
        <Segments
          label="Colours of pictures of one channel"
          titles={maps}
          value={search.map}
          onChange={(next) => change({ map: next }, { isReplacing: true })}
        />
      </div>
      <p className="images-light-note">
        Percentiles are of each picture’s own values. False colours are for grey pictures. Differences and
        numbers are of the values as they were logged.
      </p>
      <button type="button" className="button" disabled={!isChanged} onClick={() => change(plainLight)}>
        As they are
      </button>
    </PopoverButton>
  );
}

const ranges = { stored: "All", "0-100": "0–100 %", "1-99": "1–99 %", "5-95": "5–95 %" } as const;
const maps = { grey: "Grey", viridis: "False colours" } as const;

interface LightFieldProps {
  readonly name: "brightness" | "contrast" | "gamma";
  readonly label: string;
  readonly least: number;
  readonly most: number;
}

/** 1 leaves a picture as it is. */
function LightField({ name, label, least, most }: LightFieldProps) {
  const value = imagesSearch.useSearch()[name];
  const change = imagesSearch.useChange();
  const text = name === "gamma" ? value.toFixed(2) : `${Math.round(value * 100)} %`;
  return (
    <label className="images-light-field">
      <span>{label}</span>
      <input
        type="range"
        min={least}
        max={most}
        step={0.05}
        value={value}
        aria-valuetext={text}
        onChange={({ target }) => change({ [name]: target.valueAsNumber }, { isReplacing: true })}
      />
      <output>{text}</output>
    </label>
  );
}
