import { z } from 'zod';
import { roles } from '../entities/user.ts';
import { idSchema } from '../lib/ids.ts';
import { done, procedure } from './base.ts';

export const sessionUser = z.object({
  id: idSchema<'user'>(),
  name: z.string(),
  role: z.enum(roles),
});

/** A session belongs to the connection: one window's port, or one bearer token. */
export const session = {
  signIn: procedure
    .route({ method: 'POST', path: '/session' })
    .input(z.object({ name: z.string().max(200), password: z.string().max(1000) }))
    .output(sessionUser),
  signOut: procedure.route({ method: 'DELETE', path: '/session' }).output(done),
};

const listedUser = sessionUser.extend({ status: z.enum(['active', 'disabled']) });

export const user = {
  list: procedure.route({ method: 'GET', path: '/users' }).output(z.array(listedUser)),
  create: procedure
    .route({ method: 'POST', path: '/users' })
    .input(
      z.object({
        name: z.string().trim().min(1).max(200),
        password: z.string().max(1000),
        role: z.enum(roles),
      }),
    )
    .output(sessionUser),
};
