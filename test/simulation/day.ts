import type { DataModel } from '../../electron/core/db/data-model.ts';
import type { Stick } from './carry.ts';
import type { Office } from './office.ts';
import type { Confirmed, SimNode } from './sim-node.ts';
import type { Violation } from './violation.ts';

/** A day that is going on. */
export interface Day {
  readonly seed: number;
  readonly office: Office;
  /** PCs that are there from the beginning, the hub among them. */
  readonly firstPcs: number;
  /** PCs that are set up with the version before the shipped one. */
  readonly older: readonly number[];
  readonly confirmed: Confirmed[];
  readonly violations: Violation[];
  /** What happened, step by step, to be read. */
  readonly story: string[];
  /** How often what happened. */
  readonly counts: Map<string, number>;
  /** Of each history, up to where its operations are among `confirmed`. */
  readonly confirmedUpTo: Map<string, number>;
  /** USB sticks that were written so far. */
  readonly sticks: Stick[];
  /** In which life a PC began to join; what a power cut ended does not go on. */
  readonly joining: Map<SimNode, number>;
  /** Copies of disks that were taken so far. */
  readonly backups: { readonly node: SimNode; readonly image: Buffer; readonly model: DataModel }[];
  /** PCs that somebody made the hub, in this order. */
  readonly hubs: SimNode[];
  /** PCs that lost what they had told others that they hold: with the disk it went, or was put back. */
  readonly setBack: Set<SimNode>;
}

export const count = (day: Day, what: string): void => {
  day.counts.set(what, (day.counts.get(what) ?? 0) + 1);
};
