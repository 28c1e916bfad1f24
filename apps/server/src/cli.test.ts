import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { parseInvocation, type Task } from "./cli.ts";
import type { Config } from "./config.ts";
import { ignoredFlags } from "./settings.ts";

const directory = mkdtempSync(path.join(tmpdir(), "runboard-cli-"));
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => {
  for (const name of ["runboard.config.json", "runboard.config.yaml"])
    rmSync(path.join(directory, name), { force: true });
});

function parse(line: string, environment: Readonly<Record<string, string>> = {}): Promise<Task> {
  return parseInvocation({
    args: line.split(" ").filter((part) => part !== ""),
    environment,
    workingDirectory: directory,
    isTerminal: true,
    version: "1.2.3",
  });
}

async function configOf(line: string, environment?: Readonly<Record<string, string>>): Promise<Config> {
  const task = await parse(line, environment);
  if (task.kind !== "serve") throw new Error(`not a configuration: ${JSON.stringify(task)}`);
  return task.config;
}

async function refusalOf(line: string, environment?: Readonly<Record<string, string>>): Promise<string> {
  const task = await parse(line, environment);
  if (task.kind !== "refuse") throw new Error(`not refused: ${JSON.stringify(task)}`);
  return task.text;
}

describe("flags", () => {
  test("defaults are TensorBoard's", async () => {
    expect(await configOf("--logdir /logs")).toEqual({
      roots: [{ name: null, path: "/logs" }],
      logdirText: "/logs",
      host: "localhost",
      port: { kind: "scan", first: 6006, count: 100 },
      pathPrefix: "",
      reloadIntervalSeconds: 5,
      windowTitle: "",
      samplesPerPlugin: {},
      index: { kind: "cache" },
      isReadOnly: false,
      token: undefined,
      allowedHosts: [],
      logFormat: "human",
      trainingJobs: 1,
      commands: [],
      dataDirectories: [],
    });
  });

  test.each([
    "--path_prefix /a_b",
    "--path-prefix=/a_b",
    "--path_prefix=/a_b/",
    "serve --path-prefix /a_b//",
  ])("%s", async (flags) => {
    expect((await configOf(`${flags} --logdir=/logs`)).pathPrefix).toBe("/a_b");
  });

  test("a log directory is relative to the working directory, ~ is the home directory, a URI stays", async () => {
    expect((await configOf("--logdir runs/x")).roots[0]?.path).toBe(path.resolve("runs/x"));
    expect((await configOf("--logdir ~/runs")).roots[0]?.path).toBe(
      path.join(process.env["HOME"] ?? "", "runs"),
    );
    expect((await configOf("--logdir s3://bucket/runs")).roots[0]?.path).toBe("s3://bucket/runs");
    // Only --logdir_spec splits.
    expect((await configOf("--logdir /a:b,c")).roots).toEqual([{ name: null, path: "/a:b,c" }]);
  });

  test("--logdir_spec names its directories", async () => {
    const { roots, logdirText } = await configOf("--logdir_spec one:/a,/b");
    expect(roots).toEqual([
      { name: "one", path: "/a" },
      { name: null, path: "/b" },
    ]);
    expect(logdirText).toBe("one:/a,/b");
  });

  test("ports", async () => {
    expect((await configOf("--logdir x --port 0")).port).toEqual({ kind: "exact", port: 0 });
    expect((await configOf("--logdir x --port=6006")).port).toEqual({ kind: "exact", port: 6006 });
    expect((await configOf("--logdir x --port default")).port).toMatchObject({ kind: "scan" });
    for (const wrong of ["abc", "-1", "65536", "1.5"])
      expect(await refusalOf(`--logdir x --port=${wrong}`)).toContain("--port: expected a port number");
  });

  test("samples per plugin", async () => {
    expect((await configOf("--logdir x --samples_per_plugin scalars=500,images=0")).samplesPerPlugin).toEqual(
      {
        scalars: 500,
        images: 0,
      },
    );
    expect(await refusalOf("--logdir x --samples_per_plugin scalars:500")).toContain("scalars=500,images=0");
  });

  test("switches take a value when one is given", async () => {
    expect((await configOf("--logdir x --read_only")).isReadOnly).toBe(true);
    expect((await configOf("--logdir x --read-only=false", { RUNBOARD_READ_ONLY: "1" })).isReadOnly).toBe(
      false,
    );
    expect((await configOf("--logdir x --no_index")).index).toEqual({ kind: "temporary" });
    expect((await configOf("--logdir x --index-dir /i")).index).toEqual({ kind: "directory", path: "/i" });
    expect(await refusalOf("--logdir x --index-dir /i --no-index")).toContain("exclude each other");
  });

  test("flags of TensorBoard without a meaning here are accepted with one line", async () => {
    const flags = ignoredFlags.map((name) =>
      name === "db-import" ? "--db_import" : `--${name.replaceAll("-", "_")}=true`,
    );
    const task = await parse(`--logdir x ${flags.join(" ")}`);
    expect(task.kind === "serve" && task.notices).toEqual([
      `ignored, Runboard has no need of: ${ignoredFlags.map((name) => `--${name.replaceAll("-", "_")}`).join(", ")}`,
    ]);
    expect(await parse("--logdir x")).toMatchObject({ notices: [] });
  });

  test("help and version", async () => {
    expect(await parse("--version")).toEqual({ kind: "print", text: "1.2.3\n" });
    expect(await parse("--version_tb")).toEqual({ kind: "print", text: "1.2.3\n" });
    for (const flag of ["--help", "-h", "--helpfull"]) {
      const task = await parse(flag);
      expect(task).toMatchObject({ kind: "print" });
      expect(task.kind === "print" && task.text).toContain("--path-prefix <PATH>");
      expect(task.kind === "print" && task.text).toContain("--no-index ");
      expect(task.kind === "print" && task.text).not.toContain("load-fast");
      expect(task.kind === "print" && task.text).toContain("runboard train --help");
    }
  });

  test("--inspect", async () => {
    expect(await parse("--inspect --logdir x --tag loss")).toEqual({
      kind: "inspect",
      target: { logdir: "x" },
      tag: "loss",
    });
    expect(await parse("--inspect --event_file f")).toMatchObject({
      target: { eventFile: "f" },
      tag: undefined,
    });
    expect(await refusalOf("--inspect")).toContain("--inspect needs either --logdir or --event_file");
    expect(await refusalOf("--inspect --logdir x --event_file f")).toContain("needs either");
    expect(await refusalOf("--logdir x --tag loss")).toContain("--event_file and --tag go with --inspect");
  });
});

