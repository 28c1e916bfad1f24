// What can be trained: models of ours and commands of the configuration file, seen as one.
import path from "node:path";
import {
  ModelId,
  type Backend,
  type FieldProblem,
  type Metric,
  type Parameters,
  type TrainableModel,
} from "@runboard/contract";
import type { z } from "zod";
import type { CommandSpec } from "../messages.ts";
import type { DataPlace, Model, ModelExample, ReferencePace } from "../model.ts";
import { TrainingError } from "../trainer.ts";
import { commandParameters, type DeclaredCommand } from "./command-model.ts";
import { jsonSchemaOf } from "./parameters.ts";
import { goodRunName } from "./run-directory.ts";

export interface Trainable {
  readonly id: ModelId;
  readonly kind: "model" | "command";
  readonly title: string;
  readonly summary: string;
  readonly schema: z.ZodObject;
  readonly metric: Metric;
  readonly canResume: boolean;
  readonly examples: readonly ModelExample[];
  /** null for a model of ours. */
  readonly command: CommandSpec | null;
  runName(parameters: Parameters): string;
  /** null when the program does not say. */
  totalSteps(parameters: Parameters): number | null;
  diskBytes(parameters: Parameters): number;
  /** See `Model`. */
  referencePace(parameters: Parameters, backend: Backend["name"]): ReferencePace | null;
  check(parameters: Parameters, place: DataPlace): Promise<readonly FieldProblem[]>;
}

export type Catalogue = ReadonlyMap<ModelId, Trainable>;

/** Throws TrainingError when two have the same name. */
export function catalogueOf(models: readonly Model[], commands: readonly DeclaredCommand[]): Catalogue {
  const catalogue = new Map<ModelId, Trainable>();
  for (const trainable of [...models.map(fromModel), ...commands.map(fromCommand)]) {
    if (catalogue.has(trainable.id))
      throw new TrainingError(
        "invalid",
        `Two trainings are named ${trainable.id}: give the command of the configuration file another name.`,
      );
    catalogue.set(trainable.id, trainable);
  }
  return catalogue;
}

/** Throws TrainingError. */
export function trainableOf(catalogue: Catalogue, id: string): Trainable {
  const parsed = ModelId.safeParse(id);
  const found = parsed.success ? catalogue.get(parsed.data) : undefined;
  if (found !== undefined) return found;
  throw new TrainingError(
    "model_not_found",
    `There is no model or command ${JSON.stringify(id)}; there are ${[...catalogue.keys()].join(", ")}.`,
  );
}

/** As the page and REST see it. */
export function describeTrainable(trainable: Trainable): TrainableModel {
  const { id, kind, title, summary, metric, canResume } = trainable;
  const parameters = jsonSchemaOf(trainable.schema);
  return {
    model: id,
    kind,
    title,
    summary,
    parameters,
    metric,
    canResume,
    examples: [...trainable.examples],
  };
}

function fromModel(model: Model): Trainable {
  return {
    id: ModelId.parse(model.id),
    kind: "model",
    title: model.title,
    summary: model.summary,
    schema: model.parameters,
    metric: model.metric,
    canResume: true,
    examples: model.examples,
    command: null,
    runName: (parameters) => model.runName(parameters),
    totalSteps: (parameters) => model.totalSteps(parameters),
    diskBytes: (parameters) => model.diskBytes(parameters),
    referencePace: (parameters, backend) => model.referencePace?.(parameters, backend) ?? null,
    async check(parameters, place) {
      const problems = (await model.check?.(parameters, place)) ?? [];
      return problems.map(({ field, message }) => ({
        field: field.startsWith("parameters.") ? field : `parameters.${field}`,
        message,
      }));
    },
  };
}

function fromCommand(declared: DeclaredCommand): Trainable {
  const { name, command, environment, title = name } = declared;
  return {
    id: name,
    kind: "command",
    title,
    summary: declared.summary ?? "Runs a program that the configuration file declares.",
    schema: commandParameters(declared),
    metric: declared.metric,
    canResume: false,
    examples: [],
    command: { command, environment, workingDirectory: path.resolve(declared.workingDirectory ?? ".") },
    runName: (parameters) => commandRunName(declared, parameters),
    totalSteps: () => null,
    // Nobody knows.
    diskBytes: () => 0,
    referencePace: () => null,
    check: () => Promise.resolve([]),
  };
}

/** The command's name and what differs from its defaults: `train,lr=0.01`. */
function commandRunName({ name, parameters: declared }: DeclaredCommand, parameters: Parameters): string {
  const chosen = Object.entries(parameters).filter(([key, value]) => value !== declared[key]?.default);
  return goodRunName(
    [name, ...chosen.map(([key, value]) => `${key}=${String(value).replaceAll("/", "_")}`)].join(","),
  );
}
