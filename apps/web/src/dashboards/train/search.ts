// What the URL says of the train dashboard: the whole form, so that a colleague can be sent it, and what is shown of the jobs.
import { z } from "zod";
import { dashboardSearch } from "../../url/dashboard-search.ts";

export const TrainSearch = z.object({
  /** The model whose form is open; empty for none. */
  model: z.string().catch(""),
  trainMode: z.enum(["single", "grid", "random", "halving"]).catch("single"),
  /** List of `name=text` for the fields that differ from their defaults; see field-text.ts for the text. */
  values: z.string().catch(""),
  /** Of a single run; empty for one made from the parameters. */
  runName: z.string().catch(""),
  sweepTitle: z.string().catch(""),
  /** The numbers as they were typed: how many runs are drawn, from which seed, in how many rungs. */
  runCount: z.string().catch("12"),
  seed: z.string().catch("0"),
  rungCount: z.string().catch("3"),
  priority: z.string().catch("0"),
  /** In seconds; empty for none. */
  timeout: z.string().catch(""),
  jobFilter: z.string().catch(""),
  jobState: z.enum(["all", "running", "ended"]).catch("all"),
  /** The job that a link leads to. */
  job: z.string().catch(""),
  /** The job whose log is open. */
  jobLog: z.string().catch(""),
});
export type TrainSearch = z.infer<typeof TrainSearch>;

/** These stay out of the URL. */
export const trainSearchDefaults: TrainSearch = {
  model: "",
  trainMode: "single",
  values: "",
  runName: "",
  sweepTitle: "",
  runCount: "12",
  seed: "0",
  rungCount: "3",
  priority: "0",
  timeout: "",
  jobFilter: "",
  jobState: "all",
  job: "",
  jobLog: "",
};

export const trainSearch = dashboardSearch("train", TrainSearch, trainSearchDefaults);
