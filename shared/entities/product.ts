import { boolean, defineEntity, name, optional, text } from './define-entity.ts';

export const product = defineEntity({
  name: 'product',
  merge: 'hub',
  fields: { name: name(), family: optional(text(200)), critical: boolean() },
});
