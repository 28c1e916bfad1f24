export type { DataClass, RecordPoints, ScalarPoints, SeriesMetadata } from "./points.ts";
