import type { OrganisationId } from '../../../shared/lib/ids.ts';
import { ok, type Result } from '../../../shared/lib/result.ts';
import { type AcceptError, acceptSome, type IncomingOperation } from '../db/accept.ts';
import type { Replica } from '../db/replica.ts';
import type { Turns } from './turns.ts';

/** Work of one transaction. Longer ones make a user's command wait, shorter ones cost a sync of the disk each. */
const sliceMs = 10;
/** A dozen small operations, some 10 ms of work where nothing else takes the processor away. */
const leastSliceBytes = 8 * 1024;

/**
 * Takes a batch in slices that fit the core's turns, so that users' commands and other peers come in between
 * (docs/spec/sync.md, S43).
 * @param onSlice called with each slice once it is durable.
 * @param isOver asked before each slice: the peer may have gone.
 */
export const receiveBatch = async (
  { replica, organisationId, turns }: ReceiverParts,
  batch: readonly IncomingOperation[],
  onSlice: (slice: readonly IncomingOperation[], isLast: boolean) => void,
  isOver: () => boolean,
): Promise<Result<null, AcceptError>> => {
  const { gate } = replica.db;
  for (let rest = batch; rest.length > 0; ) {
    if (gate.isHeld) await gate.pass();
    const slice = rest;
    // Between its wake-up and its turn a long writer may have come in.
    const taken = await turns.take(() =>
      isOver() || gate.isHeld
        ? ok(0)
        : acceptSome(replica, organisationId, slice, sliceMs, 'others', leastSliceBytes),
    );
    if (!taken.ok) return taken;
    if (isOver()) return ok(null);
    rest = slice.slice(taken.value);
    if (taken.value > 0) onSlice(slice.slice(0, taken.value), rest.length === 0);
  }
  return ok(null);
};

export interface ReceiverParts {
  readonly replica: Replica;
  readonly organisationId: OrganisationId;
  readonly turns: Turns;
}
