import { defineEntity, name, oneOf, optional, ref, text } from './define-entity.ts';

export const roles = ['viewer', 'agent', 'senior', 'level2', 'supervisor', 'admin'] as const;

export const user = defineEntity({
  name: 'user',
  merge: 'hub',
  fields: {
    name: name(),
    /** `nameKey` of the name: what sign-in compares, so ي and ی are the same person. */
    nameKey: name(),
    role: oneOf(roles),
    teamId: optional(ref('team')),
    /** `scrypt$N$r$p$salt$hash`, base64url parts. */
    passwordHash: text(400),
    status: oneOf(['active', 'disabled']),
  },
});
