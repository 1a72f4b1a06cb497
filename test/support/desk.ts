/** A desk of a call centre without network: a real database file, users, and the contract's own client. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createChanges } from '../../electron/core/api/changes.ts';
import type { CoreServices, SessionUser } from '../../electron/core/api/context.ts';
import { createRouter } from '../../electron/core/api/router.ts';
import { createArchiveService } from '../../electron/core/archive/archive-service.ts';
import { createAttachmentService, usualLimits } from '../../electron/core/attachments/attachment-service.ts';
import { memoryBodyStore } from '../../electron/core/attachments/memory-body-store.ts';
import { acceptOperations } from '../../electron/core/db/accept.ts';
import { packAtOnce } from '../../electron/core/db/archive-segment.ts';
import { runCommand } from '../../electron/core/db/commit.ts';
import { openDatabase } from '../../electron/core/db/database.ts';
import { acceptKey } from '../../electron/core/db/device-keys.ts';
import { writeMembership } from '../../electron/core/db/meta.ts';
import { readLogFrom } from '../../electron/core/db/operation-log.ts';
import { ownOperationKey } from '../../electron/core/db/own-keys.ts';
import { openReplica, type Replica } from '../../electron/core/db/replica.ts';
import { createExchangeService } from '../../electron/core/exchange/exchange-service.ts';
import { hashPassword } from '../../electron/core/identity/password.ts';
import { createSignIn } from '../../electron/core/identity/sign-in.ts';
import { createNotices } from '../../electron/core/notices.ts';
import type { AppError } from '../../shared/contract/errors.ts';
import type { ApiClient } from '../../shared/contract/index.ts';
import { device } from '../../shared/entities/device.ts';
import { organisation } from '../../shared/entities/organisation.ts';
import { user } from '../../shared/entities/user.ts';
import type { DeviceId, OrganisationId, UserId } from '../../shared/lib/ids.ts';
import { err, ok } from '../../shared/lib/result.ts';
import type { Role } from '../../shared/rules/rights.ts';
import { searchKeys } from '../../shared/rules/search-key.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { seededRandom } from './seeded-random.ts';

const organisationId = '0197a000-0000-7000-8000-000000000001' as OrganisationId;
const deviceIdOf = (code: number): DeviceId => `0197a000-0000-7000-8000-000000000${code}` as DeviceId;

export const testPassword = 'کلید-شنبه-۱۴۰۵';

export interface Desk {
  readonly code: number;
  readonly replica: Replica;
  readonly services: CoreServices;
  readonly faults: unknown[];
  /** A connection of somebody who signed in; of nobody without a user. */
  client(signedIn?: SessionUser): ApiClient;
  close(): void;
}

export interface Office {
  readonly clock: FakeClock;
  /** The first is the hub, 101. */
  readonly desks: readonly Desk[];
  readonly hub: Desk;
  readonly users: Readonly<Record<Role, SessionUser>>;
  /** Sends everything that each of the two lacks to it. */
  exchange(a: Desk, b: Desk): void;
  close(): void;
}

const unavailable = { ok: false, error: { code: 'not-set-up' } satisfies AppError } as const;

const openDesk = (folder: string, code: number, clock: FakeClock): Desk => {
  const opened = openDatabase(join(folder, `${code}.sqlite`), { durable: false });
  if (!opened.ok) throw new Error(opened.error.type);
  const random = seededRandom(code);
  const replica = openReplica(opened.value, clock, random);
  writeMembership(opened.value.writer, {
    organisationId,
    deviceId: deviceIdOf(code),
    deviceCode: code,
    role: code === 101 ? 'hub' : 'desk',
    epoch: 1,
    secret: 'secret',
    hubDeviceId: deviceIdOf(101),
  });
  ownOperationKey(replica);
  replica.refreshMembership();
  const faults: unknown[] = [];
  const services: CoreServices = {
    replica,
    clock,
    random,
    appVersion: '0.0.0',
    changes: createChanges(replica),
    notices: createNotices(() => undefined),
    signIn: createSignIn(replica),
    isRestarting: () => null,
    onFault: (cause) => faults.push(cause),
    sync: {
      status: () => ({
        role: code === 101 ? 'hub' : 'desk',
        hubSeen: true,
        hubLastSeenAt: null,
        peers: 0,
        onlyHere: 0,
        openConflicts: 0,
        clockOffsetMs: null,
      }),
      peers: () => [],
      refusals: () => [],
      addAddress: () => ok(null),
    },
    setup: {
      hubs: () => [],
      create: async () => err({ code: 'already-set-up' }),
      join: async () => err({ code: 'already-set-up' }),
      cancelJoin: () => undefined,
      sample: async () => err({ code: 'already-set-up' }),
      joinSecret: () => ok({ secret: 'secret', addresses: [] }),
      joinProgress: () => null,
    },
    imports: {
      inspect: async () => unavailable,
      plan: () => unavailable,
      run: () => unavailable,
      report: () => unavailable,
      cancel: () => unavailable,
      rejects: () => unavailable,
      close: () => Promise.resolve(),
    },
    archive: createArchiveService({
      replica,
      peers: () => [],
      pack: packAtOnce,
      onFault: (cause) => faults.push(cause),
    }),
    attachments: createAttachmentService({
      replica,
      store: memoryBodyStore(),
      limits: usualLimits,
      emit: () => undefined,
      onFault: (cause) => faults.push(cause),
    }),
    audit: {
      status: () => ({
        buckets: 0,
        bucketsRead: 0,
        peers: [],
        log: { operations: 0, packed: 0 },
        repair: null,
      }),
      repair: () => undefined,
      report: () => ok(null),
    },
    exchange: createExchangeService({
      replica,
      heldBy: () => [],
      noteHeld: () => undefined,
      emit: () => undefined,
      onFault: (cause) => faults.push(cause),
    }),
  };
  return {
    code,
    replica,
    services,
    faults,
    client: (signedIn) => createRouterClient(createRouter(services, { user: signedIn ?? null })),
    close: () => opened.value.close(),
  };
};

