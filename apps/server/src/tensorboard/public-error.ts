// Errors that TensorBoard's routes answer with: a status and one line of plain text, worded as theirs.

export class PublicError extends Error {
  override readonly name = "PublicError";
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

export function invalidArgument(details: string): PublicError {
  return new PublicError(400, `Invalid argument: ${details}`);
}

export function notFound(details: string): PublicError {
  return new PublicError(404, `Not found: ${details}`);
}
