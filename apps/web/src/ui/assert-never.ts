/** Ends a switch over a union: a member that is not handled is a type error. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value ${JSON.stringify(value)}`);
}
