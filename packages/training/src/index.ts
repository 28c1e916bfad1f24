export { backendCacheDirectory } from "./backend/cache-directory.ts";
export { FIX_COSTS } from "./backend/fix-advice.ts";
export { examineBackends } from "./doctor/examine-backends.ts";
export { runDoctor } from "./doctor/run-doctor.ts";
export { DeclaredCommand } from "./jobs/command-model.ts";
export { openTrainer } from "./jobs/open-trainer.ts";
export {
  TrainingError,
  type TrainedRun,
  type Trainer,
  type TrainerOptions,
  type TrainingErrorCode,
} from "./trainer.ts";
