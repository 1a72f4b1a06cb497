import type { RepairOutcome } from '../../../shared/contract/audit.ts';
import type { Clock } from '../../../shared/lib/clock.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { Audit } from './audit.ts';
import type { AuditTalk } from './audit-talk.ts';
import type { Found } from './descent.ts';
import type { Mended } from './mend-rows.ts';
import type { RowName } from './row-sums.ts';

/** How often, and how long apart, two that are at work are looked at until they hold the same. */
const tries = 60;
const betweenMs = 1000;
const mostMendedThere = 500;

export interface RepairProgress {
  readonly phase: 'log' | 'compare' | 'peer';
  readonly done: number;
  readonly total: number;
}

/** What was done about rows that differ. */
export interface Repaired {
  readonly outcome: RepairOutcome;
  /** On this PC, without the rows themselves; null when nothing was done here. */
  readonly here: (Omit<Mended, 'changed'> & { readonly changed: number }) | null;
  /** Rows that the peer has computed anew to something else; null when it was not asked. */
  readonly changedThere: number | null;
}

const rowNames = ({ rows }: Found): RowName[] => rows.map(({ entity, id }) => ({ entity, id }));

/**
 * Mends rows that differ from a peer's, in the order in which it costs least: a replica is a function of its
 * operations, so each side computes its rows anew from its own log, this PC first. Nobody's word counts for
 * more than the log.
 */
export const repairWith = async (
  { audit, clock }: { readonly audit: Audit; readonly clock: Clock },
  deviceId: DeviceId,
  differs: Found,
  onProgress: (progress: RepairProgress) => void,
): Promise<Repaired> => {
  const compareAgain = async (talk: AuditTalk): Promise<Found | null> => {
    for (let n = 0; n < tries; n += 1) {
      onProgress({ phase: 'compare', done: n, total: tries });
      await new Promise<void>((resolve) => clock.after(betweenMs, resolve));
      if (audit.talk(deviceId) !== talk) return null;
      const found = await audit.compare(talk);
      if (found !== null) return found;
    }
    return null;
  };

  const first = audit.talk(deviceId);
  const mended = await audit.mend(first, rowNames(differs), (done, total) =>
    onProgress({ phase: 'log', done, total }),
  );
  const here = { ...mended, changed: mended.changed.length };
  if (mended.failure === 'log-damaged') return { outcome: 'log-damaged', here, changedThere: null };
  const talk = audit.talk(deviceId);
  if (talk === null) return { outcome: 'peer-away', here, changedThere: null };
  const after = await compareAgain(talk);
  if (after === null) return { outcome: 'peer-away', here, changedThere: null };
  if (after.rows.length === 0)
    return { outcome: here.changed > 0 ? 'mended-here' : 'agrees', here, changedThere: null };

  onProgress({ phase: 'peer', done: 0, total: 1 });
  const answer = await talk.ask({ kind: 'mend', rows: rowNames(after).slice(0, mostMendedThere) }, null);
  const changedThere = answer?.sums.length ?? null;
  const last = await compareAgain(talk);
  const outcome = last === null ? 'peer-away' : last.rows.length === 0 ? 'mended-there' : 'still-differs';
  return { outcome, here, changedThere };
};
