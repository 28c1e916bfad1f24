// What is wrong with a request, in few words however much of it is wrong.
import { ApiError, type FieldProblem } from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";

/** Greatest number of values in the lists and objects of one request: each wrong one becomes an object of its own before any is told. */
const MAX_REQUEST_VALUES = 50_000;
/** Wrong fields that are told one by one. */
export const MAX_TOLD_FAULTS = 20;
/** In characters: paths and messages repeat what was sent. */
const MAX_FIELD_LENGTH = 200;
const MAX_MESSAGE_LENGTH = 500;

export type RequestPart = "query" | "body";

/** The framework says of a key that it refuses what it says of a body that is no JSON. */
export function explainBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    void parse(request, body, (error, value) => {
      if (error && isJson(body))
        done(
          new ApiError(
            "invalid_request",
            "the body has a key that is refused: `__proto__`, or `constructor` with a `prototype`",
          ),
        );
      else done(error, value);
    });
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Throws ApiError when there are more values than any question has. */
export function checkValueCount(part: RequestPart, value: unknown): void {
  const left: unknown[] = [value];
  let count = 0;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const items = Object.values(next);
    count += items.length;
    if (count > MAX_REQUEST_VALUES)
      throw new ApiError(
        "too_large",
        `the ${part} has more than ${MAX_REQUEST_VALUES} values in its lists and objects`,
      );
    for (const item of items) if (typeof item === "object") left.push(item);
  }
}

/** Tells the first wrong fields, and of how many more there are. */
export function invalidRequest(part: RequestPart, { issues }: z.ZodError): ApiError {
  const fields = issues.slice(0, MAX_TOLD_FAULTS).map((issue): FieldProblem => ({
    field: cut(pathOf(part, issue.path), MAX_FIELD_LENGTH),
    message: cut(issue.message, MAX_MESSAGE_LENGTH),
  }));
  const told = fields.map(({ field, message }) => `${field}: ${message}`).join("; ");
  const untoldCount = issues.length - fields.length;
  return new ApiError("invalid_request", untoldCount > 0 ? `${told}; and ${untoldCount} more` : told, fields);
}

function pathOf(part: RequestPart, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (before, key) => (typeof key === "number" ? `${before}[${key}]` : `${before}.${String(key)}`),
    part,
  );
}

function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