test.each(["train", "sweep", "jobs", "doctor"])("%s is a command with flags of its own", async (name) => {
  expect(await parse(`${name} mnist-cnn --lr 1`)).toEqual({
    kind: "command",
    name,
    args: ["mnist-cnn", "--lr", "1"],
  });
});

describe("mistakes say what was meant", () => {
  test.each([
    ["--lgdir x", "there is no flag --lgdir: did you mean --logdir?"],
    ["--logdir x --path_prefx=/a", "there is no flag --path_prefx: did you mean --path_prefix?"],
    ["--logdir x --readonly", "there is no flag --readonly: did you mean --read-only?"],
    ["--logdir x --zzz", "there is no flag --zzz\n"],
    ["--logdir", "--logdir needs a value"],
    ["serv --logdir x", "there is no command serv: did you mean serve?"],
    ["trian mnist-cnn", "there is no command trian: did you mean train?"],
    ["lookup", "there is no command lookup, only serve, train, sweep, jobs, doctor"],
    ["--logdir x --training_jobs 0", "--training-jobs: expected a number of jobs from 1 to 64"],
    ["--logdir x --commands y", "there is no flag --commands"],
    ["./runs", "runboard --logdir ./runs"],
    ["--logdir x --path_prefix a", "--path-prefix: must begin with a slash"],
    ["--logdir x --reload_interval -1", "--reload-interval: expected a number of seconds"],
    ["--logdir x --log-format xml", "--log-format: expected auto, human or json"],
    ["--logdir x --read-only=maybe", "--read-only: expected true or false"],
    ["--logdir a --logdir_spec b", "--logdir and --logdir-spec exclude each other"],
    ["--logdir x --host localhost --bind_all", "--host and --bind-all exclude each other"],
    ["", "a log directory must be given"],
  ])("%s", async (line, expected) => {
    const text = await refusalOf(line);
    expect(text).toContain(expected);
    expect(text).toContain("--help");
  });
});

describe("other machines", () => {
  test.each(["--bind_all", "--host 0.0.0.0", "--host 192.168.1.5", "--host example.com"])(
    "%s needs a token",
    async (flags) => {
      expect(await refusalOf(`--logdir x ${flags}`)).toContain("RUNBOARD_TOKEN");
      expect(await parse(`--logdir x ${flags} --insecure`)).toMatchObject({ kind: "serve" });
      expect(await parse(`--logdir x ${flags}`, { RUNBOARD_TOKEN: "a-long-secret" })).toMatchObject({
        kind: "serve",
        config: { token: "a-long-secret" },
      });
    },
  );

  test.each(["--host localhost", "--host 127.0.0.1", "--host 127.1.2.3", "--host ::1"])(
    "%s does not",
    async (flags) => {
      expect(await parse(`--logdir x ${flags}`)).toMatchObject({ kind: "serve" });
    },
  );

  test("a short token is refused without being shown", async () => {
    const text = await refusalOf("--logdir x --token abc");
    expect(text).toContain("at least 8 characters");
    expect(text).not.toContain("abc");
  });
});

