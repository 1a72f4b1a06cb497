/** PCs whose data folders are copied and put back while real cores talk over real sockets. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { SessionUser } from '../../../electron/core/api/context.ts';
import { createRouter } from '../../../electron/core/api/router.ts';
import { stateHash } from '../../../electron/core/db/state-hash.ts';
import { type Core, startCore } from '../../../electron/core/start.ts';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { freePorts } from '../../demo/free-ports.ts';
import { poll } from '../../support/poll.ts';
import { corePlants, plantedHere } from './plants.ts';

export interface Pc {
  readonly name: string;
  readonly core: Core;
  readonly api: ApiClient;
}

export interface CopiedPcs {
  start(name: string): Promise<Pc>;
  /** Starts a PC that has joined nothing yet, and joins it to the hub. @param at another one than the first. */
  join(name: string, at?: string): Promise<Pc>;
  stop(pc: Pc): Promise<void>;
  /** Copies a data folder as it stands, also while a core works in it. */
  copy(from: string, to: string): void;
  /** Opens tickets. @returns the numbers that the customers were told. */
  work(pc: Pc, count: number): Promise<string[]>;
  /** Waits until all hold the same operations and are in the same state. */
  becomeEqual(pcs: readonly Pc[]): Promise<void>;
  close(): Promise<void>;
}

const adminName = 'سارا مدیری';

/** A call centre of a hub `hub` and desks, each named like its folder. The hub and two desks have started and joined. */
export const openCopiedPcs = async (): Promise<CopiedPcs & { readonly pcs: readonly [Pc, Pc, Pc] }> => {
  const root = mkdtempSync(join(tmpdir(), 'paydar-copies-'));
  const names = ['hub', 'one', 'two', 'copy', 'late'];
  const ports = new Map((await freePorts(names.length)).map((port, n) => [names[n] ?? '', port]));
  const running = new Set<Core>();
  const plant = plantedHere();
  let user: SessionUser | null = null;
  const portOf = (name: string): number => ports.get(name) ?? 0;

  const start = async (name: string): Promise<Pc> => {
    const started = await startCore({
      dataDir: join(root, name),
      appVersion: '0.0.0',
      syncPort: portOf(name),
      discovery: 'off',
      peers: names.filter((other) => other !== name).map((other) => `127.0.0.1:${portOf(other)}`),
      ...(plant === null ? {} : { adapt: corePlants[plant] }),
    });
    if (!started.ok) throw new Error(started.error.type);
    running.add(started.value);
    return {
      name,
      core: started.value,
      api: createRouterClient(createRouter(started.value.services, { user })),
    };
  };

  const hub = await start('hub');
  const created = await hub.api.setup.create({
    organisationName: 'نمونه‌کالا',
    adminName,
    password: 'salam-1405',
    workingWeek: 'ir',
    language: 'fa',
  });
  user = created.user;
  const joinHub = async (name: string, at = 'hub'): Promise<Pc> => {
    const { api, core } = await start(name);
    await api.setup.join({ address: `127.0.0.1:${portOf(at)}`, secret: created.joinSecret });
    return { name, core, api: createRouterClient(createRouter(core.services, { user })) };
  };
  const pcs = [
    { ...hub, api: createRouterClient(createRouter(hub.core.services, { user })) },
    await joinHub('one'),
    await joinHub('two'),
  ] as const;

  return {
    pcs,
    start,
    join: joinHub,
    stop: async ({ core }) => {
      running.delete(core);
      await core.close();
    },
    copy: (from, to) => {
      rmSync(join(root, to), { recursive: true, force: true });
      cpSync(join(root, from), join(root, to), { recursive: true });
    },
    work: async ({ api }, count) => {
      const { customerId } = await api.customer.create({ displayName: 'مریم رحیمی' });
      const numbers: string[] = [];
      for (let n = 0; n < count; n += 1) {
        const ticket = {
          customerId,
          subject: `کار ${n}`,
          type: 'general',
          impact: 'low',
          urgency: 'low',
        } as const;
        numbers.push((await api.ticket.create({ ...ticket, body: '', channel: 'phone' })).number);
      }
      return numbers;
    },
    becomeEqual: (several) =>
      poll(
        () => {
          const states = several.map(({ core }) => stateHash(core.services.replica.db.reader));
          return new Set(states.map(({ hash, operations }) => `${hash} ${operations}`)).size === 1;
        },
        'all PCs are in one state',
        30_000,
      ),
    close: async () => {
      await Promise.all([...running].map((core) => core.close()));
      rmSync(root, { recursive: true, force: true });
    },
  };
};
