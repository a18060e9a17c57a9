/** Closes a switch over a union: a new member that nobody handles fails to compile. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`);
}
