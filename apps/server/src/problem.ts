// Every failure as problem details (RFC 9457): the one place where errors become answers.
import type { Socket } from "node:net";
import { ApiError, problemStatus, type Problem, type ProblemCode } from "@runboard/contract";
import { StoreError } from "@runboard/store";
import { TrainingError, type TrainingErrorCode } from "@runboard/training";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "./log.ts";
import { MAX_TOLD_FAULTS } from "./request-faults.ts";
import { problemOfStore } from "./watched-store.ts";

const titles: Readonly<Record<ProblemCode, string>> = {
  invalid_request: "The request is not valid",
  unauthorized: "A token is needed",
  forbidden_host: "The host name is not allowed",
  forbidden_origin: "The request comes from another site",
  read_only: "The server is read-only",
  not_found: "There is nothing here",
  run_not_found: "There is no such run",
  tag_not_found: "There is no such tag",
  model_not_found: "There is no such model",
  blob_not_found: "There is no such blob",
  job_not_found: "There is no such job",
  sweep_not_found: "There is no such sweep",
  graph_not_found: "There is no such graph",
  graph_item_not_found: "Nothing stands there in the graph",
  checkpoint_not_found: "No such checkpoint",
  method_not_allowed: "The method is not allowed here",
  not_acceptable: "No acceptable media type",
  conflict: "That cannot be done now",
  blob_gone: "The blob is gone",
  too_large: "Too much was asked for",
  unsupported_media_type: "The media type is not supported",
  range_not_satisfiable: "The range is not in the blob",
  graph_unreadable: "That is no graph",
  checkpoint_unreadable: "The checkpoint cannot be read",
  embedding_not_found: "There is no such embedding",
  embedding_unreadable: "The embedding cannot be read",
  queue_full: "Too many jobs wait",
  internal: "The server failed",
  blob_unreadable: "The blob cannot be read",
  store_unavailable: "The index is not available",
  too_many_streams: "Too many live streams",
  training_unavailable: "Nothing can be trained here",
  disk_full: "The disk is too full",
};

function problemOf({ code, message, fields }: ApiError): Problem {
  return {
    type: `urn:runboard:problem:${code}`,
    title: titles[code],
    status: problemStatus[code],
    code,
    detail: message,
    ...(fields.length > 0 && { fields: [...fields] }),
  };
}

export function sendProblem(reply: FastifyReply, error: ApiError): FastifyReply {
  return reply
    .code(error.status)
    .header("content-type", "application/problem+json; charset=utf-8")
    .header("cache-control", "no-store")
    .removeHeader("etag")
    .send(JSON.stringify(problemOf(error)));
}

export function answerProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError | ApiError | StoreError | TrainingError, request, reply) => {
    const problem = apiErrorOf(error);
    if (problem.code === "internal")
      log.error(`${request.method} ${pathOf(request)} failed: ${error.stack ?? error.message}`);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const url = pathOf(request);
    const allowed = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].filter((method) =>
      app.hasRoute({ method, url }),
    );
    if (allowed.length === 0)
      return sendProblem(reply, new ApiError("not_found", `there is nothing at ${url}`));
    void reply.header("allow", allowed.join(", "));
    return sendProblem(
      reply,
      new ApiError("method_not_allowed", `${url} takes ${allowed.join(", ")}, not ${request.method}`),
    );
  });
}

/** Answers what is not HTTP, on the bare connection. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === "HPE_HEADER_OVERFLOW"
      ? new ApiError("too_large", `the address and headers are larger than ${HEADER_LIMIT_BYTES} bytes`)
      : new ApiError("invalid_request", "this is not an HTTP request");
  const body = JSON.stringify(problemOf(problem));
  const head = [
    `HTTP/1.1 ${problem.status} ${titles[problem.code]}`,
    "content-type: application/problem+json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** The path of a request without its query, which may hold a token. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "";
}

const trainingCodes: Readonly<Record<TrainingErrorCode, ProblemCode>> = {
  unavailable: "training_unavailable",
  model_not_found: "model_not_found",
  job_not_found: "job_not_found",
  sweep_not_found: "sweep_not_found",
  invalid: "invalid_request",
  conflict: "conflict",
  queue_full: "queue_full",
  disk_full: "disk_full",
};

function apiErrorOf(error: FastifyError | ApiError | StoreError | TrainingError): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StoreError) return problemOfStore(error);
  if (error instanceof TrainingError) {
    const fields = error.fields
      .slice(0, MAX_TOLD_FAULTS)
      .map(({ field, message }) => ({ field: `body.${field}`, message }));
    return new ApiError(trainingCodes[error.code], error.message, fields);
  }
  switch (error.code) {
    case "FST_ERR_CTP_INVALID_JSON_BODY":
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
      return new ApiError("invalid_request", `the body is not JSON: ${error.message}`);
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new ApiError("too_large", `the body is larger than ${BODY_LIMIT_BYTES} bytes`);
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new ApiError("unsupported_media_type", "the body must be application/json");
    default:
      break;
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return new ApiError("invalid_request", error.message);
  return new ApiError("internal", "the server failed at this request; its log says why");
}

/** Greatest size of an address and headers: a download may name hundreds of runs in its address. */
export const HEADER_LIMIT_BYTES = 256 * 1024;

/** Greatest size of a request's body: room for tens of thousands of run names. */
export const BODY_LIMIT_BYTES = 4 * 1024 * 1024;
