import type { Stick } from './carry.ts';
import type { Office } from './office.ts';
import type { Confirmed, SimNode } from './sim-node.ts';
import type { Violation } from './violation.ts';

/** A day that is going on. */
export interface Day {
  readonly seed: number;
  readonly office: Office;
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
  readonly backups: { readonly node: SimNode; readonly image: Buffer }[];
}