const roles: readonly Role[] = ['viewer', 'agent', 'senior', 'level2', 'supervisor', 'admin'];

const found = (hub: Desk, desks: readonly Desk[], passwordHash: string): Map<Role, SessionUser> => {
  const users = new Map<Role, SessionUser>();
  const founded = runCommand(hub.replica, { name: 'setup.create', author: { userId: null } }, (tx) => {
    tx.insertWithId(organisation, organisationId, {
      name: 'نمونه‌کالا',
      workingWeek: 'ir',
      language: 'fa',
      timeZoneOffsetMin: 210,
      defaultAreaCode: '21',
      countryCode: '98',
      rialPerToman: 10,
    });
    for (const { code, replica } of desks) {
      const role = code === 101 ? 'hub' : 'desk';
      const operationKey = ownOperationKey(replica);
      tx.insertWithId(device, deviceIdOf(code), { code, name: `PC ${code}`, role, operationKey });
    }
    for (const role of roles) {
      const values = { name: `علي ${role}`, role, passwordHash, status: 'active' } as const;
      const id: UserId = tx.insert(user, { ...values, nameKey: searchKeys(values.name).joined });
      users.set(role, { id, name: values.name, role });
    }
    return ok(null);
  });
  if (!founded.ok) throw new Error(founded.error.code);
  return users;
};

/** A call centre of `deskCount` PCs that all know each other, on Saturday 30 Aban 1405 at 08:00 in Tehran. */
export const openOffice = async (deskCount = 1): Promise<Office> => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-desk-'));
  const clock = createFakeClock();
  const codes = Array.from({ length: deskCount }, (_, index) => 101 + index);
  const desks = codes.map((code) => openDesk(folder, code, clock));
  const [hub] = desks;
  if (hub === undefined) throw new Error('an office has at least one desk');
  const users = found(hub, desks, await hashPassword(testPassword, seededRandom('salt')));
  const userOf = (role: Role): SessionUser => {
    const signedIn = users.get(role);
    if (signedIn === undefined) throw new Error(`no ${role}`);
    return signedIn;
  };
  const send = (from: Desk, to: Desk): void => {
    const accepted = acceptOperations(
      to.replica,
      organisationId,
      readLogFrom(from.replica.db.writer, 0, 100_000),
    );
    if (!accepted.ok) throw new Error(accepted.error.type);
  };
  const office: Office = {
    clock,
    desks,
    hub,
    users: {
      viewer: userOf('viewer'),
      agent: userOf('agent'),
      senior: userOf('senior'),
      level2: userOf('level2'),
      supervisor: userOf('supervisor'),
      admin: userOf('admin'),
    },
    exchange: (a, b) => {
      send(a, b);
      send(b, a);
    },
    close: () => {
      for (const desk of desks) desk.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (const desk of desks.slice(1)) {
    acceptKey(desk.replica.db.writer, deviceIdOf(101), ownOperationKey(hub.replica));
    send(hub, desk);
  }
  return office;
};

/** The code that a call failed with; a sentence when it did not fail. */
export const failureCode = async (call: Promise<unknown>): Promise<string> => {
  try {
    return `succeeded with ${JSON.stringify(await call)}`;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && 'defined' in cause) return String(cause.code);
    throw cause;
  }
};
