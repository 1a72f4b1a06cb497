import { defineEntity, integer, name, oneOf } from './define-entity.ts';

/** A PC that belongs to the call centre. Its code is given by the hub, 100–999, and never used again. */
export const device = defineEntity({
  name: 'device',
  merge: 'hub',
  fields: {
    code: integer(),
    name: name(),
    role: oneOf(['hub', 'desk']),
  },
});
