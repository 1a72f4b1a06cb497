import { z } from 'zod';
import { workingWeeks } from '../entities/organisation.ts';
import { idSchema } from '../lib/ids.ts';
import { languages } from '../lib/language.ts';
import { done, procedure } from './base.ts';
import { sessionUser } from './session.ts';

const joinProgress = z.object({
  phase: z.enum(['connecting', 'receiving', 'done', 'failed']),
  /** What is counted: changes one by one, or bytes of a copy of the whole. */
  unit: z.enum(['operations', 'bytes']),
  received: z.int(),
  total: z.int(),
});

export const setupStatus = z.object({
  state: z.enum(['unconfigured', 'joining', 'ready']),
  /** The database was lost: `joining` is then a member's way back, which nobody has to begin or can give up. */
  rejoining: z.boolean(),
  organisation: z
    .object({
      id: idSchema<'organisation'>(),
      name: z.string(),
      language: z.enum(languages),
      workingWeek: z.enum(workingWeeks),
      timeZoneOffsetMin: z.int(),
      rialPerToman: z.int(),
    })
    .nullable(),
  device: z
    .object({ id: idSchema<'device'>(), code: z.int(), name: z.string(), role: z.enum(['hub', 'desk']) })
    .nullable(),
  user: sessionUser.nullable(),
  join: joinProgress.nullable(),
  appVersion: z.string(),
  /** True when this call centre was made by `setup.sample`: the sign-in screen then shows the sample users. */
  sample: z.boolean(),
});

export const foundHub = z.object({
  organisationName: z.string(),
  deviceName: z.string(),
  deviceCode: z.int(),
  address: z.string(),
});

export const setup = {
  status: procedure.route({ method: 'GET', path: '/setup' }).output(setupStatus),
  create: procedure
    .route({ method: 'POST', path: '/setup/create' })
    .input(
      z.object({
        organisationName: z.string().trim().min(1).max(200),
        adminName: z.string().trim().min(1).max(200),
        password: z.string(),
        workingWeek: z.enum(workingWeeks),
        language: z.enum(languages),
        deviceName: z.string().trim().max(100).optional(),
      }),
    )
    .output(z.object({ joinSecret: z.string(), user: sessionUser })),
  hubs: procedure.route({ method: 'GET', path: '/setup/hubs' }).output(z.array(foundHub)),
  join: procedure
    .route({ method: 'POST', path: '/setup/join' })
    .input(
      z.object({
        /** `host`, `host:port`, `[v6]:port`. */
        address: z.string().trim().min(1).max(300),
        secret: z.string().max(200),
        deviceName: z.string().trim().max(100).optional(),
      }),
    )
    .output(z.object({ deviceCode: z.int(), organisationName: z.string() })),
  cancelJoin: procedure.route({ method: 'POST', path: '/setup/join/cancel' }).output(done),
  sample: procedure
    .route({ method: 'POST', path: '/setup/sample' })
    .input(
      z.object({
        language: z.enum(languages).default('fa'),
        customers: z.int().min(0).max(5000).default(400),
        tickets: z.int().min(0).max(20000).default(900),
      }),
    )
    /** The admin, and an agent with a queue to look at; one password for all. */
    .output(z.object({ userName: z.string(), agentName: z.string(), password: z.string() })),
  joinSecret: procedure
    .route({ method: 'GET', path: '/setup/join-secret' })
    .output(z.object({ secret: z.string(), addresses: z.array(z.string()) })),
};
