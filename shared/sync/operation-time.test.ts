import { describe, expect, it } from 'vitest';
import { hlcUntil } from './hlc.ts';
import type { Operation } from './operation.ts';
import { changedAt, madeAt } from './operation-time.ts';

const officeMs = Date.UTC(2026, 10, 21);
const operationAt = (wall: number, offset: number | null | undefined, hlcMs = officeMs): Operation => ({
  v: 1,
  org: '0197a000-0000-7000-8000-0000000000aa' as Operation['org'],
  device: '0197a000-0000-7000-8000-0000000000bb' as Operation['device'],
  epoch: 1,
  seq: 1,
  prev: '',
  hlc: hlcUntil(hlcMs),
  wall,
  ...(offset === undefined ? {} : { offset }),
  policy: 0,
  schema: 1,
  user: null,
  command: 'test',
  changes: [],
});

describe('when an operation was made', () => {
  it('S72: is its writer’s clock with the correction that was known', () => {
    const wall = Date.UTC(2001, 0, 1);
    const operation = operationAt(wall, officeMs - wall);
    expect([madeAt(operation), changedAt(operation)]).toEqual([officeMs, officeMs]);
  });

  it('S72: is the logical clock where the writer’s cannot be', () => {
    for (const wall of [Date.UTC(2001, 0, 1), Date.UTC(2099, 0, 1), -5]) {
      expect(madeAt(operationAt(wall, null))).toBe(officeMs);
      expect(changedAt(operationAt(wall, null))).toBe(officeMs);
    }
    expect(madeAt(operationAt(officeMs + 7_200_000, null))).toBe(officeMs + 7_200_000);
  });

  it('S72: stays what it was for operations of the first version', () => {
    const operation = operationAt(1000, undefined);
    expect([madeAt(operation), changedAt(operation)]).toEqual([1000, officeMs]);
  });
});
