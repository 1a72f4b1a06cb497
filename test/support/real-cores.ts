/** Cores over real sockets and files, each in a folder of its own, all in one that is removed with them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createRouter } from '../../electron/core/api/router.ts';
import { systemClock } from '../../electron/core/real-world.ts';
import { type Core, startCore } from '../../electron/core/start.ts';
import type { ApiClient } from '../../shared/contract/index.ts';
import type { Clock } from '../../shared/lib/clock.ts';

export interface RealCore {
  readonly core: Core;
  /** A connection on which nobody has signed in. */
  readonly api: ApiClient;
}

export interface RealCores {
  /** Holds the data folder of each core under its name. */
  readonly root: string;
  /**
   * @param peers addresses to dial in any case. @param syncPort any free one when it is left out.
   * @param clock the PC's own.
   */
  start(name: string, peers?: readonly string[], syncPort?: number, clock?: Clock): Promise<RealCore>;
  stop(name: string): Promise<void>;
  /** Stops all of them. */
  close(): Promise<void>;
}

/** What a call centre is created with. */
export const newCallCentre = {
  organisationName: 'نمونه‌کالا',
  adminName: 'سارا مدیری',
  password: 'salam-1405',
  workingWeek: 'ir',
  language: 'fa',
} as const;

export const newAdmin = { name: newCallCentre.adminName, password: newCallCentre.password };

export const openRealCores = (): RealCores => {
  const root = mkdtempSync(join(tmpdir(), 'paydar-'));
  const running = new Map<string, Core>();
  return {
    root,
    start: async (name, peers = [], syncPort = 0, clock = systemClock) => {
      const started = await startCore({
        dataDir: join(root, name),
        appVersion: '0.0.0',
        syncPort,
        discovery: 'off',
        peers,
        clock,
      });
      if (!started.ok) throw new Error(started.error.type);
      running.set(name, started.value);
      const api: ApiClient = createRouterClient(createRouter(started.value.services, { user: null }));
      return { core: started.value, api };
    },
    stop: async (name) => {
      await running.get(name)?.close();
      running.delete(name);
    },
    close: async () => {
      await Promise.all([...running.values()].map((core) => core.close()));
      running.clear();
      rmSync(root, { recursive: true, force: true });
    },
  };
};
