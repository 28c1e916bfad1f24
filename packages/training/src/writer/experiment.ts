// Experiments and layouts in the words of this package, made into those of TensorBoard's messages.
import { DatasetType, type experimentValue, HParamType, type layoutValue } from "@runboard/tfevents";
import type { ChartCategory, ExperimentContent, HParamSpec } from "./summary-content.ts";

type ExperimentInit = Parameters<typeof experimentValue>[0];
type LayoutInit = Parameters<typeof layoutValue>[0];
type HParamInit = NonNullable<ExperimentInit["hparamInfos"]>[number];

export function experimentInit(content: ExperimentContent, timeCreatedSecs: number): ExperimentInit {
  return {
    name: content.name ?? "",
    description: content.description ?? "",
    timeCreatedSecs,
    hparamInfos: content.hparams.map(hparamInit),
    metricInfos: content.metrics.map(({ tag, group, displayName, description }) => ({
      name: { tag, group: group ?? "" },
      displayName: displayName ?? "",
      description: description ?? "",
      datasetType: group === "validation" ? DatasetType.DATASET_VALIDATION : DatasetType.DATASET_UNKNOWN,
    })),
  };
}

function hparamInit({ name, displayName, description, domain }: HParamSpec): HParamInit {
  const text = { name, displayName: displayName ?? "", description: description ?? "" };
  if (domain === undefined) return text;
  if ("min" in domain)
    return {
      ...text,
      type: HParamType.DATA_TYPE_FLOAT64,
      domain: { case: "domainInterval", value: { minValue: domain.min, maxValue: domain.max } },
    };
  const [first] = domain;
  return {
    ...text,
    type:
      typeof first === "string"
        ? HParamType.DATA_TYPE_STRING
        : typeof first === "boolean"
          ? HParamType.DATA_TYPE_BOOL
          : HParamType.DATA_TYPE_FLOAT64,
    domain: {
      case: "domainDiscrete",
      value: {
        values: domain.map((value) => {
          if (typeof value === "string") return { kind: { case: "stringValue" as const, value } };
          if (typeof value === "boolean") return { kind: { case: "boolValue" as const, value } };
          return { kind: { case: "numberValue" as const, value } };
        }),
      },
    },
  };
}

export function layoutInit(categories: readonly ChartCategory[]): LayoutInit {
  return {
    category: categories.map(({ title, closed, charts }) => ({
      title,
      closed: closed ?? false,
      chart: charts.map((chart) => ({
        title: chart.title,
        content:
          chart.margins === undefined
            ? { case: "multiline" as const, value: { tag: [...(chart.tags ?? [])] } }
            : { case: "margin" as const, value: { series: [...chart.margins] } },
      })),
    })),
  };
}
