import { defineEntity, integer, ref, text } from './define-entity.ts';

/**
 * The hub's word on when an operation counts that was dated far ahead of the office's time. Of several for one
 * operation the lowest clock holds (docs/spec/sync.md, S74).
 */
export const restamp = defineEntity({
  name: 'restamp',
  merge: 'event',
  fields: {
    /** The operation. */
    deviceId: ref('device'),
    epoch: integer(),
    seq: integer(),
    /** What its writes are called in its own bytes, and by those who saw it before. */
    stamp: text(48),
    /** The clock value that counts instead. */
    hlc: text(16),
  },
});
