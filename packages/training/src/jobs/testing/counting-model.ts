// A model that only counts: its process is counting-child.ts, which does what the parameters say.
import { Metric } from "@runboard/contract";
import { z } from "zod";
import { defineModel } from "../../model.ts";

const parameters = z.object({
  rate: z.number().positive().max(1).default(0.1).meta({ title: "Rate", "x-scale": "log" }),
  kind: z.enum(["plain", "fancy"]).default("plain"),
  layers: z.union([z.literal(1), z.literal(2)]).default(1),
  steps: z.int().positive().max(100_000).default(10),
  stepMillis: z.number().min(0).default(5),
  checkpointSteps: z.int().positive().default(1000),
  /** At this step it does `ending`. */
  endStep: z.int().min(-1).default(-1),
  ending: z.enum(["exit", "throw", "abort", "leave"]).default("exit"),
  isStubborn: z.boolean().default(false),
  /** How long it takes to save when it has to end. */
  saveMillis: z.number().min(0).default(0),
  /** With a greater one it diverges after its first step. */
  greatestRate: z.number().default(1),
  hugeDisk: z.boolean().default(false),
});
export type CountingParameters = z.output<typeof parameters>;

export const countingModel = defineModel({
  id: "counting",
  title: "Counting",
  summary: "Counts its steps.",
  parameters,
  metric: Metric.parse({ tag: "score", goal: "maximize" }),
  examples: [],
  runName: ({ rate }) => `rate=${rate}`,
  totalSteps: ({ steps }) => steps,
  diskBytes: ({ hugeDisk }) => (hugeDisk ? 2 ** 60 : 1000),
  check: ({ kind, layers }) =>
    Promise.resolve(
      kind === "fancy" && layers === 2 ? [{ field: "layers", message: "Fancy ones have one layer." }] : [],
    ),
  begin: () => Promise.reject(new Error("It is counted in a process of its own.")),
});
