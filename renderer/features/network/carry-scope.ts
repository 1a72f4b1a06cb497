// What a file of changes can carry, as one choice of a list.
import type { ApiInputs } from '../../../shared/contract/index.ts';
import { idSchema } from '../../../shared/lib/ids.ts';

export const carryScopes = ['everything', 'today', 'three', 'week', 'month'] as const;

/** One of `carryScopes`, or `peer:` with a device's id. */
export type CarryScope = string;

const daysOf: Readonly<Record<string, number>> = { today: 1, three: 3, week: 7, month: 30 };
const dayMs = 86_400_000;

export const scopeInput = (scope: CarryScope, nowMs: number): ApiInputs['exchange']['export']['scope'] => {
  const device = idSchema<'device'>().safeParse(scope.replace(/^peer:/, ''));
  if (device.success) return { kind: 'peer', deviceId: device.data };
  const days = daysOf[scope];
  return days === undefined ? { kind: 'everything' } : { kind: 'since', at: nowMs - days * dayMs };
};
