import { describe, expect, it } from 'vitest';
import { carryScopes, scopeInput } from './carry-scope.ts';

describe('what a file of changes carries', () => {
  it('is everything, what was made in the last days, or what one device lacks', () => {
    const nowMs = 1_790_000_000_000;
    const deviceId = '0197a000-0000-7000-8000-000000000104';
    const days = (count: number) => ({ kind: 'since', at: nowMs - count * 86_400_000 });
    const scopes = carryScopes.map((scope) => scopeInput(scope, nowMs));
    expect(scopes).toEqual([{ kind: 'everything' }, days(1), days(3), days(7), days(30)]);
    expect(scopeInput(`peer:${deviceId}`, nowMs)).toEqual({ kind: 'peer', deviceId });
  });
});
