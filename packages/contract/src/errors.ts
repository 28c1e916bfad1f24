// Every failure that HTTP can answer with, as RFC 9457 problem details with a stable code.
import { z } from "zod";

/** Code → HTTP status. A code never changes its meaning. */
export const problemStatus = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden_host: 403,
  forbidden_origin: 403,
  read_only: 403,
  not_found: 404,
  run_not_found: 404,
  tag_not_found: 404,
  model_not_found: 404,
  blob_not_found: 404,
  job_not_found: 404,
  sweep_not_found: 404,
  graph_not_found: 404,
  graph_item_not_found: 404,
  checkpoint_not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  conflict: 409,
  blob_gone: 410,
  too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  graph_unreadable: 422,
  checkpoint_unreadable: 422,
  embedding_not_found: 404,
  embedding_unreadable: 422,
  queue_full: 429,
  internal: 500,
  blob_unreadable: 503,
  store_unavailable: 503,
  too_many_streams: 503,
  training_unavailable: 503,
  disk_full: 507,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof problemStatus;

/** One wrong field of a request. */
export const FieldProblem = z.object({
  /** Where: `body.maxPoints`, `query.plugin`, `body.runs[3]`. */
  field: z.string(),
  message: z.string(),
});
export type FieldProblem = z.infer<typeof FieldProblem>;

/** Body of an error answer, `application/problem+json`. */
export const Problem = z.object({
  /** `urn:runboard:problem:` and the code. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]]),
  /** What is wrong, where, and what to do. */
  detail: z.string(),
  /** The wrong fields of an `invalid_request`, the first of them when they are many. */
  fields: z.array(FieldProblem).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Thrown by handlers on the server and by the client for an error answer. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ProblemCode;
  readonly status: number;
  readonly fields: readonly FieldProblem[];

  constructor(code: ProblemCode, detail: string, fields: readonly FieldProblem[] = []) {
    super(detail);
    this.code = code;
    this.status = problemStatus[code];
    this.fields = fields;
  }
}
