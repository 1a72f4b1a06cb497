import { describe, expect, it } from 'vitest';
import type { Entity } from '../../shared/entities/define-entity.ts';
import { entities } from '../../shared/entities/index.ts';
import { checkLaws } from './check-laws.ts';

const all: readonly Entity[] = Object.values(entities);
const seeds = [1, 2, 3, 4];

describe.each(all.map((entity) => [entity.name, entity] as const))('histories of %s', (_, entity) => {
  it('S80: stand alike on every replica, as the bare set of their writes says, in any order and batches, and twice', () => {
    for (const seed of seeds) expect(checkLaws(entity, seed)).toEqual([]);
  });
});
