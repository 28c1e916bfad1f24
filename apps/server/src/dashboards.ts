// What each dashboard asks for, routed.
import { dashboardIds, type DashboardId } from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import { serveCheckpoints } from "./api/checkpoints.ts";
import { serveCurves } from "./api/curves.ts";
import { serveDownload } from "./api/download.ts";
import { serveEmbeddings } from "./api/embeddings.ts";
import { serveFindings } from "./api/findings.ts";
import { serveGraphs } from "./api/graphs.ts";
import { serveHistograms } from "./api/histograms.ts";
import { serveJobs } from "./api/jobs.ts";
import { serveSeries } from "./api/series.ts";
import { serveSweeps } from "./api/sweeps.ts";
import { serveTexts } from "./api/text.ts";
import { serveTraining } from "./api/training.ts";
import type { DashboardParts } from "./app-parts.ts";

type Serve = (app: FastifyInstance, parts: DashboardParts) => void;

const routes = {
  scalars: [serveSeries, serveCurves, serveDownload, serveFindings],
  histograms: [serveHistograms],
  distributions: [],
  images: [],
  text: [serveTexts],
  graphs: [serveGraphs, serveCheckpoints],
  train: [serveTraining, serveJobs, serveSweeps, serveEmbeddings],
} as const satisfies Record<DashboardId, readonly Serve[]>;

export function serveDashboards(app: FastifyInstance, parts: DashboardParts): void {
  for (const id of dashboardIds) for (const serve of routes[id]) serve(app, parts);
}
