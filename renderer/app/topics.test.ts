import { describe, expect, it } from 'vitest';
import { entities } from '../../shared/entities/index.ts';
import { areasOfTopics } from './topics.ts';

describe('areasOfTopics', () => {
  it('knows every synced entity and every other topic of the contract', () => {
    const topics = [...Object.keys(entities), 'sync', 'setup', 'import', 'preference', 'notices'];
    expect(topics.filter((topic) => areasOfTopics([topic]) === null)).toEqual([]);
  });

  it('reads everything again for a topic of a newer version', () => {
    expect(areasOfTopics(['customer', 'invoice'])).toBeNull();
  });

  it('leaves alone what the change cannot touch', () => {
    expect(areasOfTopics(['preference'])).toEqual(new Set(['preference']));
  });
});
