// Answers of histograms as Arrow tables: all their columns in one, and all else as JSON.
import { z } from "zod";
import { decodeTable, type ArrowTable } from "./arrow-table.ts";
import type { Endpoint, EndpointResponse } from "./endpoint.ts";
import { readHistogramGrid, readHistogramQuantiles, readHistograms } from "./histograms.ts";
import { doublesOf, metadataOf } from "./table-columns.ts";

export type HistogramsAnswer = EndpointResponse<typeof readHistograms>;
export type HistogramQuantilesAnswer = EndpointResponse<typeof readHistogramQuantiles>;
export type HistogramGridAnswer = EndpointResponse<typeof readHistogramGrid>;