describe("sources", () => {
  const writeConfig = (name: string, text: string): void => writeFileSync(path.join(directory, name), text);

  test("a flag beats the environment, which beats the file", async () => {
    writeConfig(
      "runboard.config.json",
      JSON.stringify({ logdir: "/file", window_title: "file", pathPrefix: "/file" }),
    );
    const environment = { RUNBOARD_WINDOW_TITLE: "environment", RUNBOARD_PATH_PREFIX: "/environment" };
    expect(await configOf("--path_prefix /flag", environment)).toMatchObject({
      logdirText: "/file",
      windowTitle: "environment",
      pathPrefix: "/flag",
    });
  });

  test("an empty variable counts as none", async () => {
    expect((await configOf("--logdir x", { RUNBOARD_TOKEN: "", RUNBOARD_PORT: "" })).token).toBeUndefined();
  });

  test("of two settings that exclude each other the stronger source wins", async () => {
    expect(await configOf("--logdir_spec a:/x", { RUNBOARD_LOGDIR: "/y" })).toMatchObject({
      logdirText: "a:/x",
    });
    expect(await configOf("--logdir x --host 127.0.0.1", { RUNBOARD_BIND_ALL: "true" })).toMatchObject({
      host: "127.0.0.1",
    });
  });

  test("YAML, lists and numbers", async () => {
    writeConfig(
      "runboard.config.yaml",
      "logdir: /logs\nport: 7007\nread-only: true\nallowedHosts: [a.example, .b.example]\nsamples_per_plugin: {scalars: 5}\n",
    );
    expect(await configOf("")).toMatchObject({
      port: { kind: "exact", port: 7007 },
      isReadOnly: true,
      allowedHosts: ["a.example", ".b.example"],
      samplesPerPlugin: { scalars: 5 },
    });
  });

  test("a named file, by flag or variable", async () => {
    writeConfig("other.json", '{"logdir": "/other"}');
    expect(await configOf("--config other.json")).toMatchObject({ logdirText: "/other" });
    expect(await configOf("", { RUNBOARD_CONFIG: "other.json" })).toMatchObject({ logdirText: "/other" });
    expect(await refusalOf("--config missing.json --logdir x")).toContain(
      "missing.json cannot be read (ENOENT)",
    );
  });

  test("commands that may be run as jobs and places of data, in the file only", async () => {
    const command = {
      name: "fine-tune",
      command: ["python", "train.py", "--lr", "{lr}"],
      metric: { tag: "accuracy", goal: "maximize" },
      parameters: { lr: { type: "number", default: 0.001 } },
    };
    writeConfig(
      "runboard.config.json",
      JSON.stringify({ commands: [command], data_dirs: ["/data", "~/csv"] }),
    );
    expect(
      await configOf("--logdir x", { RUNBOARD_COMMANDS: "rm", RUNBOARD_DATA_DIRS: "/etc" }),
    ).toMatchObject({
      commands: [{ name: "fine-tune", command: ["python", "train.py", "--lr", "{lr}"] }],
      dataDirectories: ["/data", path.join(process.env["HOME"] ?? "", "csv")],
    });
  });

  test.each([
    ['{"logdr": "x"}', 'there is no setting "logdr": did you mean "logdir"?'],
    ['{"inspect": true}', 'there is no setting "inspect"'],
    ["{", "runboard.config.json cannot be parsed"],
    ["[]", "must hold a mapping of settings"],
    ['{"logdir": "x", "port": "http"}', "port in runboard.config.json: expected a port number"],
    ['{"logdir": 5}', "logdir in runboard.config.json"],
    [
      '{"logdir": "x", "dataDirs": "data"}',
      "dataDirs in runboard.config.json: expected a list of directories",
    ],
    ['{"logdir": "x", "commands": "rm"}', "commands in runboard.config.json: "],
    ['{"logdir": "x", "commands": [{"name": "a"}]}', "commands[0].command in runboard.config.json: "],
  ])("mistakes in the file: %s", async (text, expected) => {
    writeConfig("runboard.config.json", text);
    expect(await refusalOf("")).toContain(expected);
  });

  test("mistakes in the environment name the variable", async () => {
    expect(await refusalOf("--logdir x", { RUNBOARD_PORT: "http" })).toContain(
      'RUNBOARD_PORT: expected a port number from 0 to 65535, where 0 lets the system choose (given: "http")',
    );
  });
});
