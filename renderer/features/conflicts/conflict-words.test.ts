import { describe, expect, it } from 'vitest';
import { mergeClassOf } from '../../../shared/entities/define-entity.ts';
import { entities } from '../../../shared/entities/index.ts';
import { catalogues } from '../../../shared/i18n/index.ts';

/** Every field that can hold two values apart, as `entity.field`. */
const mergedFields = Object.values(entities).flatMap((entity) =>
  Object.keys(entity.fields)
    .filter((field) => mergeClassOf(entity, field) === 'field')
    .map((field) => [entity.name, field] as const),
);

describe.each(['fa', 'ar', 'en'] as const)('the names of conflicts in %s', (language) => {
  it('cover every field that two devices can write apart', () => {
    const names: Readonly<Record<string, Readonly<Record<string, string>>>> =
      catalogues[language].conflicts.field;
    const missing = mergedFields.filter(([entity, field]) => names[entity]?.[field] === undefined);
    expect(missing).toEqual([]);
    expect(mergedFields.length).toBeGreaterThan(30);
  });
});
