/** Ends a switch over a union: the type check fails when a member is forgotten. */
export const assertNever = (value: never): never => {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
};
