// `/metrics` in Prometheus' text format (0.0.4), and `/healthz`.
import { ApiError, JobStatus } from "@runboard/contract";
import type { Trainer } from "@runboard/training";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "./app-parts.ts";
import { sendProblem } from "./problem.ts";
import type { RunListReader } from "./run-list.ts";

const BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5] as const;

interface Durations {
  readonly bucketCounts: number[];
  count: number;
  sumSeconds: number;
}

/** Durations of requests by method, route and class of status. */
export class RequestDurations {
  readonly #series = new Map<string, Durations>();

  observe(
    labels: { readonly method: string; readonly route: string; readonly status: number },
    seconds: number,
  ): void {
    const key = labelsOf({
      method: labels.method,
      route: labels.route,
      status: `${Math.floor(labels.status / 100)}xx`,
    });
    let durations = this.#series.get(key);
    if (!durations) {
      durations = { bucketCounts: BUCKETS_SECONDS.map(() => 0), count: 0, sumSeconds: 0 };
      this.#series.set(key, durations);
    }
    durations.count += 1;
    durations.sumSeconds += seconds;
    const bucket = BUCKETS_SECONDS.findIndex((limit) => seconds <= limit);
    if (bucket >= 0) durations.bucketCounts[bucket] = (durations.bucketCounts[bucket] ?? 0) + 1;
  }

  lines(name: string): string[] {
    return [...this.#series].flatMap(([labels, { bucketCounts, count, sumSeconds }]) => {
      let below = 0;
      const buckets = BUCKETS_SECONDS.map((limit, index) => {
        below += bucketCounts[index] ?? 0;
        return `${name}_bucket{${labels},le="${limit}"} ${below}`;
      });
      return [
        ...buckets,
        `${name}_bucket{${labels},le="+Inf"} ${count}`,
        `${name}_sum{${labels}} ${sumSeconds}`,
        `${name}_count{${labels}} ${count}`,
      ];
    });
  }
}

/** Measures every request of `app` from now on. */
export function measureRequests(app: FastifyInstance): RequestDurations {
  const durations = new RequestDurations();
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none";
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  return durations;
}

export interface MetricSources {
  readonly parts: AppParts;
  readonly runList: RunListReader;
  readonly durations: RequestDurations;
  readonly liveClientCount: () => number;
}

/** Both routes answer below the path prefix of `app`. */
export function serveOperations(app: FastifyInstance, sources: MetricSources): void {
  app.get("/healthz", async (_request, reply) => {
    try {
      const { store, damage } = sources.parts;
      await store.revision();
      const remaining = await damage.remaining(store);
      if (remaining !== undefined)
        return await sendProblem(reply, new ApiError("store_unavailable", remaining));
    } catch (error) {
      return sendProblem(
        reply,
        new ApiError("store_unavailable", `the index does not answer: ${String(error)}`),
      );
    }
    return reply.header("cache-control", "no-store").type("text/plain; charset=utf-8").send("ok\n");
  });
  app.get("/metrics", async (_request, reply) =>
    reply
      .header("cache-control", "no-store")
      .type("text/plain; version=0.0.4; charset=utf-8")
      .send(await metricsText(sources)),
  );
}

async function metricsText({ parts, runList, durations, liveClientCount }: MetricSources): Promise<string> {
  const { watch, trainer, version, clock } = parts;
  const { revision, rows } = await runList.read();
  const { progress } = watch;
  const total = (pick: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + pick(row), 0);
  const modified = rows.reduce((latest, row) => Math.max(latest, row.modifiedMillis), 0);
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  const lines = [
    "# HELP runboard_info Version of the server.",
    "# TYPE runboard_info gauge",
    `runboard_info{${labelsOf({ version })}} 1`,
  ];
  const metric = (kind: "gauge" | "counter", name: string, help: string, value: number): void => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, `${name} ${value}`);
  };
  metric("gauge", "runboard_runs", "Runs in the index.", rows.length);
  metric(
    "gauge",
    "runboard_series",
    "Series in the index.",
    total((row) => row.seriesCount),
  );
  metric(
    "gauge",
    "runboard_points",
    "Visible points in the index.",
    total((row) => row.pointCount),
  );
  metric("gauge", "runboard_revision", "Revision of the index.", revision);
  metric(
    "gauge",
    "runboard_problem_files",
    "Event files that are corrupt, unreadable or have skipped records.",
    total((row) => row.problemFiles.length),
  );
  metric("counter", "runboard_ingest_bytes_total", "Bytes read from event files.", progress.bytesScanned);
  metric(
    "gauge",
    "runboard_ingest_lag_bytes",
    "Bytes of known event files that are not in the index yet.",
    Math.max(0, progress.bytesTotal - progress.bytesRead),
  );
  metric(
    "gauge",
    "runboard_ingest_ready",
    "1 when all known files are in the index.",
    progress.phase === "ready" ? 1 : 0,
  );
  metric(
    "gauge",
    "runboard_seconds_since_growth",
    "Seconds since an event file last grew; NaN without files.",
    modified === 0 ? Number.NaN : (clock() - modified) / 1000,
  );
  metric("gauge", "runboard_live_clients", "Clients on the live stream.", liveClientCount());
  lines.push(...(await jobLines(trainer)));
  metric("gauge", "process_resident_memory_bytes", "Resident memory.", memory.rss);
  metric("gauge", "nodejs_heap_used_bytes", "Used JavaScript heap.", memory.heapUsed);
  metric("counter", "process_cpu_seconds_total", "Processor time.", (cpu.user + cpu.system) / 1e6);
  metric(
    "gauge",
    "process_start_time_seconds",
    "Start of the process since 1970.",
    Date.now() / 1000 - process.uptime(),
  );
  const name = "runboard_http_request_duration_seconds";
  lines.push(`# HELP ${name} Durations of requests.`, `# TYPE ${name} histogram`, ...durations.lines(name));
  return `${lines.join("\n")}\n`;
}

/** Every state, so that none of them comes and goes. */
async function jobLines(trainer: Trainer): Promise<readonly string[]> {
  const counts = new Map(JobStatus.options.map((status) => [status, 0]));
  for (const { state } of await trainer.jobs()) counts.set(state.status, (counts.get(state.status) ?? 0) + 1);
  const name = "runboard_jobs";
  return [
    `# HELP ${name} Jobs by state.`,
    `# TYPE ${name} gauge`,
    ...[...counts].map(([status, count]) => `${name}{${labelsOf({ status })}} ${count}`),
  ];
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(
      ([name, value]) =>
        `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
    )
    .join(",");
}
