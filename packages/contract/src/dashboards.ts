// The dashboards that there are, and what each asks of the server. Server, page and browser tests have a table with a row for each of them.
import { downloadArchive } from "./archive.ts";
import { readBlobBatch } from "./blob-batch.ts";
import { listCheckpoints, readCheckpointWeights } from "./checkpoints.ts";
import { readCurves } from "./curves.ts";
import { listEmbeddings } from "./embeddings.ts";
import type { Endpoint, StreamEndpoint } from "./endpoint.ts";
import { listFindings } from "./findings.ts";
import { readHistogramGrid, readHistogramQuantiles, readHistograms } from "./histograms.ts";
import {
  compareGraphSources,
  downloadGraph,
  listGraphParameters,
  listGraphs,
  readGraphNode,
  readGraphScope,
  readGraphStats,
  searchGraphItems,
  traceGraph,
} from "./graphs.ts";
import { listHparams } from "./hparams.ts";
import {
  cancelJobs,
  downloadJobLog,
  listJobs,
  listSweeps,
  pauseSweep,
  prioritizeJobs,
  readJobLog,
  resumeJobs,
  resumeSweep,
  retryJobs,
  startJob,
  startSweep,
  stopSweep,
} from "./jobs.ts";
import type { KindId } from "./kinds.ts";
import { readEvents } from "./live.ts";
import { readBlob, readRecords, readTensors } from "./records.ts";
import { listRestarts } from "./restarts.ts";
import { listRuns, listTags, readLatest, readStatus } from "./runs.ts";
import { downloadSeries, readSeries } from "./series.ts";
import { searchTexts } from "./text.ts";
import { planTraining, readTraining } from "./training.ts";

export interface Dashboard {
  /** Its tab. */
  readonly title: string;
  /** What it shows: its tab is there when there is some. None: always. */
  readonly kinds: readonly KindId[];
  /** What it alone asks for; all else stands in `boardEndpoints`. */
  readonly endpoints: readonly (Endpoint | StreamEndpoint)[];
}

const table = {
  scalars: {
    title: "Scalars",
    kinds: ["scalars"],
    endpoints: [readSeries, readCurves, listFindings, downloadSeries],
  },
  histograms: {
    title: "Histograms",
    kinds: ["histograms"],
    endpoints: [readHistograms, readHistogramQuantiles, readHistogramGrid],
  },
  distributions: { title: "Distributions", kinds: ["histograms"], endpoints: [] },
  images: { title: "Images", kinds: ["images"], endpoints: [] },
  text: { title: "Text", kinds: ["text"], endpoints: [searchTexts] },
  graphs: {
    title: "Graphs",
    kinds: ["graphs"],
    endpoints: [
      listGraphs,
      readGraphStats,
      readGraphScope,
      readGraphNode,
      searchGraphItems,
      traceGraph,
      compareGraphSources,
      listGraphParameters,
      downloadGraph,
      listCheckpoints,
      readCheckpointWeights,
    ],
  },
  train: {
    title: "Train",
    kinds: [],
    endpoints: [
      readTraining,
      planTraining,
      listJobs,
      startJob,
      cancelJobs,
      retryJobs,
      resumeJobs,
      prioritizeJobs,
      readJobLog,
      downloadJobLog,
      listSweeps,
      startSweep,
      pauseSweep,
      resumeSweep,
      stopSweep,
      listEmbeddings,
    ],
  },
} satisfies Record<string, Dashboard>;

/** Also its path in the page, and the folder of its code. */
export type DashboardId = keyof typeof table;

export const dashboards: Readonly<Record<DashboardId, Dashboard>> = table;

export const dashboardIds = Object.keys(dashboards) as readonly DashboardId[];

/** What the page asks for whichever dashboard is open, and what several of them read values with. */
export const boardEndpoints: readonly (Endpoint | StreamEndpoint)[] = [
  readStatus,
  listRuns,
  listTags,
  readLatest,
  listHparams,
  listRestarts,
  readRecords,
  readTensors,
  readBlob,
  readBlobBatch,
  downloadArchive,
  readEvents,
];
