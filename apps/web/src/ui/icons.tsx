// The icons, 16 px, drawn with the colour of the text around them.

const paths = {
  sidebar: "M2.5 3.5h11v9h-11zM6.5 3.5v9",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.4 10.4 14 14",
  chevron: "M6 4l4 4-4 4",
  close: "M4 4l8 8M12 4l-8 8",
  settings:
    "M2 4.5h6.5M12.5 4.5H14M10.5 6.3a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6ZM2 11.5h1.5M7.5 11.5H14M5.5 13.3a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  gear: "M6.8 3.5L6.9 1.7L9.1 1.7L9.2 3.5L10.4 3.9L11.7 2.8L13.2 4.3L12.1 5.6L12.5 6.8L14.3 6.9L14.3 9.1L12.5 9.2L12.1 10.4L13.2 11.7L11.7 13.2L10.4 12.1L9.2 12.5L9.1 14.3L6.9 14.3L6.8 12.5L5.6 12.1L4.3 13.2L2.8 11.7L3.9 10.4L3.5 9.2L1.7 9.1L1.7 6.9L3.5 6.8L3.9 5.6L2.8 4.3L4.3 2.8L5.6 3.9ZM8 10.1a2.1 2.1 0 1 0 0-4.2 2.1 2.1 0 0 0 0 4.2Z",
  expand: "M9.5 2.5h4v4M13.5 2.5 9.5 6.5M6.5 13.5h-4v-4M2.5 13.5l4-4",
  shrink: "M13.5 6.5h-4v-4M9.5 6.5l4-4M2.5 9.5h4v4M6.5 9.5l-4 4",
  wide: "M2 8h12M4.5 5.5 2 8l2.5 2.5M11.5 5.5 14 8l-2.5 2.5",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  fit: "M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10M6 6h4v4H6z",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  download: "M8 2.5v8M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11",
  link: "M6.5 9.5l3-3M7.5 4.5l1.2-1.2a2.8 2.8 0 0 1 4 4L11.5 8.5M8.5 11.5l-1.2 1.2a2.8 2.8 0 0 1-4-4L4.5 7.5",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.2v4M8 4.8v.01",
  warning: "M8 2.2 14.6 13.6H1.4zM8 6.4v3.4M8 11.6v.01",
  restart: "M12.6 6.2A5 5 0 1 0 13 8.6M13 2.8v3.6H9.4",
  check: "M3 8.5 6.5 12 13 4.5",
  sun: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  moon: "M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6Z",
  contrast: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12",
  arrow: "M8 13V3.5M4.5 7 8 3.5 11.5 7",
  sort: "M4.5 3v10M2.5 11l2 2 2-2M9 4h5M9 8h3.5M9 12h2",
  palette:
    "M8 14A6 6 0 1 1 14 8c0 2.4-2.4 2-3.6 2.1-1.5.2-.6 1.6-.9 2.6-.2.8-.8 1.3-1.5 1.3ZM5 8h.01M6.3 5.2h.01M9.7 5.2h.01",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  pin: "M5.5 2.5h5M6.2 2.5v4L4 9v1h8V9L9.8 6.5v-4M8 10v4",
  hide: "M2 2l12 12M6.5 4a6.6 6.6 0 0 1 1.5-.2c4 0 6 4.2 6 4.2a10 10 0 0 1-1.6 2.2M9.5 12a6 6 0 0 1-1.5.2C4 12.2 2 8 2 8a10 10 0 0 1 2.6-3",
  baseline: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5 8h6",
  finding: "M2 10.5h2.5l2-7 3 9.5 1.5-5h3",
  plus: "M8 3v10M3 8h10",
  formula: "M10.5 3.2c-2-1-3 .2-3.3 2L5.8 12c-.3 1.4-1.2 2-2.6 1.2M4.5 6.5h5M9.5 9l4 4.5M13.5 9l-4 4.5",
  axis: "M2.5 2.5v11h11M5 11V9M8 11V5.5M11 11V7.5",
  split: "M8 13.5V9M8 9 3.5 4.5M8 9l4.5-4.5M3 7.5v-3.5h3.5M13 7.5v-3.5H9.5",
  group: "M2 12c4 0 5-7 12-8M2 8.5C5 8.5 6 2.5 11 2M5 13.8c4-.6 5-5.3 9-6",
  terminal: "M2.5 3.5h11v9h-11zM4.8 6.2 6.8 8l-2 1.8M8.5 10.2h2.8",
  play: "M4.5 2.8v10.4L13 8z",
  pause: "M5.5 3v10M10.5 3v10",
  stop: "M4 4h8v8H4z",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.4 1.6",
  broken: "M8.5 1.8 4 8.6h3.2L6.6 14.2 12 7H8.4z",
  log: "M2.5 2.5v11h11M4.5 11.5c1-6 4-8 8.5-8.5",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" />
      {name === "contrast" && <path d="M8 2a6 6 0 0 1 0 12z" className="icon-filled" />}
    </svg>
  );
}
