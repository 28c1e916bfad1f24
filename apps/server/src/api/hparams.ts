// What each run was started with: the hyperparameters that its writer put into the metadata of a summary.
import { listHparams, type HparamValue, type RunName } from "@runboard/contract";
import type { EventStore, SeriesRow } from "@runboard/store";
import { decodeMessage, HParamsPluginDataSchema, type SessionStartInfo } from "@runboard/tfevents";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import type { RunListReader } from "../run-list.ts";
import { serveEndpoint } from "../serve-endpoint.ts";

/** Where TensorFlow's, PyTorch's and tensorboardX's writers put them. */
const SESSION_START_TAG = "_hparams_/session_start_info";

type Hparams = Readonly<Record<string, HparamValue>>;

export function serveHparams(app: FastifyInstance, parts: AppParts, runList: RunListReader): void {
  const { store, config, instance } = parts;
  serveEndpoint(
    { app, isReadOnly: config.isReadOnly },
    listHparams,
    async () => {
      const { revision, rows } = await runList.read();
      const logged = await readLogged(store);
      const runs = rows.flatMap(({ run }) => {
        const values = hparamsOf(run, logged);
        return values ? [{ run: run as RunName, values }] : [];
      });
      return { revision, runs };
    },
    { entityTag: async () => `${instance}.${await store.revision()}` },
  );
}

/** By run, those that its own files give. */
async function readLogged(store: EventStore): Promise<ReadonlyMap<string, Hparams>> {
  const rows = await store.listSeries({ plugin: "hparams", tags: [SESSION_START_TAG] });
  const logged = new Map<string, Hparams>();
  for (const row of rows) {
    const values = hparamsOfSeries(row);
    if (values) logged.set(row.run, values);
  }
  return logged;
}

/** Undefined for a series that says none, or whose content is damaged. */
function hparamsOfSeries({ metadata }: SeriesRow): Hparams | undefined {
  const data = decodeMessage(HParamsPluginDataSchema, metadata.pluginContent)?.data;
  if (data?.case !== "sessionStartInfo") return undefined;
  const entries = Object.entries(data.value.hparams).flatMap(([name, value]) => {
    const known = hparamValue(value);
    return known === undefined ? [] : [[name, known] as const];
  });
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writers put numbers, texts and truth values there; anything else is no value. A number that JSON does not have is its text. */
function hparamValue({ kind }: SessionStartInfo["hparams"][string]): HparamValue | undefined {
  switch (kind.case) {
    case "stringValue":
    case "boolValue":
      return kind.value;
    case "numberValue":
      return Number.isFinite(kind.value) ? kind.value : String(kind.value);
    default:
      return undefined;
  }
}

/** The run's own, or those of the nearest folder above it. */
function hparamsOf(run: string, logged: ReadonlyMap<string, Hparams>): Hparams | undefined {
  for (let folder = run; ; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    const values = logged.get(folder);
    if (values) return values;
    if (!folder.includes("/")) return logged.get(".");
  }
}
