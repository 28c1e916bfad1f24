// What the server says about itself: lines for a person, or one JSON object a line in the shape of pino's.
import { hostname } from "node:os";

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  /** `detail`: of interest to machines only; not shown to a person. */
  detail(message: string, fields: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const levels = { detail: 30, info: 30, warn: 40, error: 50 } as const;

export function createLog(format: "human" | "json", write: (line: string) => void): Log {
  const at = (level: keyof typeof levels) => (message: string, fields?: LogFields) => {
    if (format === "human") {
      if (level !== "detail") write(level === "info" ? message : `runboard: ${message}`);
      return;
    }
    write(
      JSON.stringify({
        level: levels[level],
        time: Date.now(),
        pid: process.pid,
        hostname: hostname(),
        ...fields,
        msg: message,
      }),
    );
  };
  return { detail: at("detail"), info: at("info"), warn: at("warn"), error: at("error") };
}
