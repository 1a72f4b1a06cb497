/** Ends a switch over a union: a member without a case is a type error, and throws if it arrives anyway. */
export function assertNever(x: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(x)}`);
}
