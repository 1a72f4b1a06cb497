import { defineEntity, integer, name, oneOf, optional, ref, text } from './define-entity.ts';

/** A PC that belongs to the call centre. Its code is given by the hub, 100–999, and never used again. */
export const device = defineEntity({
  name: 'device',
  merge: 'hub',
  fields: {
    code: integer(),
    name: name(),
    role: oneOf(['hub', 'desk']),
    /** Ed25519, 32 bytes as base64url: signs the device's operations. Replicas keep to the first one they hear. */
    operationKey: optional(text(64)),
    /** The device that went on in its place: after a backup was restored, or its disk copied. */
    replacedById: optional(ref('device')),
  },
});
