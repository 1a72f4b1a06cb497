import { describe, expect, it } from 'vitest';
import { type Draft, dropDraft, emptyDraft, keepDraft, readDraft } from './draft.ts';

function memoryStorage() {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
    size: () => held.size,
  };
}

const newId = () => '0192f0c1-2d3e-7a4b-8c5d-6e7f8a9b0c1d';
const draft: Draft = { ...emptyDraft(newId), text: 'مهمان دارند؛ فردا ۱۰ تماس', outcome: 'busy' };

describe('a draft', () => {
  it('comes back as it was written, for its own ticket only', () => {
    const storage = memoryStorage();
    keepDraft(storage, 'one', draft);
    expect(readDraft(storage, 'one')).toEqual(draft);
    expect(readDraft(storage, 'two')).toBeUndefined();
  });

  it('is dropped when it is saved or emptied, and leaves nothing behind', () => {
    const storage = memoryStorage();
    keepDraft(storage, 'one', draft);
    keepDraft(storage, 'one', { ...draft, text: ' \n' });
    keepDraft(storage, 'two', draft);
    dropDraft(storage, 'two');
    expect(storage.size()).toBe(0);
  });

  it('of an unreadable kind is ignored rather than shown broken', () => {
    const storage = memoryStorage();
    storage.setItem('paydar.draft.one', '{"tab":');
    storage.setItem('paydar.draft.two', '{"tab":"fax"}');
    expect([readDraft(storage, 'one'), readDraft(storage, 'two')]).toEqual([undefined, undefined]);
  });

  it('that does not fit is not said to be kept, and typing goes on', () => {
    const full = {
      ...memoryStorage(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(keepDraft(full, 'one', draft)).toBe(false);
    expect(keepDraft(memoryStorage(), 'one', draft)).toBe(true);
  });
});
