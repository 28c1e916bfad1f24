// What each run was started with.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { RunName } from "./vocabulary.ts";

/** As the writer gave it; a number that is NaN or infinite comes as its text. */
export const HparamValue = z.union([z.string(), z.number(), z.boolean()]);
export type HparamValue = z.infer<typeof HparamValue>;

export const listHparams = defineEndpoint({
  method: "GET",
  path: "/api/v1/hparams",
  summary:
    "Hyperparameters of each run as its writer logged them; a run without any has those of the nearest folder above it.",
  access: "read",
  response: z.object({
    revision: z.int(),
    runs: z.array(z.object({ run: RunName, values: z.record(z.string(), HparamValue) })),
  }),
});
