/** Deadlines that a new call centre starts with, in working minutes; proposals to calibrate. */
import type { UrgencyLevel } from './priority-matrix.ts';

export interface SlaTargets {
  readonly firstResponseMin: number;
  readonly resolveMin: number;
}

const targetsByLevel: Readonly<Record<UrgencyLevel, SlaTargets>> = {
  critical: { firstResponseMin: 30, resolveMin: 4 * 60 },
  high: { firstResponseMin: 60, resolveMin: 9 * 60 },
  medium: { firstResponseMin: 4 * 60, resolveMin: 18 * 60 },
  low: { firstResponseMin: 9 * 60, resolveMin: 45 * 60 },
};

/** Working minutes to the first response and to the solution. A VIP hears from us in half the time. */
export function slaTargets(level: UrgencyLevel, vip: boolean): SlaTargets {
  const { firstResponseMin, resolveMin } = targetsByLevel[level];
  return { firstResponseMin: vip ? firstResponseMin / 2 : firstResponseMin, resolveMin };
}
