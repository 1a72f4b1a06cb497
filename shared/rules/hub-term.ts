import type { DeviceId } from '../lib/ids.ts';

export interface HubTerm {
  readonly term: number;
  readonly deviceId: DeviceId;
  /** Stamp of the operation that told it. */
  readonly stamp: string;
}

/**
 * Which PC is the hub: that of the highest term. Two islands may have chosen at once, each its own: then the
 * earlier one holds, on every replica alike.
 * @param firstHub who made the call centre.
 */
export const hubOf = (firstHub: DeviceId, terms: readonly HubTerm[]): DeviceId => {
  let holder: HubTerm | undefined;
  for (const term of terms) {
    const isLater = holder === undefined || term.term > holder.term;
    if (isLater || (term.term === holder?.term && term.stamp < holder.stamp)) holder = term;
  }
  return holder?.deviceId ?? firstHub;
};

export const nextTerm = (terms: readonly HubTerm[]): number =>
  terms.reduce((highest, { term }) => Math.max(highest, term), 0) + 1;
