import { describe, expect, it } from 'vitest';
import { shippedModel } from '../../electron/core/db/data-model.ts';
import type { Entity } from '../../shared/entities/define-entity.ts';
import { entities } from '../../shared/entities/index.ts';
import { checkLaws } from './check-laws.ts';
import { owned, planted, plantedModel } from './planted-entities.ts';

const all: readonly Entity[] = Object.values(entities);
const cases = [
  ...all.map((entity) => [entity.name, entity, shippedModel] as const),
  ['an entity that this suite has never heard of', planted, plantedModel] as const,
  ['an entity with owners', owned, plantedModel] as const,
];
const seeds = [1, 2, 3, 4];

describe.each(cases)('histories of %s', (_, entity, model) => {
  it('S80, S78: stand alike on every replica, as the bare set of their writes says, in any order and batches, and twice', () => {
    for (const seed of seeds) expect(checkLaws(entity, seed, { model })).toEqual([]);
  });
});
