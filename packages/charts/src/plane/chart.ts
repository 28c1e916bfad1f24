// A chart is mounted into an element, updated with whole props, and disposed. It fetches nothing and knows no React.

export interface Chart<Props> {
  /** Takes the props that now hold; compares, marks dirty, draws at most once a frame. */
  update(props: Props): void;
  /** Frees every listener, buffer and canvas. The chart is unusable afterwards. */
  dispose(): void;
}

export type MountChart<Props> = (container: HTMLElement, props: Props) => Chart<Props>;

/** The few colours a chart draws its frame with; lines bring their own. CSS colours. */
export interface ChartTheme {
  readonly text: string;
  readonly secondaryText: string;
  readonly hairline: string;
  readonly surface: string;
  readonly accent: string;
  readonly fontFamily: string;
}
