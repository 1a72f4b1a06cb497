import type { Change } from './operation.ts';
import type { Stamp } from './stamp.ts';

/** A change that replaces the same writes by other names. */
export const renameReplaced = (change: Change, nameOf: (stamp: Stamp) => Stamp): Change =>
  change.replaces === undefined
    ? change
    : {
        ...change,
        replaces: Object.fromEntries(
          Object.entries(change.replaces).map(([field, stamps]) => [field, stamps.map(nameOf)]),
        ),
      };
