import { defineEntity, name, oneOf } from './define-entity.ts';

export const team = defineEntity({
  name: 'team',
  merge: 'hub',
  fields: { name: name(), level: oneOf(['L1', 'L2']) },
});
