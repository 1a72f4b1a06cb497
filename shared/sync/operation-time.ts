import { latestInstantMs } from '../entities/define-entity.ts';
import { hlcMs } from './hlc.ts';
import type { Operation } from './operation.ts';
import { isPlausibleTime } from './plausible-time.ts';

const within = (ms: number): number => Math.min(Math.max(ms, 0), latestInstantMs);

/**
 * When an operation was made, as everybody reckons it: its writer's clock with the correction that was known
 * then, and the logical clock where that cannot be (docs/spec/sync.md, S72). Milliseconds UTC. Depends on the
 * operation alone.
 */
const officeTimeOf = ({ wall, offset, hlc }: Operation): number => {
  const logicalMs = hlcMs(hlc);
  const ms = wall + (offset ?? 0);
  return within(isPlausibleTime(ms, logicalMs) ? ms : logicalMs);
};

/** When a row was made that this operation inserts. Operations without a correction are of the first version. */
export const madeAt = (operation: Operation): number =>
  operation.offset === undefined ? within(operation.wall) : officeTimeOf(operation);

export const changedAt = (operation: Operation): number =>
  operation.offset === undefined ? within(hlcMs(operation.hlc)) : officeTimeOf(operation);
