// What the URL says of the two tabs of histograms: they differ in the view that they open with. Every field has a default, so that no link ever breaks.
import { createContext, use } from "react";
import { z } from "zod";
import { dashboardSearch, type DashboardSearch } from "../../url/dashboard-search.ts";

const views = ["ridges", "heat", "bands", "section"] as const;
export type HistogramView = (typeof views)[number];

const truth = (otherwise: boolean) => z.union([z.boolean(), z.stringbool()]).catch(otherwise);

const schemaOf = (view: HistogramView) =>
  z.object({
    /** See cards/grid-axes.ts. */
    rows: z.string().catch("tag"),
    columns: z.string().catch("run"),
    view: z.enum(views).catch(view),
    /** Of ridges: one behind the other, or all on one ground. */
    mode: z.enum(["offset", "overlay"]).catch("offset"),
    /** What histograms stand along. */
    axis: z.enum(["step", "relative", "wall"]).catch("step"),
    /** How values lie along their axis. */
    scale: z.enum(["linear", "log", "symlog"]).catch("linear"),
    /** Whether all runs of a tag have one range of values. */
    linked: truth(true),
    /** How colours of the heat-map stand for shares. */
    density: z.enum(["log", "linear"]).catch("log"),
    /** Of bands: whether all runs of a tag stand in one chart. */
    joined: truth(false),
    /** What a cross-section is laid over, see against.ts; empty for nothing. */
    against: z.string().catch(""),
    /** The order of the table of layers; empty where it is closed. */
    layers: z.enum(["", "changed", "zero", "nan"]).catch(""),
  });

export type HistogramsSearch = z.infer<ReturnType<typeof schemaOf>>;

const defaultsOf = (view: HistogramView): HistogramsSearch => schemaOf(view).parse({});

/** These stay out of the URL. */
export const histogramsSearch = dashboardSearch<"histograms", HistogramsSearch>(
  "histograms",
  schemaOf("ridges"),
  defaultsOf("ridges"),
);

export const distributionsSearch = dashboardSearch<"distributions", HistogramsSearch>(
  "distributions",
  schemaOf("bands"),
  defaultsOf("bands"),
);

type OpenSearch = Pick<DashboardSearch<string, HistogramsSearch>, "useSearch" | "useChange">;

/** That of the tab that is open. */
export const OpenSearch = createContext<OpenSearch>(histogramsSearch);

export function useHistogramsSearch(): ReturnType<OpenSearch["useSearch"]> {
  return use(OpenSearch).useSearch();
}

export function useChangeHistograms(): ReturnType<OpenSearch["useChange"]> {
  return use(OpenSearch).useChange();
}
