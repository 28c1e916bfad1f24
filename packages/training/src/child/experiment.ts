// What the table of hyper-parameters is told of a model: its parameters with their ranges, and the scalars that runs are compared by.
import { z } from "zod";
import type { Model } from "../model.ts";
import type { SummaryWriter } from "../writer.ts";

type Experiment = Parameters<SummaryWriter["experiment"]>[0];
type HParam = Experiment["hparams"][number];

/** The part of a parameter's JSON Schema that counts here. */
const Property = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  enum: z.union([z.array(z.string()), z.array(z.number())]).optional(),
});

export function describeExperiment(model: Model): Experiment {
  const { properties = {} } = z.toJSONSchema(model.parameters);
  return {
    hparams: Object.entries(properties).map(([name, property]) => hparam(name, Property.parse(property))),
    metrics: [model.metric.tag, ...(model.comparedTags ?? [])].map((tag) => ({ tag })),
  };
}

function hparam(name: string, property: z.infer<typeof Property>): HParam {
  const min = property.minimum ?? property.exclusiveMinimum;
  const max = property.maximum;
  return {
    name,
    ...(property.title === undefined ? {} : { displayName: property.title }),
    ...(property.description === undefined ? {} : { description: property.description }),
    ...(property.enum !== undefined
      ? { domain: property.enum }
      : min !== undefined && max !== undefined
        ? { domain: { min, max } }
        : {}),
  };
}
